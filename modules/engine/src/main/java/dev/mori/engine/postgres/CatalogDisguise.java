package dev.mori.engine.postgres;

import dev.mori.overlay.statement.NameUse;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.QueryLevel;
import dev.mori.overlay.statement.Reference;
import dev.mori.overlay.statement.SelectBlock;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.TableRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a session's database shows of itself when it is asked directly: catalogs without mori's own
 * part, and the database under prod's name. Each catalog is replaced at its place by a query that
 * leaves mori's rows out. A statement that could tell the difference stays as it is; it then sees
 * more than on a copy, never less.
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
    if (tells(query, system)) {
      return Optional.empty();
    }
    for (TableRef ref : query.tables()) {
      form(ref, system).ifPresent(form -> ReadRewriter.put(parsed.text(), ref, form, edits));
    }
    for (NameUse use : parsed.names().uses()) {
      if (use.name().value().equals("current_catalog") && !use.quoted()) {
        Span span = use.name().span();
        edits.replace(span, "pg_catalog.current_database()" + label(query, span));
      }
    }
    return edits.isEmpty()
        ? Optional.empty()
        : Optional.of(edits.apply(new Span(0, parsed.text().length())));
  }

  /**
   * Whether a query in a catalog's place would be noticed: by locks, by names with a schema, by a
   * star beside system columns, or by grouping by a primary key.
   */
  private static boolean tells(Query query, Set<String> system) {
    Stream<Reference> grouped =
        query.levels().stream()
            .map(QueryLevel::core)
            .filter(QueryLevel.Core.Select.class::isInstance)
            .map(core -> ((QueryLevel.Core.Select) core).block())
            .map(SelectBlock::grouping)
            .flatMap(Optional::stream)
            .flatMap(grouping -> grouping.items().stream())
            .flatMap(item -> item.column().stream());
    return query.locksRows()
        || query.references().stream()
            .anyMatch(r -> r.form() == Reference.Form.COLUMN && r.parts().size() > 2)
        || (!system.isEmpty()
            && query.references().stream().anyMatch(r -> r.form() == Reference.Form.STAR))
        || grouped.anyMatch(reference -> reference.last().equals("oid"));
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
    if (!system.isEmpty()) {
      return Optional.empty();
    }
    return FUNCTIONS.contains(name.name())
        ? Optional.of(new ObjectName(PostgresLedger.SCHEMA, name.name()).sql() + "()")
        : Optional.ofNullable(SCHEMA_OF.get(name.name()))
            .map(column -> query("*", name, column + " <> " + LEDGER));
  }

  private static String query(String columns, ObjectName name, String seen) {
    return "(SELECT " + columns + " FROM " + name.sql() + " WHERE " + seen + ")";
  }

  /** A bare select item keeps its column name. */
  private static String label(Query query, Span span) {
    return ReadRewriter.unlabelled(query, span) ? " AS current_catalog" : "";
  }
}
