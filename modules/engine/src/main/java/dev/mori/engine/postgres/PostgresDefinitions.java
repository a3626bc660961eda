package dev.mori.engine.postgres;

import dev.mori.overlay.statement.AlterAction;
import dev.mori.overlay.statement.Definition;
import dev.mori.overlay.statement.Definition.Verb;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.TableRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Plans DDL (OVERLAY section 8). Forms that look at no row run on the shadow at once, and merged
 * reads respect the new schema; forms that check, rewrite or copy rows run after those rows are all
 * there, so that the engine itself gives the verdict.
 */
public final class PostgresDefinitions {
  private static final DefinitionPlan CAST_REFUSED =
      new DefinitionPlan.Refused(
          "a cast between types of the server's own changes what mori's statements mean, too",
          "Call the function, or make a type of your own for it.");

  private final PostgresCatalog catalog;
  private final List<String> searchPath;
  private final PostgresNeighbours neighbours;

  /** A planner for one statement under this schema and search path. */
  public PostgresDefinitions(PostgresCatalog catalog, List<String> searchPath) {
    this.catalog = catalog;
    this.searchPath = List.copyOf(searchPath);
    this.neighbours = new PostgresNeighbours(catalog);
  }

  /** Plans one definition. */
  public DefinitionPlan plan(ParseOutcome.Parsed parsed, Definition definition) {
    return runsOnRows(definition)
        ? opaque(reach(parsed)).orElseGet(() -> planned(parsed, definition))
        : planned(parsed, definition);
  }

  /**
   * Whether what it calls may run for the rows that are here, or for those that come later: no plan
   * of a write looks at the latter.
   */
  private static boolean runsOnRows(Definition definition) {
    return switch (definition.object()) {
      case TABLE, DOMAIN -> definition.verb() == Verb.ALTER;
      case INDEX -> definition.verb() == Verb.CREATE;
      default -> false;
    };
  }

  private DefinitionPlan planned(ParseOutcome.Parsed parsed, Definition definition) {
    return switch (definition.object()) {
      case TABLE -> table(parsed.text(), definition);
      case TABLE_AS -> reading(parsed, definition);
      case MATERIALIZED_VIEW -> materialized(parsed, definition);
      case INDEX ->
          definition.verb() == Verb.CREATE && definition.is(Definition.Flag.UNIQUE)
              ? localizing(relations(definition))
              : atOnce();
      case TYPE, DOMAIN -> type(parsed.text(), definition);
      case CATALOG_OBJECT -> systemCast(parsed.text()) ? CAST_REFUSED : atOnce();
      case POLICY -> localizing(relations(definition));
      case VIEW,
          SEQUENCE,
          ROUTINE,
          TRIGGER,
          RULE,
          SCHEMA,
          EXTENSION,
          STATISTICS,
          PRIVILEGES,
          DEFAULT_PRIVILEGES ->
          definition.verb() == Verb.SECURITY_LABEL ? refused(definition) : atOnce();
      case ROLE,
          DATABASE,
          TABLESPACE,
          SYSTEM,
          REPLICATION,
          FOREIGN_SERVER,
          FOREIGN_TABLE,
          EVENT_TRIGGER,
          OWNED,
          OTHER ->
          refused(definition);
    };
  }

  /** CREATE CAST between types of which the session's schema has none. */
  private boolean systemCast(String text) {
    List<Token> tokens = tokens(text);
    if (tokens.size() < 3 || !tokens.get(0).isWord("create") || !tokens.get(1).isWord("cast")) {
      return false;
    }
    Set<String> named =
        tokens.stream()
            .takeWhile(t -> !t.isSymbol(")"))
            .filter(Token::isIdentifier)
            .map(Token::text)
            .collect(Collectors.toSet());
    return catalog.types().stream().noneMatch(type -> named.contains(type.name().name()));
  }

  private static List<Token> tokens(String text) {
    return PostgresLexer.lex(text, LexerSettings.STANDARD) instanceof LexOutcome.Lexed lexed
        ? lexed.tokens()
        : List.of();
  }

  private static boolean addsValue(String text) {
    List<Token> tokens = tokens(text);
    return IntStream.range(1, tokens.size())
        .anyMatch(i -> tokens.get(i).isWord("value") && tokens.get(i - 1).isWord("add"));
  }

