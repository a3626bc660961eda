package dev.mori.engine.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The SQL that loads {@link PostgresCatalog} from a shadow and {@link PostgresProdCatalog} from
 * prod. Each is one statement (one snapshot) whose rows are fourteen text columns: a kind and
 * thirteen fields.
 *
 * <p>It relies on {@link PostgresLedger}: {@code pg_toast_temp_mori.tables} and {@code
 * pg_toast_temp_mori.columns} have rows for every cloned relation that holds rows, and for
 * sequences; {@code key_columns} of a root are the ledger's {@code k1, k2, ...}, and a partition
 * shares them by name. Tables of extensions are recognised by prod's name, views by name and
 * definition.
 */
public final class PostgresCatalogSql {
  /** Loads the catalog of the shadow as this connection sees it, open transaction included. */
  public static final String LOAD = "SELECT * FROM pg_toast_temp_mori.catalog()";

  /** What {@link CatalogStanding} is read from: one row, far cheaper than {@link #LOAD}. */
  public static final String STANDING =
      "SELECT s.stamp, s.detached FROM pg_toast_temp_mori.standing() s";

  /**
   * Settings for {@link #prodLoad()}, local to the transaction around it: every name outside {@code
   * pg_catalog} then comes out qualified. Two statements.
   */
  public static final String PROD_SETTINGS =
      "SET LOCAL search_path = pg_catalog; SET LOCAL jit = off";

  /**
   * One text that differs when {@link #prodLoad()} may give something else: the row versions of
   * everything in the system catalogs that users make.
   */
  public static final String PROD_FINGERPRINT =
      Stream.of(
              "pg_class WHERE oid",
              "pg_type WHERE oid",
              "pg_proc WHERE oid",
              "pg_namespace WHERE oid",
              "pg_constraint WHERE conrelid",
              "pg_attribute WHERE attrelid",
              "pg_attrdef WHERE adrelid",
              "pg_index WHERE indexrelid",
              "pg_trigger WHERE tgrelid",
              "pg_rewrite WHERE ev_class",
              "pg_policy WHERE polrelid",
              "pg_enum WHERE enumtypid")
          .map(
              from ->
                  "SELECT pg_catalog.count(*) AS n, pg_catalog.md5(pg_catalog.string_agg("
                      + "xmin::text || ctid::text, ',' ORDER BY ctid)) AS digest"
                      + " FROM pg_catalog."
                      + from
                      + " >= 16384")
          .collect(
              Collectors.joining(
                  " UNION ALL ",
                  "SELECT pg_catalog.string_agg(n || digest, ' ') FROM (",
                  ") all_of_them"));

  private PostgresCatalogSql() {}

  /**
   * Creates {@code pg_toast_temp_mori.catalog()}; {@link PostgresLedger#script(String,
   * java.util.List)} ends with it.
   */
  public static String script() {
    return resource("catalog.sql");
  }

  /** Loads what has to be known of prod's catalog; run under {@link #PROD_SETTINGS}. */
  public static String prodLoad() {
    return resource("prod-catalog.sql");
  }

  /** A script of this package. */
  static String resource(String name) {
    try (InputStream in = PostgresCatalogSql.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the engine's jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name + " from the engine's jar", e);
    }
  }
}
