package dev.mori.conformance.tool;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToMany;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Generated;
import org.hibernate.generator.EventType;
import org.jspecify.annotations.Nullable;

/** The shop as an application maps it. */
final class ShopEntities {
  static final List<Class<?>> ALL =
      List.of(Customer.class, Category.class, Order.class, OrderItem.class, Coupon.class);

  private ShopEntities() {}

  @Entity(name = "Customer")
  @Table(name = "customers")
  @DynamicInsert
  @DynamicUpdate
  static class Customer {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable Long id;

    @Column(columnDefinition = "email_address")
    String email;

    String name;

    @Column(columnDefinition = "bpchar(2)")
    @Nullable String country;

    String @Nullable [] tags;

    @Column(columnDefinition = "jsonb")
    @ColumnTransformer(write = "?::jsonb")
    @Nullable String prefs;

    @Generated(event = {EventType.INSERT, EventType.UPDATE})
    @Nullable Integer version;

    @OneToMany(mappedBy = "customer")
    List<Order> orders = new ArrayList<>();

    protected Customer() {}

    Customer(String email, String name) {
      this.email = email;
      this.name = name;
    }

    @Override
    public String toString() {
      return id + " " + name + " <" + email + ">";
    }
  }

  @Entity(name = "Category")
  @Table(name = "\"Category\"")
  static class Category {
    @Id
    @Column(name = "\"Id\"")
    Integer id;

    @Column(name = "\"Name\"")
    String name;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "\"ParentId\"")
    @Nullable Category parent;

    protected Category() {}

    @Override
    public String toString() {
      return name;
    }
  }

  @Entity(name = "Order")
  @Table(name = "orders")
  @DynamicInsert
  @DynamicUpdate
  static class Order {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable Long id;

    @Generated
    @Column(name = "order_no")
    @Nullable Long orderNo;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "customer_id")
    Customer customer;

    @Column(columnDefinition = "order_status", insertable = false, updatable = false)
    @Nullable String status;

    @Nullable BigDecimal total;
    String note;

    @OneToMany(mappedBy = "order", cascade = CascadeType.ALL, orphanRemoval = true)
    List<OrderItem> items = new ArrayList<>();

    protected Order() {}

    Order(Customer customer, String note) {
      this.customer = customer;
      this.note = note;
    }

    void add(short lineNo, String sku, int qty, BigDecimal unitPrice) {
      OrderItem item = new OrderItem();
      item.id = new OrderItemId(null, lineNo);
      item.order = this;
      item.sku = sku;
      item.qty = qty;
      item.unitPrice = unitPrice;
      items.add(item);
    }
  }

  @Embeddable
  record OrderItemId(
      @Column(name = "order_id") @Nullable Long orderId, @Column(name = "line_no") Short lineNo) {}

  @Entity(name = "OrderItem")
  @Table(name = "order_items")
  static class OrderItem {
    @EmbeddedId OrderItemId id;

    @MapsId("orderId")
    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "order_id")
    Order order;

    String sku;
    int qty;

    @Column(name = "unit_price")
    BigDecimal unitPrice;
  }

  @Entity(name = "Coupon")
  @Table(name = "coupons")
  static class Coupon {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "coupons")
    @SequenceGenerator(name = "coupons", sequenceName = "coupons_seq", allocationSize = 50)
    @Nullable Long id;

    @Column(unique = true, nullable = false, length = 40)
    String code;

    int percent;
    @Version int version;

    protected Coupon() {}

    Coupon(String code, int percent) {
      this.code = code;
      this.percent = percent;
    }
  }
}
