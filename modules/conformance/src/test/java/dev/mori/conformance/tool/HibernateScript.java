package dev.mori.conformance.tool;

import dev.mori.conformance.tool.ShopEntities.Category;
import dev.mori.conformance.tool.ShopEntities.Coupon;
import dev.mori.conformance.tool.ShopEntities.Customer;
import dev.mori.conformance.tool.ShopEntities.Order;
import dev.mori.conformance.tool.ShopEntities.OrderItem;
import dev.mori.conformance.wire.Endpoint;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import java.math.BigDecimal;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Entities over the shop's tables and one that Hibernate makes: its life, queries and locks. */
final class HibernateScript {
  private final Transcript transcript = new Transcript();
  private final Endpoint at;

  private HibernateScript(Endpoint at) {
    this.at = at;
  }

  static List<String> run(Endpoint at) {
    HibernateScript script = new HibernateScript(at);
    script.transcript.attempt("validate", Exception.class, () -> script.open("validate").close());
    try (SessionFactory sessions = script.open("update")) {
      script.persist(sessions);
      script.queries(sessions);
      script.changes(sessions);
      script.locks(sessions);
      script.batches(sessions);
    }
    script.open("validate").close();
    script.open("update").close();
    script.transcript.query(at, "SELECT * FROM coupons ORDER BY id");
    script.transcript.query(at, "SELECT last_value, is_called FROM coupons_seq");
    return script.transcript.lines();
  }

  private SessionFactory open(String schema) {
    Configuration configuration = new Configuration();
    configuration
        .setProperty("hibernate.connection.url", at.jdbcUrl())
        .setProperty("hibernate.connection.username", at.user())
        .setProperty("hibernate.connection.password", at.password())
        .setProperty("hibernate.connection.pool_size", "4")
        .setProperty("hibernate.jdbc.batch_size", "20")
        .setProperty("hibernate.order_inserts", "true")
        .setProperty("hibernate.order_updates", "true")
        .setProperty("hibernate.hbm2ddl.auto", schema);
    ShopEntities.ALL.forEach(configuration::addAnnotatedClass);
    return configuration.buildSessionFactory();
  }

  private void persist(SessionFactory sessions) {
    sessions.inTransaction(
        session -> {
          Customer customer = new Customer("hibernate@shop.test", "Hibernate");
          session.persist(customer);
          Order order = new Order(customer, "first");
          order.add((short) 1, "Art 00074", 2, new BigDecimal("9.95"));
          order.add((short) 2, "Art 00333", 1, new BigDecimal("20.00"));
          session.persist(order);
          session.flush();
          transcript.say("customer %d order %d".formatted(customer.id, order.id));
          session.refresh(order);
          transcript.say("%s %s %s".formatted(order.orderNo, order.status, order.items.size()));
        });
    sessions.inTransaction(
        session -> {
          transcript.say("%s".formatted(session.find(Customer.class, 3L)));
          transcript.say("%s".formatted(session.find(Customer.class, -3L)));
          Category category = session.find(Category.class, 2);
          transcript.say("%s under %s".formatted(category.name, String.valueOf(category.parent)));
        });
  }

  private void queries(SessionFactory sessions) {
    sessions.inTransaction(
        session -> {
          for (int page = 0; page < 3; page++) {
            session
                .createQuery(
                    "select o from Order o join fetch o.customer c where c.country = :country order by o.id desc",
                    Order.class)
                .setParameter("country", "DE")
                .setFirstResult(page * 5)
                .setMaxResults(5)
                .getResultList()
                .forEach(o -> transcript.say("%d %s %s".formatted(o.id, o.status, o.customer)));
          }
          session
              .createQuery(
                  "select o.status, count(distinct o), sum(i.qty * i.unitPrice) from Order o left join o.items i"
                      + " group by o.status having count(*) > 1 order by o.status",
                  Object[].class)
              .getResultList()
              .forEach(row -> transcript.say("%s".formatted(List.of(row))));
          session
              .createQuery(
                  "select c from Customer c where exists (select 1 from Order o where o.customer = c and o.note = 'first')"
                      + " or size(c.orders) > 4 order by c.id",
                  Customer.class)
              .setMaxResults(10)
              .getResultList()
              .forEach(c -> transcript.say("%s has %d".formatted(c, c.orders.size())));
          session
              .createSelectionQuery(
                  "with big as (select o.customer.id as who, sum(o.total) as spent from Order o group by o.customer.id)"
                      + " select b.who, b.spent, rank() over (order by b.spent desc, b.who) from big b where b.spent > 50 order by 3 limit 5",
                  Object[].class)
              .getResultList()
              .forEach(row -> transcript.say("%s".formatted(List.of(row))));
          session
              .createNativeQuery(
                  "select sku, title from products where price > :p order by sku limit 3",
                  Object[].class)
              .setParameter("p", 10)
              .getResultList()
              .forEach(row -> transcript.say("%s".formatted(List.of(row))));
        });
  }

