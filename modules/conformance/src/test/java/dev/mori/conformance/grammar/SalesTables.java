package dev.mori.conformance.grammar;

import static dev.mori.conformance.grammar.Column.Trait.ALWAYS;
import static dev.mori.conformance.grammar.Column.Trait.AUTO;
import static dev.mori.conformance.grammar.Column.Trait.CLOCK;
import static dev.mori.conformance.grammar.Column.Trait.KEY;
import static dev.mori.conformance.grammar.Column.Trait.REQUIRED;
import static dev.mori.conformance.grammar.Column.Trait.STORED;
import static dev.mori.conformance.grammar.Column.Trait.UNIQUE;

import java.util.List;
import java.util.Locale;

/** The tables around customers and their orders. */
final class SalesTables {
  private final ShopPools shop;

  SalesTables(ShopPools shop) {
    this.shop = shop;
  }

  List<Table> all() {
    return List.of(
        customers(), orders(), orderItems(), payments(), reviews(), sessions(), visits(), events());
  }

  private Table customers() {
    Pool emails = Pool.of(shop.customerIds(), ShopPools::email);
    Pool phones =
        Pool.of(shop.customerIds(), g -> "+49 " + String.format(Locale.ROOT, "%09d", g * 7))
            .orNull(20);
    return new Table(
        "customers",
        List.of(
            ShopPools.fresh(
                "id", Kind.INT8, shop.customerIds(), shop.count(1_000_000), KEY, AUTO, UNIQUE),
            ShopPools.fresh(
                "email",
                Kind.EMAIL,
                emails.or(
                    20,
                    Pool.of(shop.customerIds(), g -> ShopPools.email(g).toUpperCase(Locale.ROOT))),
                dice -> "new" + shop.next() + "@shop.test",
                REQUIRED,
                UNIQUE),
            ShopPools.col(
                "name",
                Kind.TEXT,
                Pool.words().or(50, Pool.among("Ann Smith", "Zoë", "anna")),
                REQUIRED),
            ShopPools.fresh("phone", Kind.VARCHAR, phones, dice -> "+1 " + shop.next(), UNIQUE),
            ShopPools.col(
                "status",
                Kind.TEXT,
                Pool.among("active", "blocked", "closed").or(3, Pool.among("odd")),
                AUTO),
            ShopPools.col(
                "country",
                Kind.CHAR,
                Pool.among("DE", "FR", "NL", "PL", "U", "").or(2, Pool.among("LONG")),
                AUTO),
            ShopPools.col(
                "tags",
                Kind.TEXTS,
                Pool.among("{}", "{vip}", "{vip,b2b}", "{new,NULL}", "{\"a,b\"}"),
                AUTO),
            ShopPools.col("prefs", Kind.JSONB, Pool.documents(), AUTO),
            ShopPools.col(
                "credit",
                Kind.NUMERIC,
                Pool.money(-900, 2000).or(3, Pool.among("-1000.01", "NaN")),
                AUTO),
            ShopPools.col("birthday", Kind.DATE, Pool.days().orNull(20)),
            ShopPools.col(
                "last_ip",
                Kind.INET,
                Pool.among("10.1.2.3/24", "2001:db8::7", "10.0.0.1").orNull(20)),
            ShopPools.col("referrer_id", Kind.INT8, shop.customerIds().orNull(40)),
            ShopPools.col("version", Kind.INT4, Pool.numbers(1, 4), AUTO),
            ShopPools.col("created_at", Kind.TIMESTAMPTZ, Pool.moments("+00"), AUTO),
            ShopPools.col("updated_at", Kind.TIMESTAMPTZ, Pool.moments("+00"), CLOCK)),
        List.of("customers"),
        List.of("customers", "orders", "order_items", "payments", "sessions", "reviews"),
        List.of());
  }

  private Table orders() {
    return new Table(
        "orders",
        List.of(
            ShopPools.fresh(
                "id",
                Kind.INT8,
                Pool.ids(shop.orderCount()),
                shop.count(2_000_000),
                KEY,
                AUTO,
                ALWAYS,
                UNIQUE),
            ShopPools.fresh(
                "order_no",
                Kind.INT8,
                Pool.of(Pool.ids(shop.orderCount()), g -> Integer.toString(100_000 + g)),
                shop.count(5_000_000),
                AUTO,
                UNIQUE),
            ShopPools.col("customer_id", Kind.INT8, shop.customerIds(), REQUIRED),
            ShopPools.col(
                "status",
                Kind.STATUS,
                Pool.among("new", "paid", "packed", "shipped", "cancelled"),
                AUTO),
            ShopPools.col("placed_at", Kind.TIMESTAMPTZ, Pool.moments("+02"), AUTO),
            ShopPools.col("deliver_on", Kind.DATE, Pool.days().orNull(20)),
            ShopPools.col("deliver_at", Kind.TIME, Pool.among("08:30", "17:00:00.5").orNull(40)),
            ShopPools.col(
                "patience",
                Kind.INTERVAL,
                Pool.among("1 day", "-2 mons 03:00", "1 year 2 days").orNull(40)),
            ShopPools.col("total", Kind.NUMERIC, Pool.money(0, 4000).orNull(10)),
            ShopPools.col("note", Kind.TEXT, Pool.words().orNull(20)),
            ShopPools.col("meta", Kind.JSON, Pool.documents().orNull(30))),
        List.of("customers"),
        List.of("order_items", "payments"),
        List.of());
  }

