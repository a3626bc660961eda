package dev.mori.engine.postgres;

import dev.mori.engine.postgres.StatementGuard.Subject;
import dev.mori.overlay.statement.Definition;
import dev.mori.overlay.statement.Definition.ObjectKind;
import dev.mori.overlay.statement.Definition.Verb;
import dev.mori.overlay.statement.QualifiedName;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.TableRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the server's own catalogs as they are: mori's statements, the ledger and the other guards
 * go by them. Clients lack the right to change them (ADR 0007); here the reason and the way out are
 * given, and what a view of a catalog or {@code pg_settings} would still let through is refused.
 */
final class CatalogGuard {
  private static final Set<String> SCHEMAS = Set.of("pg_catalog", "information_schema", "pg_toast");

  /** Tables of pg_catalog, and the one view that has rules. */
  private static final Set<String> TABLES =
      Set.of(
          "pg_aggregate",
          "pg_am",
          "pg_amop",
          "pg_amproc",
          "pg_attrdef",
          "pg_attribute",
          "pg_auth_members",
          "pg_authid",
          "pg_cast",
          "pg_class",
          "pg_collation",
          "pg_constraint",
          "pg_conversion",
          "pg_database",
          "pg_db_role_setting",
          "pg_default_acl",
          "pg_depend",
          "pg_description",
          "pg_enum",
          "pg_event_trigger",
          "pg_extension",
          "pg_foreign_data_wrapper",
          "pg_foreign_server",
          "pg_foreign_table",
          "pg_index",
          "pg_inherits",
          "pg_init_privs",
          "pg_language",
          "pg_largeobject",
          "pg_largeobject_metadata",
          "pg_namespace",
          "pg_opclass",
          "pg_operator",
          "pg_opfamily",
          "pg_parameter_acl",
          "pg_partitioned_table",
          "pg_policy",
          "pg_proc",
          "pg_publication",
          "pg_publication_namespace",
          "pg_publication_rel",
          "pg_range",
          "pg_replication_origin",
          "pg_rewrite",
          "pg_seclabel",
          "pg_sequence",
          "pg_settings",
          "pg_shdepend",
          "pg_shdescription",
          "pg_shseclabel",
          "pg_statistic",
          "pg_statistic_ext",
          "pg_statistic_ext_data",
          "pg_subscription",
          "pg_subscription_rel",
          "pg_tablespace",
          "pg_transform",
          "pg_trigger",
          "pg_ts_config",
          "pg_ts_config_map",
          "pg_ts_dict",
          "pg_ts_parser",
          "pg_ts_template",
          "pg_type",
          "pg_user_mapping");

  /** The server's types that statements of mori and bodies of functions use. */
  private static final Set<String> TYPES =
      Set.of(
          "bool",
          "bytea",
          "name",
          "int8",
          "int2",
          "int4",
          "text",
          "oid",
          "json",
          "jsonb",
          "xml",
          "float4",
          "float8",
          "money",
          "bpchar",
          "varchar",
          "date",
          "time",
          "timetz",
          "timestamp",
          "timestamptz",
          "interval",
          "bit",
          "varbit",
          "numeric",
          "uuid",
          "xid",
          "xid8",
          "record",
          "anyarray",
          "anyelement",
          "void",
          "trigger",
          "regclass",
          "regtype",
          "regproc");

  /** Words between CREATE, ALTER or DROP and the name of what they are about. */
  private static final Set<String> BEFORE_NAME =
      Set.of(
          "create",
          "alter",
          "drop",
          "or",
          "replace",
          "if",
          "not",
          "exists",
          "only",
          "function",
          "procedure",
          "routine",
          "aggregate",
          "operator",
          "class",
          "family",
          "collation",
          "conversion",
          "text",
          "search",
          "configuration",
          "dictionary",
          "parser",
          "template",
          "type",
          "domain",
          "schema",
          "cast",
          "table",
          "view",
          "materialized",
          "recursive",
          "index",
          "unique",
          "concurrently",
          "sequence",
          "statistics",
          "temp",
          "temporary",
          "unlogged");

  private static final Refusal REFUSED =
      Refusal.refuse(
          "the server's own catalogs cannot be changed here",
          "Use CREATE, ALTER and DROP on objects of your own.");

  /** Grammar, which no function can stand in for (ADR 0008). */
  static final String CURRENT_CATALOG = "current_catalog";

  private CatalogGuard() {}

  /**
   * The search path.
   *
   * @param schemas those of it that exist, in its order
   * @param text as it was set
   */
  record Path(List<String> schemas, String text) {
    /** Whether what is created without a schema comes into one of the server's. */
    boolean createsInSystem() {
      boolean named =
          Code.flat(text).identifiers().stream().map(Token::text).anyMatch(SCHEMAS::contains);
      return named
          && schemas.stream()
              .filter(s -> !s.startsWith("pg_temp"))
              .findFirst()
              .filter(SCHEMAS::contains)
              .isPresent();
    }
  }

