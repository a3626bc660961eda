package dev.mori.engine.postgres;

import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.QueryLevel;
import dev.mori.overlay.statement.Reference;
import dev.mori.overlay.statement.SelectBlock;
import dev.mori.overlay.statement.SelectItem;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.TableRef;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a session's database shows of itself when it is asked directly: catalogs without mori's own
 * part, and the database under prod's name. Each catalog is replaced at its place by a query that
 * leaves mori's rows out. A statement that could tell the difference keeps its catalogs; it then
 * sees more than on a copy, never less.
 */
public final class CatalogDisguise {
  private static final String LEDGER = "'" + PostgresLedger.SCHEMA + "'";
  private static final String ITS_OID = " <> " + LEDGER + "::pg_catalog.regnamespace";

  /** What rows of a catalog have to be for a client to see them. */
  private static final Map<String, String> TABLES =
      Map.of(
          "pg_namespace", "nspname <> " + LEDGER,
          "pg_class", "relnamespace" + ITS_OID,
          "pg_proc", "pronamespace" + ITS_OID,
          "pg_type", "typnamespace" + ITS_OID,
          "pg_constraint", "connamespace" + ITS_OID,
          "pg_db_role_setting",
              "setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database d"
                  + " WHERE d.datname = CURRENT_CATALOG))",
          "pg_trigger", "tgname NOT IN ('mori_ledger', 'mori_truncate')");

  /** The same for views, by the column that names a schema. */
  private static final Map<String, String> SCHEMA_OF =
      Map.ofEntries(
          Map.entry("pg_tables", "schemaname"),
          Map.entry("pg_views", "schemaname"),
          Map.entry("pg_indexes", "schemaname"),
          Map.entry("pg_stats", "schemaname"),
          Map.entry("pg_stat_all_tables", "schemaname"),
          Map.entry("pg_stat_all_indexes", "schemaname"),
          Map.entry("pg_statio_all_tables", "schemaname"),
          Map.entry("schemata", "schema_name"),
          Map.entry("routines", "routine_schema"),
          Map.entry("parameters", "specific_schema"),
          Map.entry("routine_privileges", "routine_schema"),
          Map.entry("role_routine_grants", "routine_schema"),
          Map.entry("table_privileges", "table_schema"),
          Map.entry("role_table_grants", "table_schema"),
          Map.entry("column_privileges", "table_schema"),
          Map.entry("role_column_grants", "table_schema"));

  /** Catalogs whose place a function of the ledger's schema takes. */
  private static final Set<String> FUNCTIONS =
      Set.of("pg_database", "pg_stat_activity", "pg_stat_database");

  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("tableoid", "ctid", "xmin", "xmax", "cmin", "cmax");

  private static final Pattern OID = Pattern.compile("(?i)\\boid\\b");

  private final PostgresCatalog catalog;
  private final List<String> searchPath;

  /** For statements of a connection with this catalog and path. */
  public CatalogDisguise(PostgresCatalog catalog, List<String> searchPath) {
    this.catalog = catalog;
    this.searchPath = searchPath;
  }

  /** The text to run in place of a read's; empty when it may run as it is. */
  public Optional<String> text(ParseOutcome.Parsed parsed, Query query) {
    TextEdits edits = new TextEdits(parsed.text());
    Set<String> system =
        query.references().stream()
            .map(Reference::last)
            .filter(SYSTEM_COLUMNS::contains)
            .collect(Collectors.toSet());
    if (!tells(parsed.text(), query, system)) {
      for (TableRef ref : query.tables()) {
        form(ref, system).ifPresent(form -> ReadRewriter.put(parsed.text(), ref, form, edits));
      }
    }
    for (SelectItem item : namesOfDatabase(parsed)) {
      String label = item.label().isEmpty() ? " AS " + CatalogGuard.CURRENT_CATALOG : "";
      edits.replace(item.expression(), "pg_catalog.current_database()" + label);
    }
    return edits.isEmpty()
        ? Optional.empty()
        : Optional.of(edits.apply(new Span(0, parsed.text().length())));
  }

