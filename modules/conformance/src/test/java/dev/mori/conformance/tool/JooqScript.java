package dev.mori.conformance.tool;

import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.jsonArrayAgg;
import static org.jooq.impl.DSL.jsonEntry;
import static org.jooq.impl.DSL.jsonObject;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.partitionBy;
import static org.jooq.impl.DSL.rank;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import dev.mori.conformance.wire.Endpoint;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Index;
import org.jooq.Meta;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.Schema;
import org.jooq.Table;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Nested results, upserts, batches, transactions, definitions and metadata in jOOQ's plain DSL. */
final class JooqScript {
  private static final Table<Record> CUSTOMERS = table(name("customers"));
  private static final Table<Record> ORDERS = table(name("orders"));
  private static final Table<Record> ITEMS = table(name("order_items"));
  private static final Table<Record> TAGS = table(name("tags"));
  private static final Field<Long> CUSTOMER = field(name("customers", "id"), Long.class);
  private static final Field<String> NAME = field(name("customers", "name"), String.class);
  private static final Field<String> COUNTRY = field(name("customers", "country"), String.class);
  private static final Field<Long> ORDER = field(name("orders", "id"), Long.class);
  private static final Field<Long> OWNER = field(name("orders", "customer_id"), Long.class);
  private static final Field<BigDecimal> TOTAL = field(name("orders", "total"), BigDecimal.class);
  private static final Field<Long> ITEM_ORDER = field(name("order_items", "order_id"), Long.class);
  private static final Field<String> SKU = field(name("order_items", "sku"), String.class);
  private static final Field<Integer> QTY = field(name("order_items", "qty"), Integer.class);
  private static final Field<Integer> TAG = field(name("id"), Integer.class);
  private static final Field<String> LABEL = field(name("label"), String.class);

  private final Transcript transcript = new Transcript();
  private final DSLContext db;

  private JooqScript(DSLContext db) {
    this.db = db;
  }

  static List<String> run(Endpoint at) throws SQLException {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    try (Connection connection = Transcript.connect(at)) {
      JooqScript script =
          new JooqScript(
              DSL.using(connection, SQLDialect.POSTGRES, new Settings().withFetchSize(50)));
      script.reads();
      script.writes();
      script.reads();
      script.batches();
      script.transactions();
      script.definitions();
      script.metadata();
      return script.transcript.lines();
    }
  }

  private void reads() {
    say(
        db.select(
                CUSTOMER,
                NAME,
                multiset(
                        select(
                                ORDER,
                                TOTAL,
                                multiset(
                                    select(SKU, QTY)
                                        .from(ITEMS)
                                        .where(ITEM_ORDER.eq(ORDER))
                                        .orderBy(SKU)))
                            .from(ORDERS)
                            .where(OWNER.eq(CUSTOMER))
                            .orderBy(ORDER))
                    .as("orders"))
            .from(CUSTOMERS)
            .where(CUSTOMER.le(6L))
            .orderBy(CUSTOMER));
    say(
        db.select(
                COUNTRY,
                jsonArrayAgg(jsonObject(jsonEntry("id", CUSTOMER), jsonEntry("name", NAME)))
                    .orderBy(CUSTOMER.desc()))
            .from(CUSTOMERS)
            .where(CUSTOMER.lt(20L))
            .groupBy(COUNTRY)
            .orderBy(COUNTRY));
    say(
        db.with("spent")
            .as(
                select(OWNER.as("who"), sum(TOTAL).as("total"), count().as("orders"))
                    .from(ORDERS)
                    .groupBy(OWNER))
            .select(
                NAME,
                field(name("spent", "total")),
                rank()
                    .over(
                        partitionBy(COUNTRY)
                            .orderBy(field(name("spent", "total")).desc().nullsLast(), CUSTOMER)))
            .from(table(name("spent")))
            .join(CUSTOMERS)
            .on(CUSTOMER.eq(field(name("spent", "who"), Long.class)))
            .where(field(name("spent", "orders"), Integer.class).gt(3))
            .orderBy(CUSTOMER)
            .limit(20));
    lists();
  }

  private void lists() {
    say(
        db.select(COUNTRY, count(), avg(CUSTOMER).filterWhere(NAME.like("%a%")))
            .from(CUSTOMERS)
            .groupBy(DSL.rollup(COUNTRY))
            .orderBy(COUNTRY.nullsLast()));
    say(db.selectFrom(TAGS).where(TAG.in(1, 2, 3)).orderBy(TAG.asc()).seek(val(1)).limit(2));
    int rows = 0;
    try (Cursor<Record> cursor =
        db.select().from(ITEMS).orderBy(ITEM_ORDER, SKU, QTY).fetchLazy()) {
      while (cursor.hasNext()) {
        rows += cursor.fetchNext(37).size();
      }
    }
    transcript.say("%d rows lazily".formatted(rows));
  }

  private void say(ResultQuery<? extends Record> query) {
    Result<? extends Record> result = query.fetch();
    result.format().lines().forEach(line -> transcript.say("%s".formatted(line)));
  }

