package dev.mori.engine.postgres;

import dev.mori.engine.postgres.StatementGuard.Subject;
import dev.mori.engine.postgres.Token.Kind;
import dev.mori.overlay.statement.Definition;
import dev.mori.overlay.statement.Definition.ObjectKind;
import dev.mori.overlay.statement.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Keeps clients, who own their session's database (ADR 0007), from the shadow's server: from its
 * files and programs, its other connections and its configuration. They are not a copy of
 * production's.
 *
 * <p>A listed name is refused wherever it stands: behind a dot or as the function of an operator,
 * an aggregate or a cast it is a call as well, and nobody else's objects are called like that.
 */
final class ServerGuard {
  /** Names of the server's own; each is matched whole, against at most 63 octets. */
  private static final Pattern RESERVED =
      Pattern.compile(
          // Files: contents, lists, sizes, and the configuration they hold.
          "pg_read_(file|binary_file)\\w*|pg_ls_\\w+|pg_stat_file|pg_file_\\w+|pg_logdir_ls"
              + "|pg_show_all_file_settings|pg_(hba|ident)_file_\\w+"
              + "|lo_(import|export)\\w*"
              // Roles that may do the same.
              + "|pg_(read|write)_server_files|pg_execute_server_program"
              // Other connections, and the server as a whole.
              + "|pg_(terminate|cancel)_backend|pg_(reload_conf|rotate_logfile\\w*|promote)"
              + "|pg_(switch_wal|create_restore_point|log_backend_memory_contexts)"
              + "|pg_backup_(start|stop)|pg_(start|stop)_backup|pg_wal_replay_\\w+"
              + "|pg_(create|drop|copy|alter)_\\w*replication_slot|pg_replication_slot_advance"
              + "|pg_replication_origin_\\w+|pg_logical_\\w+"
              // Connections from the server to others.
              + "|dblink|dblink_(connect\\w*|disconnect|open|fetch|close|exec|get_\\w+|send_query"
              + "|is_busy|cancel_query|error_message|build_sql_\\w+|current_query|fdw_validator)"
              // What only the server's own tools call.
              + "|binary_upgrade_\\w+|pg_import_system_collations|pg_stop_making_pinned_objects"
              // Settings that open the catalogs, or say which libraries are loaded.
              + "|allow_system_table_mods|dynamic_library_path|(local|session)_preload_libraries");

  /** Languages whose bodies can be read; others run what they like. */
  private static final Set<String> LANGUAGES = Set.of("sql", "plpgsql");

  /**
   * Extensions that keep to their database: types, operators, indexes, functions of their
   * arguments. Those that open files or connections, run programs or languages are not here.
   */
  private static final Set<String> EXTENSIONS =
      Set.of(
          "plpgsql",
          "amcheck",
          "autoinc",
          "bloom",
          "btree_gin",
          "btree_gist",
          "citext",
          "cube",
          "dict_int",
          "dict_xsyn",
          "earthdistance",
          "fuzzystrmatch",
          "hstore",
          "hypopg",
          "insert_username",
          "intagg",
          "intarray",
          "ip4r",
          "isn",
          "lo",
          "ltree",
          "moddatetime",
          "pageinspect",
          "pg_buffercache",
          "pg_freespacemap",
          "pg_hashids",
          "pg_prewarm",
          "pg_stat_statements",
          "pg_trgm",
          "pg_uuidv7",
          "pg_visibility",
          "pgcrypto",
          "pgrowlocks",
          "pgstattuple",
          "postgis",
          "postgis_topology",
          "prefix",
          "q3c",
          "rum",
          "seg",
          "semver",
          "tablefunc",
          "tcn",
          "tsm_system_rows",
          "tsm_system_time",
          "unaccent",
          "unit",
          "uuid-ossp",
          "vector",
          "hll",
          "h3",
          "pg_bigm",
          "pg_similarity",
          "ulid",
          "pgjwt",
          "pgtap");

  private ServerGuard() {}

