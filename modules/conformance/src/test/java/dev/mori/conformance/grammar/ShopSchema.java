package dev.mori.conformance.grammar;

import static dev.mori.conformance.grammar.Column.Trait.ALWAYS;
import static dev.mori.conformance.grammar.Column.Trait.AUTO;
import static dev.mori.conformance.grammar.Column.Trait.CLOCK;
import static dev.mori.conformance.grammar.Column.Trait.KEY;
import static dev.mori.conformance.grammar.Column.Trait.REQUIRED;
import static dev.mori.conformance.grammar.Column.Trait.STORED;
import static dev.mori.conformance.grammar.Column.Trait.UNIQUE;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What the generator knows of the demo shop (resources {@code demo/shop-*.sql}): the tables, where
 * existing values lie at a given scale, and which tables a write reaches.
 */
final class ShopSchema {
  private final double scale;
  private int counter;
  final List<Table> tables;

  ShopSchema(double scale) {
    this.scale = scale;
    this.tables =
        List.of(
            customers(), category(), products(), priceHistory(), orders(), orderItems(), payments(),
            reviews(), sessions(), tags(), productTags(), settings(), visits(), events(),
            locations(), stock(), bookings(), employee());
  }

  Table table(String name) {
    return tables.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  /** A number that was never given before: the source of keys no row has. */
  int next() {
    return ++counter;
  }

  private int rows(int full, int least) {
    return (int) Math.max(least, Math.round(full * scale));
  }

  private int customerCount() {
    return rows(20000, 200);
  }

  private int productCount() {
    return rows(5000, 100);
  }

  private int orderCount() {
    return rows(60000, 300);
  }

  static String sku(int g) {
    String[] prefixes = {"SKU-", "sku_", "Art ", "zx", "Éco-", "ß", "_"};
    return prefixes[g % 7] + String.format(Locale.ROOT, "%05d", g * 37L % 100003);
  }

  static String email(int g) {
    String[] names = {"ann", "Bob", "cem", "DORA", "eve.ning", "o'neil"};
    String[] hosts = {"example.com", "Example.org", "shop.test"};
    return names[g % 6] + g + "@" + hosts[g % 3];
  }

  private static String md5(String text) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String uuid(String text) {
    String hex = md5(text);
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }

  private static Column col(String name, Kind kind, Pool pool, Column.Trait... traits) {
    return fresh(name, kind, pool, pool, traits);
  }

  private static Column fresh(
      String name, Kind kind, Pool pool, Pool fresh, Column.Trait... traits) {
    EnumSet<Column.Trait> set = EnumSet.noneOf(Column.Trait.class);
    set.addAll(Arrays.asList(traits));
    return new Column(name, kind, pool, fresh, set);
  }

  private Pool count(int from) {
    return dice -> Integer.toString(from + next());
  }

  private Pool customerIds() {
    return Pool.ids(customerCount());
  }

  private Pool skus() {
    return Pool.of(Pool.ids(productCount()), ShopSchema::sku);
  }

  private static Pool flags() {
    return Pool.among("t", "f");
  }

  private Table customers() {
    Pool emails = Pool.of(customerIds(), ShopSchema::email);
    Pool phones =
        Pool.of(customerIds(), g -> "+49 " + String.format(Locale.ROOT, "%09d", g * 7)).orNull(20);
    return new Table(
        "customers",
        List.of(
            fresh("id", Kind.INT8, customerIds(), count(1_000_000), KEY, AUTO, UNIQUE),
            fresh(
                "email",
                Kind.EMAIL,
                emails.or(20, Pool.of(customerIds(), g -> email(g).toUpperCase(Locale.ROOT))),
                dice -> "new" + next() + "@shop.test",
                REQUIRED,
                UNIQUE),
            col("name", Kind.TEXT, Pool.words().or(50, Pool.among("Ann Smith", "Zoë", "anna")), REQUIRED),
            fresh("phone", Kind.VARCHAR, phones, dice -> "+1 " + next(), UNIQUE),
            col("status", Kind.TEXT, Pool.among("active", "blocked", "closed").or(3, Pool.among("odd")), AUTO),
            col("country", Kind.CHAR, Pool.among("DE", "FR", "NL", "PL", "U", "").or(2, Pool.among("LONG")), AUTO),
            col("tags", Kind.TEXTS, Pool.among("{}", "{vip}", "{vip,b2b}", "{new,NULL}", "{\"a,b\"}"), AUTO),
            col("prefs", Kind.JSONB, Pool.documents(), AUTO),
            col("credit", Kind.NUMERIC, Pool.money(-900, 2000).or(3, Pool.among("-1000.01", "NaN")), AUTO),
            col("birthday", Kind.DATE, Pool.days().orNull(20)),
            col("last_ip", Kind.INET, Pool.among("10.1.2.3/24", "2001:db8::7", "10.0.0.1").orNull(20)),
            col("referrer_id", Kind.INT8, customerIds().orNull(40)),
            col("version", Kind.INT4, Pool.numbers(1, 4), AUTO),
            col("created_at", Kind.TIMESTAMPTZ, Pool.moments("+00"), AUTO),
            col("updated_at", Kind.TIMESTAMPTZ, Pool.moments("+00"), CLOCK)),
        List.of("customers"),
        List.of("customers", "orders", "order_items", "payments", "sessions", "reviews"),
        List.of());
  }

  private Table category() {
    return new Table(
        "\"Category\"",
        List.of(
            fresh("\"Id\"", Kind.INT4, Pool.ids(120), count(5000), KEY, AUTO, UNIQUE),
            fresh("\"Name\"", Kind.TEXT, Pool.of(Pool.ids(120), g -> "Cat " + g),
                dice -> "New " + next(), REQUIRED, UNIQUE),
            col("\"ParentId\"", Kind.INT4, Pool.ids(120).orNull(30)),
            col("\"sortKey\"", Kind.INT2, Pool.numbers(-2, 6), AUTO)),
        List.of("\"Category\""),
        List.of("\"Category\"", "products"),
        List.of());
  }

  private Table products() {
    return new Table(
        "products",
        List.of(
            fresh("sku", Kind.TEXT, skus(), dice -> dice.pick("new-", "NEW ", "Ä") + next(), KEY, REQUIRED, UNIQUE),
            col("category_id", Kind.INT4, Pool.ids(120).orNull(15)),
            fresh("title", Kind.VARCHAR,
                dice -> dice.pick("Tea", "Coffee", "Mug") + " No. " + dice.between(1, 40),
                dice -> "Title " + next(), REQUIRED, UNIQUE),
            col("slug", Kind.TEXT, dice -> "tea-no-" + dice.between(1, 40), STORED),
            col("price", Kind.NUMERIC, Pool.money(1, 400).or(3, Pool.among("0", "-1")), REQUIRED),
            col("weight", Kind.REAL, Pool.among("0.5", "12.25", "1e10").orNull(20)),
            col("rating", Kind.FLOAT8, Pool.among("1.5", "4.75", "NaN", "-2.5").orNull(20)),
            col("attrs", Kind.JSONB, Pool.documents().orNull(20)),
            col("dims", Kind.DIMS, Pool.among("(10,20,30)", "(,,)", "(11,,5)").orNull(20)),
            col("flags", Kind.BIT, Pool.among("00000000", "10101010", "11110000"), AUTO),
            col("photo", Kind.BYTEA, Pool.among("\\x", "\\x00ff", "\\xdeadbeef").orNull(40)),
            col("active", Kind.BOOL, flags(), AUTO),
            col("version", Kind.INT4, Pool.numbers(1, 4), AUTO)),
        List.of("\"Category\""),
        List.of("reviews", "product_tags", "order_items", "warehouse.stock"),
        List.of("order_items", "reviews", "product_tags", "warehouse.stock"));
  }

  private Table priceHistory() {
    return new Table(
        "price_history",
        List.of(
            fresh("id", Kind.INT8, Pool.ids(rows(400, 40)), count(70_000), KEY, AUTO, UNIQUE),
            col("sku", Kind.TEXT, skus(), REQUIRED),
            col("old_price", Kind.NUMERIC, Pool.money(1, 40).orNull(10)),
            col("new_price", Kind.NUMERIC, Pool.money(1, 40).orNull(10)),
            col("changed_by", Kind.TEXT, Pool.among("import", "trigger", "me"), AUTO)),
        List.of(),
        List.of(),
        List.of());
  }

  private Table orders() {
    return new Table(
        "orders",
        List.of(
            fresh("id", Kind.INT8, Pool.ids(orderCount()), count(2_000_000), KEY, AUTO, ALWAYS, UNIQUE),
            fresh("order_no", Kind.INT8, Pool.of(Pool.ids(orderCount()), g -> Integer.toString(100_000 + g)),
                count(5_000_000), AUTO, UNIQUE),
            col("customer_id", Kind.INT8, customerIds(), REQUIRED),
            col("status", Kind.STATUS, Pool.among("new", "paid", "packed", "shipped", "cancelled"), AUTO),
            col("placed_at", Kind.TIMESTAMPTZ, Pool.moments("+02"), AUTO),
            col("deliver_on", Kind.DATE, Pool.days().orNull(20)),
            col("deliver_at", Kind.TIME, Pool.among("08:30", "17:00:00.5").orNull(40)),
            col("patience", Kind.INTERVAL, Pool.among("1 day", "-2 mons 03:00", "1 year 2 days").orNull(40)),
            col("total", Kind.NUMERIC, Pool.money(0, 4000).orNull(10)),
            col("note", Kind.TEXT, Pool.words().orNull(20)),
            col("meta", Kind.JSON, Pool.documents().orNull(30))),
        List.of("customers"),
        List.of("order_items", "payments"),
        List.of());
  }

  private Table orderItems() {
    return new Table(
        "order_items",
        List.of(
            col("order_id", Kind.INT8, Pool.ids(orderCount()), KEY, REQUIRED, UNIQUE),
            col("line_no", Kind.INT2, Pool.numbers(1, 6), KEY, REQUIRED, UNIQUE),
            col("sku", Kind.TEXT, skus(), REQUIRED),
            col("qty", Kind.INT4, Pool.numbers(1, 12).or(4, Pool.among("0", "-1")), AUTO),
            col("unit_price", Kind.NUMERIC, Pool.money(1, 300), REQUIRED),
            col("amount", Kind.NUMERIC, Pool.money(1, 300), STORED),
            col("gift", Kind.BOOL, flags().orNull(30))),
        List.of("orders", "products"),
        List.of(),
        List.of());
  }

  private Table payments() {
    Pool ids = Pool.of(Pool.ids(rows(45000, 250)), g -> uuid("1:" + g));
    return new Table(
        "payments",
        List.of(
            fresh("id", Kind.UUID, ids, dice -> uuid("new" + next()), KEY, REQUIRED, UNIQUE),
            col("order_id", Kind.INT8, Pool.ids(orderCount()).orNull(15)),
            col("method", Kind.METHOD, Pool.among("card", "invoice", "voucher", "pay later"), REQUIRED),
            col("amount", Kind.NUMERIC, Pool.money(0, 5000), REQUIRED),
            fresh("reference", Kind.TEXT, Pool.of(Pool.ids(rows(45000, 250)), g -> "ref" + g).orNull(20),
                dice -> "N" + next(), UNIQUE),
            col("captured", Kind.BOOL, flags(), AUTO),
            col("paid_at", Kind.TIMESTAMP, Pool.moments("").orNull(20)),
            col("details", Kind.JSONB, Pool.documents().orNull(30))),
        List.of("orders"),
        List.of(),
        List.of());
  }

  private Table reviews() {
    return new Table(
        "reviews",
        List.of(
            fresh("id", Kind.INT4, Pool.ids(rows(20000, 180)), count(300_000), KEY, AUTO, UNIQUE),
            col("sku", Kind.TEXT, skus(), REQUIRED, UNIQUE),
            col("customer_id", Kind.INT8, customerIds().orNull(10), UNIQUE),
            col("stars", Kind.INT2, Pool.numbers(1, 5).or(4, Pool.among("0", "6")), REQUIRED),
            col("body", Kind.TEXT, Pool.words().orNull(20)),
            col("helpful", Kind.INT4, Pool.numbers(0, 30), AUTO)),
        List.of("products", "customers"),
        List.of(),
        List.of());
  }

  private Table sessions() {
    Pool tokens = Pool.of(Pool.ids(rows(10000, 150)), g -> uuid("2:" + g));
    Pool secrets = Pool.of(Pool.ids(rows(10000, 150)), g -> "\\x" + md5("s" + g));
    return new Table(
        "sessions",
        List.of(
            fresh("token", Kind.UUID, tokens, dice -> uuid("new" + next()), KEY, REQUIRED, UNIQUE),
            col("customer_id", Kind.INT8, customerIds(), REQUIRED),
            fresh("secret", Kind.BYTEA, secrets, dice -> "\\x" + md5("n" + next()), REQUIRED, UNIQUE),
            col("ip", Kind.INET, Pool.among("192.168.3.0", "10.1.0.0/16").orNull(20)),
            col("data", Kind.JSONB, Pool.documents().orNull(30)),
            col("expires_at", Kind.TIMESTAMPTZ, Pool.moments("-05"), REQUIRED)),
        List.of("customers"),
        List.of(),
        List.of());
  }

  private Table tags() {
    Pool labels = Pool.of(Pool.ids(40), g -> new String[] {"new", "Sale", "eco", "Zero", "alpha"}[g % 5] + "-" + g);
    return new Table(
        "tags",
        List.of(
            fresh("id", Kind.INT2, Pool.ids(40), count(200), KEY, AUTO, UNIQUE),
            fresh("label", Kind.VARCHAR, labels, dice -> dice.pick("z", "Z", "é") + next(), REQUIRED, UNIQUE)),
        List.of(),
        List.of("product_tags"),
        List.of());
  }

  private Table productTags() {
    return new Table(
        "product_tags",
        List.of(
            col("sku", Kind.TEXT, skus(), KEY, REQUIRED, UNIQUE),
            col("tag_id", Kind.INT2, Pool.ids(40), KEY, REQUIRED, UNIQUE),
            col("weight", Kind.NUMERIC, Pool.among("1000", "0.1", "-7.50"), AUTO)),
        List.of("products", "tags"),
        List.of(),
        List.of());
  }

  private Table settings() {
    Pool keys = Pool.of(Pool.ids(60), g -> new String[] {"mail.", "Mail_", "tax ", "ui/"}[g % 4] + g);
    return new Table(
        "settings",
        List.of(
            fresh("key", Kind.TEXT, keys, dice -> dice.pick("k", "K ", "_") + next(), KEY, REQUIRED, UNIQUE),
            col("value", Kind.JSONB, Pool.documents().orNull(20)),
            col("note", Kind.VARCHAR, Pool.words().orNull(30))),
        List.of(),
        List.of(),
        List.of());
  }

  private Table visits() {
    return new Table(
        "visits",
        List.of(
            col("page", Kind.TEXT, Pool.among("/", "/cart", "/p/1", "/help", "/new"), REQUIRED),
            col("customer_id", Kind.INT8, Pool.ids(50).orNull(30)),
            col("ip", Kind.INET, Pool.of(Pool.numbers(0, 19), g -> "10.0.0." + g)),
            col("ms", Kind.INT4, Pool.numbers(0, 90).orNull(5)),
            col("seen_at", Kind.TIMESTAMP, Pool.moments(""), REQUIRED)),
        List.of(),
        List.of(),
        List.of());
  }

  private Table events() {
    return new Table(
        "events",
        List.of(
            fresh("id", Kind.INT8, Pool.ids(rows(30000, 300)), count(500_000), KEY, REQUIRED, UNIQUE),
            col("happened_on", Kind.DATE, Pool.days(), KEY, REQUIRED, UNIQUE),
            col("kind", Kind.TEXT, Pool.among("login", "logout", "search", "buy"), REQUIRED),
            col("customer_id", Kind.INT8, customerIds().orNull(20)),
            col("payload", Kind.JSONB, Pool.documents().orNull(30))),
        List.of(),
        List.of(),
        List.of());
  }

  /** Codes of the warehouse's locations, as the data script makes them. */
  private static Pool codes() {
    return Pool.of(
        Pool.ids(25),
        g ->
            g > 25
                ? "none"
                : (char) (65 + g % 26) + (g % 3 == 0 ? "" + (char) (97 + g % 24) : "") + g);
  }

  private Table locations() {
    return new Table(
        "warehouse.locations",
        List.of(
            fresh("code", Kind.CHAR, codes(), dice -> "n" + next() % 999, KEY, REQUIRED, UNIQUE),
            col("name", Kind.TEXT, Pool.words(), REQUIRED),
            col("place", Kind.POINT, Pool.among("(1,2)", "(0,-3)").orNull(30)),
            col("opens", Kind.TIMETZ, Pool.among("07:30+01", "00:00+00").orNull(30)),
            col("capacity", Kind.INT4, Pool.numbers(0, 9000).or(3, Pool.among("-5")), AUTO)),
        List.of(),
        List.of("warehouse.stock", "warehouse.bookings", "warehouse.\"Employee\""),
        List.of());
  }

  private Table stock() {
    return new Table(
        "warehouse.stock",
        List.of(
            col("location_code", Kind.CHAR, codes(), KEY, REQUIRED, UNIQUE),
            col("sku", Kind.TEXT, skus(), KEY, REQUIRED, UNIQUE),
            col("on_hand", Kind.INT4, Pool.numbers(0, 400).or(3, Pool.among("-1")), AUTO),
            col("reserved", Kind.INT4, Pool.numbers(0, 20).or(3, Pool.among("-1")), AUTO),
            col("bins", Kind.INTS, Pool.among("{}", "{1,2}", "{NULL,4}", "[0:1]={7,8}").orNull(30)),
            col("counted_at", Kind.TIMESTAMPTZ, Pool.moments("+00").orNull(30))),
        List.of("warehouse.locations", "products"),
        List.of(),
        List.of());
  }

  private Table bookings() {
    int count = rows(500, 80);
    return new Table(
        "warehouse.bookings",
        List.of(
            fresh("id", Kind.INT4, Pool.ids(count), count(9000), KEY, AUTO, UNIQUE),
            col("location_code", Kind.CHAR, codes().orNull(20)),
            fresh("minutes", Kind.RANGE,
                Pool.of(Pool.ids(count), g -> "[" + (g * 100 + g % 30) + "," + (g * 100 + 40) + ")"),
                dice -> {
                  int start = 200_000 + next() * 50;
                  return "[" + start + "," + (start + dice.between(1, 60)) + ")";
                },
                REQUIRED, UNIQUE),
            fresh("ticket", Kind.INT4, Pool.of(Pool.ids(count), g -> Integer.toString(990 + 10 * g)),
                count(1_500_000), AUTO, UNIQUE),
            col("holder", Kind.TEXT, Pool.among("holder 1", "holder 2", "me").orNull(20))),
        List.of("warehouse.locations"),
        List.of(),
        List.of());
  }

  private Table employee() {
    int count = rows(300, 120);
    return new Table(
        "warehouse.\"Employee\"",
        List.of(
            fresh("\"employeeId\"", Kind.INT4, Pool.ids(count), count(4000), KEY, AUTO, UNIQUE),
            col("\"fullName\"", Kind.TEXT, Pool.words(), REQUIRED),
            col("\"managerId\"", Kind.INT4, Pool.ids(count).orNull(30)),
            fresh("\"deskNo\"", Kind.INT4, Pool.of(Pool.ids(count), g -> Integer.toString(1000 + g)).orNull(20),
                count(20_000), UNIQUE),
            col("\"locationCode\"", Kind.CHAR, codes().orNull(20)),
            col("salary", Kind.NUMERIC, Pool.money(1000, 7000).orNull(10)),
            col("\"hiredOn\"", Kind.DATE, Pool.days(), AUTO),
            col("\"worksFor\"", Kind.INTERVAL, Pool.among("3 days", "1 day 02:03:04").orNull(30)),
            col("mac", Kind.MAC, Pool.among("08:00:2b:01:02:03", "00:00:00:00:00:01").orNull(30))),
        List.of("warehouse.\"Employee\"", "warehouse.locations"),
        List.of("warehouse.\"Employee\""),
        List.of());
  }
}