  private Table orderItems() {
    return new Table(
        "order_items",
        List.of(
            ShopPools.col(
                "order_id", Kind.INT8, Pool.ids(shop.orderCount()), KEY, REQUIRED, UNIQUE),
            ShopPools.col("line_no", Kind.INT2, Pool.numbers(1, 6), KEY, REQUIRED, UNIQUE),
            ShopPools.col("sku", Kind.TEXT, shop.skus(), REQUIRED),
            ShopPools.col("qty", Kind.INT4, Pool.numbers(1, 12).or(4, Pool.among("0", "-1")), AUTO),
            ShopPools.col("unit_price", Kind.NUMERIC, Pool.money(1, 300), REQUIRED),
            ShopPools.col("amount", Kind.NUMERIC, Pool.money(1, 300), STORED),
            ShopPools.col("gift", Kind.BOOL, ShopPools.flags().orNull(30))),
        List.of("orders", "products"),
        List.of(),
        List.of());
  }

  private Table payments() {
    Pool ids = Pool.of(Pool.ids(shop.rows(45000, 250)), g -> ShopPools.uuid("1:" + g));
    return new Table(
        "payments",
        List.of(
            ShopPools.fresh(
                "id",
                Kind.UUID,
                ids,
                dice -> ShopPools.uuid("new" + shop.next()),
                KEY,
                REQUIRED,
                UNIQUE),
            ShopPools.col("order_id", Kind.INT8, Pool.ids(shop.orderCount()).orNull(15)),
            ShopPools.col(
                "method",
                Kind.METHOD,
                Pool.among("card", "invoice", "voucher", "pay later"),
                REQUIRED),
            ShopPools.col("amount", Kind.NUMERIC, Pool.money(0, 5000), REQUIRED),
            ShopPools.fresh(
                "reference",
                Kind.TEXT,
                Pool.of(Pool.ids(shop.rows(45000, 250)), g -> "ref" + g).orNull(20),
                dice -> "N" + shop.next(),
                UNIQUE),
            ShopPools.col("captured", Kind.BOOL, ShopPools.flags(), AUTO),
            ShopPools.col("paid_at", Kind.TIMESTAMP, Pool.moments("").orNull(20)),
            ShopPools.col("details", Kind.JSONB, Pool.documents().orNull(30))),
        List.of("orders"),
        List.of(),
        List.of());
  }

  private Table reviews() {
    return new Table(
        "reviews",
        List.of(
            ShopPools.fresh(
                "id",
                Kind.INT4,
                Pool.ids(shop.rows(20000, 180)),
                shop.count(300_000),
                KEY,
                AUTO,
                UNIQUE),
            ShopPools.col("sku", Kind.TEXT, shop.skus(), REQUIRED, UNIQUE),
            ShopPools.col("customer_id", Kind.INT8, shop.customerIds().orNull(10), UNIQUE),
            ShopPools.col(
                "stars", Kind.INT2, Pool.numbers(1, 5).or(4, Pool.among("0", "6")), REQUIRED),
            ShopPools.col("body", Kind.TEXT, Pool.words().orNull(20)),
            ShopPools.col("helpful", Kind.INT4, Pool.numbers(0, 30), AUTO)),
        List.of("products", "customers"),
        List.of(),
        List.of());
  }

  private Table sessions() {
    Pool tokens = Pool.of(Pool.ids(shop.rows(10000, 150)), g -> ShopPools.uuid("2:" + g));
    Pool secrets = Pool.of(Pool.ids(shop.rows(10000, 150)), g -> "\\x" + ShopPools.md5("s" + g));
    return new Table(
        "sessions",
        List.of(
            ShopPools.fresh(
                "token",
                Kind.UUID,
                tokens,
                dice -> ShopPools.uuid("new" + shop.next()),
                KEY,
                REQUIRED,
                UNIQUE),
            ShopPools.col("customer_id", Kind.INT8, shop.customerIds(), REQUIRED),
            ShopPools.fresh(
                "secret",
                Kind.BYTEA,
                secrets,
                dice -> "\\x" + ShopPools.md5("n" + shop.next()),
                REQUIRED,
                UNIQUE),
            ShopPools.col("ip", Kind.INET, Pool.among("192.168.3.0", "10.1.0.0/16").orNull(20)),
            ShopPools.col("data", Kind.JSONB, Pool.documents().orNull(30)),
            ShopPools.col("expires_at", Kind.TIMESTAMPTZ, Pool.moments("-05"), REQUIRED)),
        List.of("customers"),
        List.of(),
        List.of());
  }

  private Table visits() {
    return new Table(
        "visits",
        List.of(
            ShopPools.col(
                "page", Kind.TEXT, Pool.among("/", "/cart", "/p/1", "/help", "/new"), REQUIRED),
            ShopPools.col("customer_id", Kind.INT8, Pool.ids(50).orNull(30)),
            ShopPools.col("ip", Kind.INET, Pool.of(Pool.numbers(0, 19), g -> "10.0.0." + g)),
            ShopPools.col("ms", Kind.INT4, Pool.numbers(0, 90).orNull(5)),
            ShopPools.col("seen_at", Kind.TIMESTAMP, Pool.moments(""), REQUIRED)),
        List.of(),
        List.of(),
        List.of());
  }

  private Table events() {
    return new Table(
        "events",
        List.of(
            ShopPools.fresh(
                "id",
                Kind.INT8,
                Pool.ids(shop.rows(30000, 300)),
                shop.count(500_000),
                KEY,
                REQUIRED,
                UNIQUE),
            ShopPools.col("happened_on", Kind.DATE, Pool.days(), KEY, REQUIRED, UNIQUE),
            ShopPools.col(
                "kind", Kind.TEXT, Pool.among("login", "logout", "search", "buy"), REQUIRED),
            ShopPools.col("customer_id", Kind.INT8, shop.customerIds().orNull(20)),
            ShopPools.col("payload", Kind.JSONB, Pool.documents().orNull(30))),
        List.of(),
        List.of(),
        List.of());
  }
}
