package dev.mori.conformance.grammar;

import static dev.mori.conformance.grammar.Column.Trait.KEY;
import static dev.mori.conformance.grammar.Column.Trait.REQUIRED;
import static dev.mori.conformance.grammar.Column.Trait.UNIQUE;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The table of many types, resource {@code grammar/kinds.sql}. Without arrays of user types: in
 * binary these carry an OID, and OIDs are each database's own.
 */
public final class KindTables {
  private final ShopPools shop;

  KindTables(ShopPools shop) {
    this.shop = shop;
  }

  /** What makes the table and its rows. */
  public static String script() {
    try (InputStream in = KindTables.class.getResourceAsStream("/grammar/kinds.sql")) {
      if (in == null) {
        throw new IllegalStateException("no resource grammar/kinds.sql");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Table kinds() {
    return new Table(
        "kinds",
        List.of(
            ShopPools.fresh(
                "id", Kind.INT4, Pool.ids(60), shop.count(40_000), KEY, REQUIRED, UNIQUE),
            col("exact", Kind.SPECIAL, "NaN", "Infinity", "0.00", "1e-20", "-7.50"),
            col("tight", Kind.SPECIAL, "999.99", "-5", "0", "1000"),
            col("single", Kind.REAL, "NaN", "Infinity", "-0", "0.1", "1e-38"),
            col("twice", Kind.FLOAT8, "NaN", "-Infinity", "4.9e-324", "0.1"),
            col("cash", Kind.MONEY, "-12.5", "0", "$1,234,567.89"),
            col("oct", Kind.BYTEA, "\\x", "\\x00ff", "\\xdeadbeef"),
            col("grid", Kind.GRID, "{}", "{1,NULL}", "{{1,2},{3,4}}", "[2:3]={7,8}"),
            col("words", Kind.WORDS, "{}", "{a,\"b c\",NULL}", "{{\"x,y\"},{\"q\\\"r\"}}"),
            col("moments", Kind.MOMENTS, "{}", "{\"2024-02-29 12:00+00\",infinity}"),
            col("days", Kind.DAYS, "empty", "[2024-01-01,2024-01-31]", "(,)"),
            col("span", Kind.SPAN, "empty", "[2024-01-01 00:00+00,2024-06-01 00:00+02)"),
            col("many", Kind.MANY, "{}", "{[1,3),[2,9)}", "{(,4)}"),
            col("spread", Kind.SPREAD, "empty", "[1.5,2.5]", "(,7]"),
            col("doc", Kind.JSON, "{\"a\": 1,  \"a\": 2}", "[]", "null"),
            col("docb", Kind.JSONB, "{\"b\": [1.0, 1e3]}", "\"t\"", "1.10"),
            col("net", Kind.CIDR, "10.0.0.0/8", "2001:db8::/32"),
            col("bits", Kind.BITS, "", "1", "1010"),
            col("wait", Kind.INTERVAL, "1 mon -2 days 03:04:05.000006", "25:00", "P1Y2M"),
            col("clock", Kind.TIMETZ, "24:00:00+00", "12:30:00.5-08"),
            col("point_in_time", Kind.MOMENT, "infinity", "2024-03-31 02:30:00.123456+01"),
            col("wall", Kind.WALL, "infinity", "0001-01-01 00:00 BC", "2024-02-29 00:00"),
            col("number", Kind.OID, "0", "4294967295", "17"),
            col("letter", Kind.LETTER, "", "x"),
            col("short_name", Kind.NAME, "name 7", "a name"),
            col("found", Kind.VECTOR, "'a':1 'cat':3A,9", ""),
            col("wanted", Kind.TSQUERY, "a & !b", "'fat' <2> cat:*"),
            col("lsn", Kind.LSN, "0/0", "16/B374D848"),
            col("markup", Kind.XML, "<a/>", "text <b>x</b>"),
            col("box", Kind.BOX, "(1,2),(0,0)"),
            col("mac", Kind.MAC8, "08:00:2b:01:02:03:04:05", "08:00:2b:01:02:03:04:11")),
        List.of(),
        List.of(),
        List.of());
  }

  private static Column col(String name, Kind kind, String... values) {
    return ShopPools.col(name, kind, Pool.among(values).orNull(15));
  }
}