  private void changes(SessionFactory sessions) {
    sessions.inTransaction(
        session -> {
          Customer customer = session.find(Customer.class, 5L);
          customer.name = "Renamed";
          customer.prefs = "{\"theme\": \"dark\"}";
          customer.tags = new String[] {"vip", "h7"};
          Hibernate.initialize(customer.orders);
          customer.orders.forEach(o -> o.note = "of " + customer.name);
        });
    sessions.inTransaction(
        session -> {
          session.remove(session.find(Order.class, 4L));
          transcript.say(
              "updated %d"
                  .formatted(
                      session
                          .createMutationQuery(
                              "update Order o set o.note = 'bulk' where o.status = 'paid'")
                          .executeUpdate()));
          transcript.say(
              "deleted %d"
                  .formatted(
                      session
                          .createMutationQuery("delete from OrderItem i where i.qty > 4")
                          .executeUpdate()));
          transcript.say(
              "inserted %d"
                  .formatted(
                      session
                          .createMutationQuery(
                              "insert into Coupon (id, code, percent, version) select o.id + 100000, concat('C', cast(o.id as String)), 5, 0 from Order o where o.id < 4")
                          .executeUpdate()));
        });
    transcript.attempt(
        "rollback",
        IllegalStateException.class,
        () ->
            sessions.inTransaction(
                session -> {
                  session.find(Customer.class, 6L).name = "Never";
                  session.flush();
                  throw new IllegalStateException("no");
                }));
    transcript.attempt(
        "twice",
        Exception.class,
        () ->
            sessions.inTransaction(
                session -> session.persist(new Customer("hibernate@shop.test", "Again"))));
    sessions.inTransaction(
        session ->
            session
                .createQuery("from Customer c where c.id < 8 order by c.id", Customer.class)
                .getResultList()
                .forEach(c -> transcript.say("%s %d %s".formatted(c, c.version, c.prefs))));
  }

  private void locks(SessionFactory sessions) {
    sessions.inTransaction(session -> session.persist(new Coupon("LOCK", 10)));
    transcript.attempt(
        "optimistic",
        OptimisticLockException.class,
        () ->
            sessions.inTransaction(
                session -> {
                  Coupon mine = coupon(session, "LOCK");
                  sessions.inTransaction(other -> coupon(other, "LOCK").percent = 20);
                  mine.percent = 30;
                }));
    sessions.inTransaction(
        session -> {
          Order order = session.find(Order.class, 9L, LockModeType.PESSIMISTIC_WRITE);
          transcript.say("locked %d %s".formatted(order.id, order.note));
          order.note = "locked";
          Coupon coupon = coupon(session, "LOCK");
          session.lock(coupon, LockModeType.PESSIMISTIC_FORCE_INCREMENT);
          transcript.say("version %d".formatted(coupon.version));
          List<Customer> some =
              session
                  .createQuery(
                      "from Customer c where c.id between 10 and 13 order by c.id", Customer.class)
                  .setLockMode(LockModeType.PESSIMISTIC_READ)
                  .getResultList();
          transcript.say("%s".formatted(some));
        });
  }

  private static Coupon coupon(org.hibernate.Session session, String code) {
    return session
        .createQuery("from Coupon c where c.code = :code", Coupon.class)
        .setParameter("code", code)
        .getSingleResult();
  }

  private void batches(SessionFactory sessions) {
    sessions.inTransaction(
        session -> {
          for (int i = 0; i < 120; i++) {
            session.persist(new Coupon("B" + i, i % 50));
          }
        });
    sessions.inTransaction(
        session -> {
          List<OrderItem> items =
              session
                  .createQuery(
                      "from OrderItem i where i.id.orderId < 30 order by i.id.orderId, i.id.lineNo",
                      OrderItem.class)
                  .getResultList();
          items.forEach(item -> item.qty++);
          transcript.say("%d items".formatted(items.size()));
        });
    sessions.inStatelessTransaction(
        session ->
            transcript.say(
                "%d coupons"
                    .formatted(
                        session
                            .createQuery("select count(*) from Coupon", Long.class)
                            .getSingleResult())));
  }
}
