package dev.mori.conformance.grammar;

import static dev.mori.conformance.grammar.Column.Trait.AUTO;
import static dev.mori.conformance.grammar.Column.Trait.KEY;
import static dev.mori.conformance.grammar.Column.Trait.REQUIRED;
import static dev.mori.conformance.grammar.Column.Trait.STORED;
import static dev.mori.conformance.grammar.Column.Trait.UNIQUE;

import java.util.List;

/** The tables around products, and the schema warehouse. */
final class StockTables {
  private final ShopPools shop;

  StockTables(ShopPools shop) {
    this.shop = shop;
  }

  List<Table> all() {
    return List.of(
        category(),
        products(),
        priceHistory(),
        tags(),
        productTags(),
        settings(),
        locations(),
        stock(),
        bookings(),
        employee());
  }

  private Table category() {
    return new Table(
        "\"Category\"",
        List.of(
            ShopPools.fresh(
                "\"Id\"", Kind.INT4, Pool.ids(120), shop.count(5000), KEY, AUTO, UNIQUE),
            ShopPools.fresh(
                "\"Name\"",
                Kind.TEXT,
                Pool.of(Pool.ids(120), g -> "Cat " + g),
                dice -> "New " + shop.next(),
                REQUIRED,
                UNIQUE),
            ShopPools.col("\"ParentId\"", Kind.INT4, Pool.ids(120).orNull(30)),
            ShopPools.col("\"sortKey\"", Kind.INT2, Pool.numbers(-2, 6), AUTO)),
        List.of("\"Category\""),
        List.of("\"Category\"", "products"),
        List.of());
  }

  private Table products() {
    return new Table(
        "products",
        List.of(
            ShopPools.fresh(
                "sku",
                Kind.TEXT,
                shop.skus(),
                dice -> dice.pick("new-", "NEW ", "Ä") + shop.next(),
                KEY,
                REQUIRED,
                UNIQUE),
            ShopPools.col("category_id", Kind.INT4, Pool.ids(120).orNull(15)),
            ShopPools.fresh(
                "title",
                Kind.VARCHAR,
                dice -> dice.pick("Tea", "Coffee", "Mug") + " No. " + dice.between(1, 40),
                dice -> "Title " + shop.next(),
                REQUIRED,
                UNIQUE),
            ShopPools.col("slug", Kind.TEXT, dice -> "tea-no-" + dice.between(1, 40), STORED),
            ShopPools.col(
                "price", Kind.NUMERIC, Pool.money(1, 400).or(3, Pool.among("0", "-1")), REQUIRED),
            ShopPools.col("weight", Kind.REAL, Pool.among("0.5", "12.25", "1e10").orNull(20)),
            ShopPools.col(
                "rating", Kind.FLOAT8, Pool.among("1.5", "4.75", "NaN", "-2.5").orNull(20)),
            ShopPools.col("attrs", Kind.JSONB, Pool.documents().orNull(20)),
            ShopPools.col(
                "dims", Kind.DIMS, Pool.among("(10,20,30)", "(,,)", "(11,,5)").orNull(20)),
            ShopPools.col("flags", Kind.BIT, Pool.among("00000000", "10101010", "11110000"), AUTO),
            ShopPools.col(
                "photo", Kind.BYTEA, Pool.among("\\x", "\\x00ff", "\\xdeadbeef").orNull(40)),
            ShopPools.col("active", Kind.BOOL, ShopPools.flags(), AUTO),
            ShopPools.col("version", Kind.INT4, Pool.numbers(1, 4), AUTO)),
        List.of("\"Category\""),
        List.of("reviews", "product_tags", "order_items", "warehouse.stock"),
        List.of("order_items", "reviews", "product_tags", "warehouse.stock"));
  }

  private Table priceHistory() {
    return new Table(
        "price_history",
        List.of(
            ShopPools.fresh(
                "id",
                Kind.INT8,
                Pool.ids(shop.rows(400, 40)),
                shop.count(70_000),
                KEY,
                AUTO,
                UNIQUE),
            ShopPools.col("sku", Kind.TEXT, shop.skus(), REQUIRED),
            ShopPools.col("old_price", Kind.NUMERIC, Pool.money(1, 40).orNull(10)),
            ShopPools.col("new_price", Kind.NUMERIC, Pool.money(1, 40).orNull(10)),
            ShopPools.col("changed_by", Kind.TEXT, Pool.among("import", "trigger", "me"), AUTO)),
        List.of(),
        List.of(),
        List.of());
  }

  private Table tags() {
    Pool labels =
        Pool.of(
            Pool.ids(40),
            g -> new String[] {"new", "Sale", "eco", "Zero", "alpha"}[g % 5] + "-" + g);
    return new Table(
        "tags",
        List.of(
            ShopPools.fresh("id", Kind.INT2, Pool.ids(40), shop.count(200), KEY, AUTO, UNIQUE),
            ShopPools.fresh(
                "label",
                Kind.VARCHAR,
                labels,
                dice -> dice.pick("z", "Z", "é") + shop.next(),
                REQUIRED,
                UNIQUE)),
        List.of(),
        List.of("product_tags"),
        List.of());
  }

  private Table productTags() {
    return new Table(
        "product_tags",
        List.of(
            ShopPools.col("sku", Kind.TEXT, shop.skus(), KEY, REQUIRED, UNIQUE),
            ShopPools.col("tag_id", Kind.INT2, Pool.ids(40), KEY, REQUIRED, UNIQUE),
            ShopPools.col("weight", Kind.NUMERIC, Pool.among("1000", "0.1", "-7.50"), AUTO)),
        List.of("products", "tags"),
        List.of(),
        List.of());
  }