  /** Whether a name is one of the server's own; settings are named without regard to case. */
  static boolean isServers(String name) {
    return RESERVED.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  static Optional<Refusal> refusal(Subject subject) {
    return named(subject)
        .or(() -> made(subject))
        .map(
            what ->
                Refusal.refuse(
                    what + " acts on the server, not on the session",
                    "Use a database of your own for it."));
  }

  private static Optional<String> named(Subject subject) {
    return subject.parsed().names().uses().stream()
        .map(use -> use.name().value())
        .filter(ServerGuard::isServers)
        .findFirst()
        .or(
            () ->
                subject.code().identifiers().stream()
                    .map(Token::text)
                    .filter(ServerGuard::isServers)
                    .findFirst());
  }

  /** What a definition would make. */
  private static Optional<String> made(Subject subject) {
    if (subject.isBlock()) {
      return routine(subject.code());
    }
    if (!(subject.parsed().statement() instanceof Statement.Ddl ddl)) {
      return Optional.empty();
    }
    Definition definition = ddl.definition();
    if (definition.verb() == Definition.Verb.CREATE
        && definition.object() == ObjectKind.EXTENSION) {
      return definition.names().stream()
          .map(name -> name.name())
          .filter(name -> !EXTENSIONS.contains(name))
          .map(name -> "extension " + name)
          .findFirst();
    }
    return Subject.hasBody(ddl) ? routine(subject.code()) : Optional.empty();
  }

  private static Optional<String> routine(Code code) {
    for (Code.Piece piece : code.pieces()) {
      Optional<String> found =
          piece.depth() == 0 ? language(piece).or(() -> unread(piece)) : inner(piece);
      if (found.isPresent()) {
        return found;
      }
    }
    return code.readable() ? Optional.empty() : Optional.of("a body nested so deeply");
  }

  /** The language of CREATE FUNCTION, which stands outside of brackets and before BEGIN ATOMIC. */
  private static Optional<String> language(Code.Piece piece) {
    int depth = 0;
    for (int i = 0; i < piece.tokens().size(); i++) {
      Token token = piece.at(i);
      depth += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
      if (token.isWord("begin") && piece.at(i + 1).isWord("atomic")) {
        return Optional.empty();
      }
      if (depth == 0 && token.isWord("language")) {
        Optional<String> other = otherLanguage(piece, i + 1);
        if (other.isPresent()) {
          return other;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> otherLanguage(Code.Piece piece, int at) {
    Token token = piece.at(at);
    if (!token.isIdentifier() && token.kind() != Kind.STRING) {
      return Optional.empty(); // A name like any other.
    }
    String name = token.isIdentifier() ? token.text() : piece.strings().get(at);
    return LANGUAGES.contains(name.toLowerCase(Locale.ROOT))
        ? Optional.empty()
        : Optional.of("language " + name);
  }

  /** A body that is no code for this lexer may be some for the server. */
  private static Optional<String> unread(Code.Piece piece) {
    return IntStream.range(1, piece.tokens().size())
        .filter(i -> piece.at(i).kind() == Kind.STRING && isBody(piece, i))
        .mapToObj(i -> piece.strings().get(i))
        .filter(body -> !Code.flat(body).readable())
        .findFirst()
        .map(body -> "a body that cannot be read");
  }

  /** After AS; in DO any string, of which one names the language. */
  private static boolean isBody(Code.Piece piece, int at) {
    return piece.at(at - 1).isWord("as") || piece.at(0).isWord("do");
  }

  private static Optional<String> inner(Code.Piece piece) {
    boolean makes = piece.has("function") || piece.has("procedure") || piece.has("do");
    for (int i = 0; i < piece.tokens().size(); i++) {
      Token token = piece.at(i);
      if (token.isWord("language")) {
        Optional<String> other = otherLanguage(piece, i + 1);
        boolean known = other.filter(l -> l.matches("language (c|internal|pl\\w+)")).isPresent();
        if (other.isPresent() && (makes || known)) {
          return other;
        }
      }
      if (token.isWord("copy") && isCopy(piece, i)) {
        return Optional.of("copy");
      }
    }
    return Optional.empty();
  }

  /**
   * COPY in a body is always to or from the server. In a string it has to be where a statement
   * begins; in the body itself anywhere that it is not plainly a column.
   */
  private static boolean isCopy(Code.Piece piece, int at) {
    Token before = piece.at(at - 1);
    Token after = piece.at(at + 1);
    boolean first =
        at == 0
            || before.isSymbol(";")
            || before.isSymbol(">>")
            || List.of("begin", "then", "else", "loop").contains(before.word());
    boolean named = before.isSymbol(".") || before.isWord("as");
    boolean target =
        after.isSymbol("(")
            || after.kind() == Kind.QUOTED
            || (after.kind() == Kind.WORD && !Keywords.RESERVED.contains(after.text()));
    boolean moves = piece.has("to") || piece.has("from");
    return target && moves && (first || (piece.depth() == 1 && !named));
  }
}