  private DefinitionPlan table(String text, Definition definition) {
    return switch (definition.verb()) {
      case CREATE ->
          definition.is(Definition.Flag.PARTITION) ? localizing(relations(definition)) : atOnce();
      case DROP, COMMENT, GRANT, REVOKE -> atOnce();
      case ALTER -> alter(text, definition);
      case SECURITY_LABEL, REASSIGN, IMPORT, REFRESH -> refused(definition);
    };
  }

  private DefinitionPlan alter(String text, Definition definition) {
    Optional<Relation> table =
        definition.names().stream()
            .findFirst()
            .flatMap(n -> catalog.resolve(n.schema().orElse(null), n.name(), searchPath));
    List<Relation> all = new ArrayList<>();
    table.ifPresent(t -> all.addAll(checkedAgain(t, definition)));
    if (table.isEmpty() || !neighbours.onProd(table.get())) {
      // The shadow knows what is wrong with it; foreign keys to prod's tables still need those
      // tables' rows.
      boolean references =
          definition.actions().stream()
              .map(AlterAction::kind)
              .anyMatch(
                  kind ->
                      kind == AlterAction.Kind.ADD_FOREIGN_KEY
                          || kind == AlterAction.Kind.ADD_COLUMN);
      all.addAll(references ? relations(definition) : List.of());
      return localizing(all);
    }
    boolean rows =
        definition.actions().stream().anyMatch(action -> looksAtRows(text, table.get(), action));
    if (!rows) {
      return atOnce();
    }
    all.addAll(relations(definition));
    all.add(table.get());
    return localizing(all);
  }

  /** The other ends of the foreign keys that the server checks again, row by row. */
  private List<Relation> checkedAgain(Relation table, Definition definition) {
    Relation root = catalog.root(table);
    List<Relation> ends = new ArrayList<>();
    for (AlterAction action : definition.actions()) {
      Predicate<List<Integer>> concerned =
          switch (action.kind()) {
            case COLUMN_TYPE -> columns -> hasColumn(root, columns, action.name());
            case VALIDATE_CONSTRAINT, ATTACH_PARTITION -> columns -> true;
            default -> columns -> false;
          };
      for (ForeignKey key : catalog.foreignKeysOf(root)) {
        if (concerned.test(key.columns())) {
          catalog.relation(key.parent()).ifPresent(ends::add);
        }
      }
      for (ForeignKey key : catalog.foreignKeysTo(root)) {
        if (concerned.test(key.referenced())) {
          catalog.relation(key.child()).ifPresent(ends::add);
        }
      }
    }
    return ends;
  }

  private static boolean hasColumn(Relation table, List<Integer> numbers, Optional<Name> column) {
    return table.columns().stream()
        .filter(c -> column.isEmpty() || c.name().equals(column.get().value()))
        .anyMatch(c -> numbers.contains(c.attnum()));
  }

  private boolean looksAtRows(String text, Relation table, AlterAction action) {
    return switch (action.kind()) {
      case ADD_COLUMN -> !addsPlainColumn(action.span().of(text));
      case DROP_COLUMN, RENAME_COLUMN ->
          isKeyColumn(table, action) && action.kind() == AlterAction.Kind.DROP_COLUMN;
      case DROP_CONSTRAINT -> action.name().map(n -> isKey(table, n.value())).orElse(true);
      case RENAME_TABLE,
          RENAME_CONSTRAINT,
          SET_SCHEMA,
          COLUMN_DEFAULT,
          DROP_NOT_NULL,
          COLUMN_OPTION,
          TRIGGER_STATE,
          TABLE_OPTION ->
          false;
      case COLUMN_TYPE,
          SET_NOT_NULL,
          IDENTITY,
          DROP_EXPRESSION,
          ADD_PRIMARY_KEY,
          ADD_UNIQUE,
          ADD_FOREIGN_KEY,
          ADD_CHECK,
          ADD_EXCLUDE,
          ALTER_CONSTRAINT,
          VALIDATE_CONSTRAINT,
          ATTACH_PARTITION,
          DETACH_PARTITION,
          INHERIT,
          ROW_SECURITY,
          OTHER ->
          true;
    };
  }

  /** Whether ADD COLUMN gives every existing row the same constant, or NULL. */
  private boolean addsPlainColumn(String action) {
    return AddedColumn.isPlain(action) && !namesDomain(action);
  }