  private Table settings() {
    Pool keys =
        Pool.of(Pool.ids(60), g -> new String[] {"mail.", "Mail_", "tax ", "ui/"}[g % 4] + g);
    return new Table(
        "settings",
        List.of(
            ShopPools.fresh(
                "key",
                Kind.TEXT,
                keys,
                dice -> dice.pick("k", "K ", "_") + shop.next(),
                KEY,
                REQUIRED,
                UNIQUE),
            ShopPools.col("value", Kind.JSONB, Pool.documents().orNull(20)),
            ShopPools.col("note", Kind.VARCHAR, Pool.words().orNull(30))),
        List.of(),
        List.of(),
        List.of());
  }

  private Table locations() {
    return new Table(
        "warehouse.locations",
        List.of(
            ShopPools.fresh(
                "code",
                Kind.CHAR,
                ShopPools.codes(),
                dice -> "n" + shop.next() % 999,
                KEY,
                REQUIRED,
                UNIQUE),
            ShopPools.col("name", Kind.TEXT, Pool.words(), REQUIRED),
            ShopPools.col("place", Kind.POINT, Pool.among("(1,2)", "(0,-3)").orNull(30)),
            ShopPools.col("opens", Kind.TIMETZ, Pool.among("07:30+01", "00:00+00").orNull(30)),
            ShopPools.col(
                "capacity", Kind.INT4, Pool.numbers(0, 9000).or(3, Pool.among("-5")), AUTO)),
        List.of(),
        List.of("warehouse.stock", "warehouse.bookings", "warehouse.\"Employee\""),
        List.of());
  }

  private Table stock() {
    return new Table(
        "warehouse.stock",
        List.of(
            ShopPools.col("location_code", Kind.CHAR, ShopPools.codes(), KEY, REQUIRED, UNIQUE),
            ShopPools.col("sku", Kind.TEXT, shop.skus(), KEY, REQUIRED, UNIQUE),
            ShopPools.col("on_hand", Kind.INT4, Pool.numbers(0, 400).or(3, Pool.among("-1")), AUTO),
            ShopPools.col("reserved", Kind.INT4, Pool.numbers(0, 20).or(3, Pool.among("-1")), AUTO),
            ShopPools.col(
                "bins", Kind.INTS, Pool.among("{}", "{1,2}", "{NULL,4}", "[0:1]={7,8}").orNull(30)),
            ShopPools.col("counted_at", Kind.TIMESTAMPTZ, Pool.moments("+00").orNull(30))),
        List.of("warehouse.locations", "products"),
        List.of(),
        List.of());
  }

  private Table bookings() {
    int count = shop.rows(500, 80);
    return new Table(
        "warehouse.bookings",
        List.of(
            ShopPools.fresh("id", Kind.INT4, Pool.ids(count), shop.count(9000), KEY, AUTO, UNIQUE),
            ShopPools.col("location_code", Kind.CHAR, ShopPools.codes().orNull(20)),
            ShopPools.fresh(
                "minutes",
                Kind.RANGE,
                Pool.of(
                    Pool.ids(count), g -> "[" + (g * 100 + g % 30) + "," + (g * 100 + 40) + ")"),
                dice -> {
                  int start = 200_000 + shop.next() * 50;
                  return "[" + start + "," + (start + dice.between(1, 60)) + ")";
                },
                REQUIRED,
                UNIQUE),
            ShopPools.fresh(
                "ticket",
                Kind.INT4,
                Pool.of(Pool.ids(count), g -> Integer.toString(990 + 10 * g)),
                shop.count(1_500_000),
                AUTO,
                UNIQUE),
            ShopPools.col(
                "holder", Kind.TEXT, Pool.among("holder 1", "holder 2", "me").orNull(20))),
        List.of("warehouse.locations"),
        List.of(),
        List.of());
  }

  private Table employee() {
    int count = shop.rows(300, 120);
    return new Table(
        "warehouse.\"Employee\"",
        List.of(
            ShopPools.fresh(
                "\"employeeId\"", Kind.INT4, Pool.ids(count), shop.count(4000), KEY, AUTO, UNIQUE),
            ShopPools.col("\"fullName\"", Kind.TEXT, Pool.words(), REQUIRED),
            ShopPools.col("\"managerId\"", Kind.INT4, Pool.ids(count).orNull(30)),
            ShopPools.fresh(
                "\"deskNo\"",
                Kind.INT4,
                Pool.of(Pool.ids(count), g -> Integer.toString(1000 + g)).orNull(20),
                shop.count(20_000),
                UNIQUE),
            ShopPools.col("\"locationCode\"", Kind.CHAR, ShopPools.codes().orNull(20)),
            ShopPools.col("salary", Kind.NUMERIC, Pool.money(1000, 7000).orNull(10)),
            ShopPools.col("\"hiredOn\"", Kind.DATE, Pool.days(), AUTO),
            ShopPools.col(
                "\"worksFor\"", Kind.INTERVAL, Pool.among("3 days", "1 day 02:03:04").orNull(30)),
            ShopPools.col(
                "mac", Kind.MAC, Pool.among("08:00:2b:01:02:03", "00:00:00:00:00:01").orNull(30))),
        List.of("warehouse.\"Employee\"", "warehouse.locations"),
        List.of("warehouse.\"Employee\""),
        List.of());
  }
}
