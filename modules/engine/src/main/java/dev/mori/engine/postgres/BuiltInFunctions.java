package dev.mori.engine.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The reviewed list of every function name in pg_catalog of PostgreSQL 15 (functions-15.txt). */
final class BuiltInFunctions {
  private static final Map<String, Entry> ENTRIES = load();

  private BuiltInFunctions() {}

  /** What a call means for prod. */
  enum Effect {
    /** Depends on its arguments only. */
    IMMUTABLE,
    /** Depends on arguments, stored data and replayed settings. */
    READ,
    /** The transaction's start time. */
    NOW,
    /** Who is connected, to what. */
    SESSION,
    /** Different in every call, harmless. */
    VOLATILE,
    /** Must not run on prod. */
    SHADOW
  }

  /**
   * One name.
   *
   * @param effect the strictest over all overloads
   * @param one whether an overload takes exactly one argument
   * @param row whether that argument may be a whole row
   */
  record Entry(Effect effect, boolean one, boolean row) {}

  /** Functions that read what a text names: tables nobody can know, or large objects. */
  private static final Set<String> READ_ANYTHING =
      Set.of(
          "query_to_xml",
          "query_to_xml_and_xmlschema",
          "table_to_xml",
          "table_to_xml_and_xmlschema",
          "schema_to_xml",
          "schema_to_xml_and_xmlschema",
          "database_to_xml",
          "database_to_xml_and_xmlschema",
          "ts_stat",
          "ts_rewrite",
          "lo_get",
          "lo_open",
          "lo_export",
          "lo_put",
          "crosstab",
          "crosstab2",
          "crosstab3",
          "crosstab4",
          "connectby",
          "xpath_table",
          "pgrowlocks");

  /** Whether a function of the server or of an extension may read any table. */
  static boolean readsAnything(String name) {
    return READ_ANYTHING.contains(name);
  }

  /**
   * Whether code that has these names in pg_catalog, with blanks between, only computes. What
   * receives and sends values in binary is not on the list as harmless, but is.
   */
  static boolean harmlessCode(String names) {
    return Stream.of(names.split(" "))
        .anyMatch(
            name ->
                find(name)
                    .filter(
                        e ->
                            e.effect() == Effect.IMMUTABLE
                                || e.effect() == Effect.READ
                                || name.endsWith("recv")
                                || name.endsWith("send"))
                    .isPresent());
  }

  static Optional<Entry> find(String name) {
    return Optional.ofNullable(ENTRIES.get(name));
  }

  private static Map<String, Entry> load() {
    try (InputStream stream =
            Objects.requireNonNull(
                BuiltInFunctions.class.getResourceAsStream("functions-15.txt"),
                "functions-15.txt is missing");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      Map<String, Entry> entries = new HashMap<>(6000);
      reader
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> List.of(line.split(" ")))
          .forEach(parts -> entries.put(parts.getFirst(), entry(parts)));
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Entry entry(List<String> parts) {
    return new Entry(
        Effect.valueOf(parts.get(1).toUpperCase(Locale.ROOT)),
        parts.contains("one"),
        parts.contains("row"));
  }
}
