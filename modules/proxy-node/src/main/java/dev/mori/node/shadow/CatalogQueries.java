package dev.mori.node.shadow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of queries on the system catalogs, written for PostgreSQL 15 with a few placeholders that
 * keep them short: {@code %user(namespace)%}, {@code %skip(catalog, oid)%}, {@code %acl(acl, kind,
 * owner)%}, {@code %options(class)%}, {@code %modify(char)%}, {@code %defaults%}.
 *
 * @param queries in the order of the file
 */
record CatalogQueries(List<String> queries) {

  private static final List<Placeholder> PLACEHOLDERS =
      List.of(
          new Placeholder(
              "%skip\\((\\w+), (.+?)\\)%",
              "NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = '$1'::regclass"
                  + " AND x.objid = $2 AND x.deptype = 'e')"),
          new Placeholder(
              "%user\\((\\S+)\\)%",
              "$1 NOT IN (SELECT s.oid FROM pg_namespace s WHERE s.nspname IN"
                  + " ('pg_catalog', 'information_schema', 'pg_toast', 'pg_toast_temp_mori')"
                  + " OR s.nspname ~ '^pg_(toast_)?temp_')"),
          new Placeholder(
              "%acl\\((\\w+), (.+?), (\\w+)\\)%",
              "(SELECT string_agg(x::text, ' ' ORDER BY x::text COLLATE \"C\")"
                  + " FROM unnest(coalesce($1, acldefault(($2)::\"char\", $3))) x)"),
          new Placeholder(
              "%options\\((\\w+)\\)%",
              "(SELECT string_agg(o, ', ') FROM (SELECT format('%I = %L', option_name,"
                  + " option_value) o FROM pg_options_to_table($1.reloptions) UNION ALL SELECT"
                  + " format('toast.%I = %L', option_name, option_value) FROM pg_class k,"
                  + " pg_options_to_table(k.reloptions) WHERE k.oid = $1.reltoastrelid) x)"),
          new Placeholder(
              "%modify\\((\\w+)\\)%",
              "CASE $1 WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END"),
          new Placeholder(
              "%defaults%",
              "(VALUES ('r', 'TABLES'), ('S', 'SEQUENCES'), ('f', 'ROUTINES'), ('T', 'TYPES'),"
                  + " ('n', 'SCHEMAS'))"));

  /** A pattern and what stands for it, with groups as in {@link String#replaceAll}. */
  private record Placeholder(Pattern pattern, String replacement) {
    Placeholder(String regex, String replacement) {
      this(Pattern.compile(regex), replacement);
    }
  }

  /** Reads a file beside this class. */
  static CatalogQueries load(String name) {
    String text;
    try (InputStream in = CatalogQueries.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    text = text.replaceAll("(?m)^--.*\n", "");
    for (Placeholder placeholder : PLACEHOLDERS) {
      text = placeholder.pattern.matcher(text).replaceAll(placeholder.replacement);
    }
    return new CatalogQueries(List.of(text.strip().split(";\\s*(\n|$)", 0)));
  }

  /** Runs all of them; the rows in the order of the queries. */
  List<List<@Nullable String>> rows(Connection connection) throws SQLException {
    int major = Integer.parseInt(Sql.one(connection, "SHOW server_version_num")) / 10_000;
    List<List<@Nullable String>> all = new ArrayList<>();
    for (String query : queries) {
      all.addAll(Sql.rows(connection, forMajor(query, major)));
    }
    return all;
  }

  /** The query for PostgreSQL 15 with the columns that other versions call otherwise or lack. */
  static String forMajor(String query, int major) {
    String text = query;
    if (major >= 17) {
      text = text.replace("daticulocale", "datlocale").replace("colliculocale", "colllocale");
    }
    if (major < 15) {
      text =
          text.replace("datlocprovider", "'c'")
              .replace("daticulocale", "NULL::text")
              .replace("datcollversion", "NULL::text")
              .replace("colliculocale", "NULL::text");
    }
    if (major < 14) {
      text = text.replace("attcompression", "''").replace("rngmultitypid", "NULL::oid");
    }
    return text;
  }
}