  private boolean namesDomain(String action) {
    String lower = action.toLowerCase(Locale.ROOT);
    return catalog.types().stream()
        .anyMatch(
            type ->
                type.kind() == 'd' && lower.contains(type.name().name().toLowerCase(Locale.ROOT)));
  }

  private static boolean isKeyColumn(Relation table, AlterAction action) {
    return action
        .name()
        .map(n -> table.key().stream().anyMatch(c -> c.name().equals(n.value())))
        .orElse(true);
  }

  private boolean isKey(Relation table, String constraint) {
    return catalog.uniqueIndexes(table).stream()
        .anyMatch(index -> constraint.equals(index.constraint()) && index.identifies());
  }

  private DefinitionPlan reading(ParseOutcome.Parsed parsed, Definition definition) {
    if (definition.is(Definition.Flag.EXECUTES)) {
      return new DefinitionPlan.Refused(
          "CREATE TABLE AS EXECUTE is not supported", "Write the query itself.");
    }
    PostgresReach reach = reach(parsed);
    definition
        .query()
        .ifPresent(query -> query.tables().forEach(ref -> resolve(ref).ifPresent(reach::addRead)));
    return opaque(reach).orElseGet(() -> localizing(List.copyOf(reach.read())));
  }

  private PostgresReach reach(ParseOutcome.Parsed parsed) {
    PostgresReach reach = new PostgresReach(catalog);
    reach.addNames(parsed.names());
    return reach;
  }

  private static Optional<DefinitionPlan> opaque(PostgresReach reach) {
    return reach.opaque().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new DefinitionPlan.Refused(
                "it may run "
                    + String.join(", ", reach.opaque())
                    + ", and which tables that reads cannot be known",
                "Write the function in SQL or PL/pgSQL without EXECUTE, or fill the table with"
                    + " INSERT."));
  }

  private DefinitionPlan materialized(ParseOutcome.Parsed parsed, Definition definition) {
    if (definition.verb() == Verb.CREATE) {
      return reading(parsed, definition);
    }
    if (definition.verb() != Verb.REFRESH) {
      return atOnce();
    }
    PostgresReach reach = new PostgresReach(catalog);
    List<Relation> refreshed =
        definition.names().stream()
            .flatMap(n -> catalog.resolve(n.schema().orElse(null), n.name(), searchPath).stream())
            .toList();
    refreshed.forEach(reach::addView);
    return opaque(reach)
        .orElseGet(
            () ->
                new DefinitionPlan.AfterLocalizing(
                    reach.read().stream().filter(neighbours::onProd).toList(),
                    refreshed.stream().filter(r -> r.origin() != null).toList()));
  }

  private DefinitionPlan type(String text, Definition definition) {
    boolean onProd =
        definition.names().stream()
            .anyMatch(
                n ->
                    catalog.types().stream()
                        .anyMatch(t -> t.name().name().equals(n.name()) && isProds(t)));
    if (definition.verb() != Verb.ALTER || !onProd || addsValue(text)) {
      return atOnce();
    }
    return new DefinitionPlan.Refused(
        "changing a type that prod's rows have is not supported yet",
        "Create a new type and change the columns to it.");
  }

  private boolean isProds(UserType type) {
    return catalog.prod().type(type.name()).isPresent();
  }

  private List<Relation> relations(Definition definition) {
    Set<Relation> found = new LinkedHashSet<>();
    definition
        .relations()
        .forEach(
            n ->
                catalog
                    .resolve(n.schema().orElse(null), n.name(), searchPath)
                    .ifPresent(found::add));
    return List.copyOf(found);
  }

  private DefinitionPlan localizing(List<Relation> relations) {
    PostgresReach reach = new PostgresReach(catalog);
    relations.forEach(reach::addRead);
    return new DefinitionPlan.AfterLocalizing(
        reach.read().stream().filter(neighbours::onProd).toList(), List.of());
  }

  private static DefinitionPlan atOnce() {
    return new DefinitionPlan.AfterLocalizing(List.of(), List.of());
  }

  private static DefinitionPlan refused(Definition definition) {
    return new DefinitionPlan.Refused(
        "%s %s acts on more than the session's schema"
            .formatted(definition.verb(), definition.object().name().replace('_', ' ')),
        "Run it on a database of your own.");
  }

  private Optional<Relation> resolve(TableRef ref) {
    return catalog.resolve(ref.name().schema().orElse(null), ref.name().name(), searchPath);
  }
}
