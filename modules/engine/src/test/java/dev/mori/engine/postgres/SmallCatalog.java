package dev.mori.engine.postgres;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Catalog rows written by hand: a shadow and the prod it was cloned from. */
final class SmallCatalog {
  private final List<List<@Nullable String>> shadow = new ArrayList<>();
  private final List<List<@Nullable String>> prod = new ArrayList<>();
  private int oid = 20_000;

  SmallCatalog() {
    shadow.add(row("ns", "11", "pg_catalog", "false"));
    shadow.add(row("ns", "2200", "public", "false"));
    shadow.add(row("rel", "1259", "pg_catalog", "pg_class", "r", "false"));
  }

  private static List<@Nullable String> row(@Nullable String... fields) {
    return Arrays.asList(Arrays.copyOf(fields, 14));
  }

  /**
   * A table on both sides, its columns given as {@code name type}, the first ones being the key.
   */
  SmallCatalog table(String schema, String name, int keys, String... columns) {
    sessionTable(schema, name, true, columns);
    prod.add(row("rel", Integer.toString(oid + 50_000), schema, name, "r", "false", null, "false"));
    for (int i = 0; i < columns.length; i++) {
      String[] parts = columns[i].split(" ", 2);
      prod.add(
          row("col", Integer.toString(oid + 50_000), Integer.toString(i + 1), parts[0], parts[1]));
    }
    for (int i = 1; i <= keys; i++) {
      shadow.add(row("key", Integer.toString(oid), Integer.toString(i), Integer.toString(i)));
    }
    return this;
  }

  private void sessionTable(String schema, String name, boolean cloned, String... columns) {
    String id = Integer.toString(++oid);
    shadow.add(
        row(
            "rel",
            id,
            schema,
            name,
            "r",
            "false",
            null,
            "false",
            "false",
            "false",
            cloned ? schema : null,
            cloned ? name : null,
            "false",
            "false"));
    for (int i = 0; i < columns.length; i++) {
      String[] parts = columns[i].split(" ", 2);
      shadow.add(
          row(
              "col",
              id,
              Integer.toString(i + 1),
              parts[0],
              typeOid(parts[1]),
              parts[1],
              parts[1],
              "false",
              "",
              "",
              null,
              null,
              cloned ? parts[0] : null,
              "false"));
    }
  }

  /** A table that only the session has. */
  SmallCatalog made(String schema, String name, String... columns) {
    sessionTable(schema, name, false, columns);
    return this;
  }

  /** Names the schema of the connection's temporary relations. */
  SmallCatalog temporarySchema(String name) {
    shadow.add(row("ns", "9000", name, "true"));
    return this;
  }

  private static String typeOid(String type) {
    return switch (type) {
      case "bigint" -> "20";
      case "integer" -> "23";
      case "text" -> "25";
      case "uuid" -> "2950";
      case "json" -> "114";
      default -> "1114";
    };
  }

  PostgresCatalog read() {
    return PostgresCatalog.read(shadow, PostgresProdCatalog.of(prod));
  }
}