  private void writes() {
    for (int i = 0; i < 2; i++) {
      say(
          db.insertInto(TAGS, TAG, LABEL)
              .values(1, "one")
              .values(700, "seven hundred")
              .onConflict(TAG)
              .doUpdate()
              .set(LABEL, DSL.concat(excluded(LABEL), val(" again")))
              .returning(TAG, LABEL));
      transcript.say(
          "%d"
              .formatted(
                  db.insertInto(TAGS, TAG, LABEL)
                      .values(2, "two")
                      .onConflictDoNothing()
                      .execute()));
    }
    Field<Integer> newId = field(name("s", "id"), Integer.class);
    Field<String> newLabel = field(name("s", "label"), String.class);
    transcript.say(
        "merged %d"
            .formatted(
                db.mergeInto(TAGS)
                    .using(
                        DSL.values(DSL.row(3, "three"), DSL.row(701, "more"))
                            .as("s", "id", "label"))
                    .on(field(name("tags", "id"), Integer.class).eq(newId))
                    .whenMatchedThenUpdate()
                    .set(LABEL, newLabel)
                    .whenNotMatchedThenInsert(TAG, LABEL)
                    .values(newId, newLabel)
                    .execute()));
    say(
        db.update(ORDERS)
            .set(field(name("note"), String.class), val("jooq"))
            .from(CUSTOMERS)
            .where(OWNER.eq(CUSTOMER).and(CUSTOMER.le(3L)))
            .returning(ORDER, NAME));
    say(db.deleteFrom(ITEMS).where(ITEM_ORDER.eq(3L)).returning(SKU, QTY));
    transcript.say(
        "%d"
            .formatted(
                db.insertInto(TAGS, TAG, LABEL)
                    .select(
                        select(
                                CUSTOMER.plus(20000L).cast(SQLDataType.INTEGER),
                                NAME.concat(CUSTOMER))
                            .from(CUSTOMERS)
                            .where(CUSTOMER.le(4L)))
                    .execute()));
  }

  private void batches() {
    List<Query> statements = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      statements.add(db.insertInto(TAGS, TAG, LABEL).values(800 + i, "batch " + i));
      statements.add(db.update(TAGS).set(LABEL, "changed " + i).where(TAG.eq(800 + i / 2)));
    }
    transcript.say("%s".formatted(ints(db.batch(statements).execute())));
    var bound =
        db.batch(db.update(CUSTOMERS).set(NAME, (String) null).where(CUSTOMER.eq((Long) null)));
    for (long id = 30; id < 45; id++) {
      bound = bound.bind("Batch " + id, id);
    }
    transcript.say("%s".formatted(ints(bound.execute())));
  }

  private static List<Integer> ints(int[] counts) {
    return java.util.Arrays.stream(counts).boxed().toList();
  }

  private void transactions() {
    transcript.attempt(
        "outer",
        IllegalStateException.class,
        () ->
            db.transaction(
                outer -> {
                  outer.dsl().deleteFrom(TAGS).where(TAG.eq(800)).execute();
                  transcript.attempt(
                      "inner",
                      DataAccessException.class,
                      () ->
                          outer
                              .dsl()
                              .transaction(
                                  inner ->
                                      inner
                                          .dsl()
                                          .insertInto(TAGS, TAG, LABEL)
                                          .values(801, "taken")
                                          .execute()));
                  transcript.say("%d left".formatted(outer.dsl().fetchCount(TAGS)));
                  throw new IllegalStateException("back");
                }));
    db.transaction(
        transaction -> {
          say(transaction.dsl().selectFrom(TAGS).where(TAG.eq(801)).forUpdate().skipLocked());
          transaction.dsl().deleteFrom(TAGS).where(TAG.eq(801)).execute();
        });
    transcript.say("%d left".formatted(db.fetchCount(TAGS)));
  }

  private void definitions() {
    db.createTable("gifts")
        .column("id", SQLDataType.BIGINT.generatedByDefaultAsIdentity())
        .column("sku", SQLDataType.VARCHAR(40).notNull())
        .column("note", SQLDataType.CLOB.defaultValue("for you"))
        .constraints(
            DSL.primaryKey("id"),
            DSL.constraint("gifts_sku_fk").foreignKey("sku").references("products", "sku"))
        .execute();
    db.createIndexIfNotExists("gifts_sku_idx").on("gifts", "sku").execute();
    db.alterTable("gifts")
        .addColumn("amount", SQLDataType.DECIMAL(10, 2).notNull().defaultValue(BigDecimal.ONE))
        .execute();
    db.createView("gift_view").as(select().from(table(name("gifts")))).execute();
    say(
        db.insertInto(table(name("gifts")), field(name("sku"), String.class))
            .select(
                select(field(name("sku"), String.class))
                    .from(table(name("products")))
                    .orderBy(field(name("sku")))
                    .limit(3))
            .returning());
    db.commentOnTable("gifts").is("Given away").execute();
    transcript.say("%d".formatted(db.nextval("order_no_seq").longValue()));
  }

  private void metadata() {
    Meta meta = db.meta();
    for (Schema schema : meta.getSchemas("public")) {
      for (Table<?> table :
          schema.getTables().stream()
              .sorted(java.util.Comparator.comparing(Table::getName))
              .toList()) {
        transcript.say(
            "%s %s %s".formatted(table.getName(), table.getTableType(), table.getComment()));
        for (Field<?> field : table.fields()) {
          transcript.say(
              "  %s %s %s"
                  .formatted(
                      field.getName(),
                      field.getDataType().getTypeName(),
                      field.getDataType().nullable()));
        }
        table.getKeys().forEach(key -> transcript.say("  %s".formatted(key)));
        table.getReferences().forEach(key -> transcript.say("  %s".formatted(key)));
        for (Index index : table.getIndexes()) {
          transcript.say(
              "  %s %s %s".formatted(index.getName(), index.getUnique(), index.getFields()));
        }
      }
      schema.getSequences().forEach(sequence -> transcript.say("%s".formatted(sequence)));
    }
    db.ddl(meta.getTables("gifts").get(0)).queries();
    transcript.say("%s".formatted(db.ddl(meta.getTables("gifts").get(0))));
  }
}