  /** Where a query tells the database's name by CURRENT_CATALOG, which drivers do. */
  static List<SelectItem> namesOfDatabase(ParseOutcome.Parsed parsed) {
    return parsed.statement() instanceof Statement.Select select
        ? select.query().levels().stream()
            .map(QueryLevel::core)
            .filter(QueryLevel.Core.Select.class::isInstance)
            .flatMap(core -> ((QueryLevel.Core.Select) core).block().items().stream())
            .filter(
                item ->
                    item.expression()
                        .of(parsed.text())
                        .equalsIgnoreCase(CatalogGuard.CURRENT_CATALOG))
            .toList()
        : List.of();
  }

  /**
   * Whether a query in a catalog's place would be noticed: by locks, by names with a schema, by a
   * star beside system columns, or by grouping by a primary key.
   */
  private static boolean tells(String text, Query query, Set<String> system) {
    return query.locksRows()
        || query.references().stream().anyMatch(CatalogDisguise::namesSchema)
        || (!system.isEmpty()
            && query.references().stream().anyMatch(r -> r.form() == Reference.Form.STAR))
        || query.levels().stream()
            .map(QueryLevel::core)
            .filter(QueryLevel.Core.Select.class::isInstance)
            .map(core -> ((QueryLevel.Core.Select) core).block())
            .anyMatch(block -> groupsByKey(text, block));
  }

  private static boolean namesSchema(Reference reference) {
    int parts = reference.parts().size();
    return switch (reference.form()) {
      case COLUMN -> parts > 2;
      case STAR -> parts > 1;
      case CALL, TYPE -> false;
    };
  }

  /** Whether an oid is among what is grouped by, also behind a number or a name of the result. */
  private static boolean groupsByKey(String text, SelectBlock block) {
    return block.grouping().stream()
        .flatMap(grouping -> grouping.items().stream())
        .map(item -> item.span().of(text).strip())
        .anyMatch(item -> OID.matcher(item).find() || standsForKey(text, block, item));
  }

  private static boolean standsForKey(String text, SelectBlock block, String item) {
    return IntStream.range(0, block.items().size())
        .filter(
            i ->
                item.equals(Integer.toString(i + 1))
                    || block.items().get(i).label().stream()
                        .anyMatch(label -> item.toLowerCase(Locale.ROOT).contains(label.value())))
        .anyMatch(i -> OID.matcher(block.items().get(i).expression().of(text)).find());
  }

  private Optional<String> form(TableRef ref, Set<String> system) {
    return catalog
        .resolve(ref.name().schema().orElse(null), ref.name().name(), searchPath)
        .filter(relation -> relation.kind() == Relation.Kind.SYSTEM)
        .flatMap(relation -> form(relation.name(), system));
  }

  private static Optional<String> form(ObjectName name, Set<String> system) {
    if (TABLES.containsKey(name.name())) {
      String columns =
          Stream.concat(Stream.of("*"), system.stream().sorted()).collect(Collectors.joining(", "));
      return Optional.of(query(columns, name, TABLES.get(name.name())));
    }
    if (FUNCTIONS.contains(name.name())) {
      return Optional.of(function(name, system));
    }
    return !system.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(SCHEMA_OF.get(name.name()))
            .map(column -> query("*", name, column + " <> " + LEDGER));
  }

  private static String function(ObjectName name, Set<String> system) {
    String function = new ObjectName(PostgresLedger.SCHEMA, name.name()).sql() + "()";
    if (system.isEmpty() || !name.name().equals("pg_database")) {
      return function;
    }
    String columns =
        Stream.concat(Stream.of("s.*"), system.stream().sorted().map(c -> "d." + c))
            .collect(Collectors.joining(", "));
    return "(SELECT %s FROM %s s JOIN %s d ON d.oid = s.oid)"
        .formatted(columns, function, name.sql());
  }

  private static String query(String columns, ObjectName name, String seen) {
    return "(SELECT " + columns + " FROM " + name.sql() + " WHERE " + seen + ")";
  }
}