  static boolean mayBeSystem(String name) {
    return SCHEMAS.contains(name) || TABLES.contains(name) || name.equals(CURRENT_CATALOG);
  }

  static Optional<Refusal> refusal(Subject subject, Path path) {
    long names =
        subject.code().pieces().stream()
            .flatMap(piece -> piece.tokens().stream())
            .filter(token -> token.isWord(CURRENT_CATALOG))
            .count();
    if (names > CatalogDisguise.namesOfDatabase(subject.parsed()).size()) {
      return Optional.of(
          Refusal.refuse(
              "current_catalog would not tell production's name here", "Use current_database()."));
    }
    boolean refused =
        switch (subject.parsed().statement()) {
          case Statement.Select select -> false;
          case Statement.Ddl ddl ->
              defines(subject, ddl.definition(), path) || writesAny(subject.code());
          default -> writesAny(subject.code());
        };
    return refused ? Optional.of(REFUSED) : Optional.empty();
  }

  private static boolean defines(Subject subject, Definition definition, Path path) {
    if (definition.object() == ObjectKind.EXTENSION) {
      return false;
    }
    boolean changes = Set.of(Verb.CREATE, Verb.ALTER).contains(definition.verb());
    return subject.code().pieces().stream()
            .filter(p -> p.depth() == 0)
            .anyMatch(piece -> names(piece) || (changes && movesThere(piece)))
        || (changes && builtIn(definition))
        || updatable(definition)
        || (definition.verb() == Verb.CREATE
            && !definition.is(Definition.Flag.TEMPORARY)
            && definition.names().stream().allMatch(n -> n.schema().isEmpty())
            && path.createsInSystem());
  }

  /** Whether the name after CREATE FUNCTION and the like is in a schema of the server's. */
  private static boolean names(Code.Piece piece) {
    int at = 0;
    while (BEFORE_NAME.contains(piece.at(at).word())) {
      at++;
    }
    return at > 0 && piece.at(at).isIdentifier() && SCHEMAS.contains(piece.at(at).text());
  }

  private static boolean movesThere(Code.Piece piece) {
    for (int i = 1; i < piece.tokens().size(); i++) {
      if (piece.at(i).isWord("schema")
          && piece.at(i - 1).isWord("set")
          && SCHEMAS.contains(piece.at(i + 1).text())) {
        return true;
      }
    }
    return false;
  }

  /** ALTER FUNCTION lower(text) means the server's own. */
  private static boolean builtIn(Definition definition) {
    if (definition.verb() != Verb.ALTER) {
      return false;
    }
    return definition.names().stream()
        .filter(name -> name.schema().isEmpty())
        .map(QualifiedName::name)
        .anyMatch(
            name ->
                switch (definition.object()) {
                  case ROUTINE -> BuiltInFunctions.find(name).isPresent();
                  case TYPE, DOMAIN -> TYPES.contains(name);
                  case VIEW, TABLE, INDEX, SCHEMA -> mayBeSystem(name);
                  default -> false;
                });
  }

  /** A view of one catalog alone can be written through. */
  private static boolean updatable(Definition definition) {
    List<TableRef> tables = definition.query().map(Query::tables).orElse(List.of());
    return definition.object() == ObjectKind.VIEW
        && definition.verb() == Verb.CREATE
        && tables.stream().filter(t -> t.level() == 0).count() == 1
        && tables.stream()
            .filter(t -> t.level() == 0)
            .anyMatch(t -> TABLES.contains(t.name().name()));
  }

  private static boolean writesAny(Code code) {
    return code.pieces().stream().anyMatch(CatalogGuard::writes);
  }

  /** INSERT, UPDATE, DELETE, MERGE, TRUNCATE or COPY FROM with a target of the server's. */
  private static boolean writes(Code.Piece piece) {
    for (int i = 0; i < piece.tokens().size(); i++) {
      String word = piece.at(i).word();
      boolean verb =
          switch (word) {
            case "into", "update", "truncate" -> true;
            case "from" -> piece.at(i - 1).isWord("delete");
            case "table" -> piece.at(i - 1).isWord("truncate");
            case "copy" -> piece.has("from");
            default -> false;
          };
      if (verb && isSystem(piece, i + 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSystem(Code.Piece piece, int from) {
    int at = from;
    while (piece.at(at).isWord("only") || piece.at(at).isSymbol("(")) {
      at++;
    }
    int first = at;
    boolean system = false;
    while (piece.at(at).isIdentifier() && piece.at(at + 1).isSymbol(".")) {
      system |= SCHEMAS.contains(piece.at(at).text());
      at += 2;
    }
    Token last = piece.at(at);
    return system || (at == first && last.isIdentifier() && TABLES.contains(last.text()));
  }
}
