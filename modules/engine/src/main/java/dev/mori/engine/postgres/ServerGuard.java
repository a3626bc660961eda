package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Definition;
import dev.mori.overlay.statement.NameUse;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Statement;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps clients, who are superusers of their session, from the shadow's server: from its files and
 * programs, its other connections and its configuration. They are not a copy of production's.
 */
public final class ServerGuard {
  private static final Pattern FUNCTION =
      Pattern.compile(
          "pg_(read|ls|file|logdir)_\\w+|pg_stat_file|lo_(import|export)"
              + "|pg_(terminate|cancel)_backend|pg_(reload_conf|rotate_logfile|promote|switch_wal)"
              + "|pg_(create_restore_point|backup_start|backup_stop|log_backend_memory_contexts)"
              + "|pg_\\w*replication_slot\\w*|pg_replication_origin_\\w+|dblink\\w*");

  private static final Pattern CALL = Pattern.compile("(?i)\\b(\\w+)\"?\\s*\\(");
  private static final Pattern LANGUAGE =
      Pattern.compile("(?i)\\blanguage\\s+['\"]?(?!(?:sql|plpgsql)\\b)(\\w+)");
  private static final Pattern COPY = Pattern.compile("(?i)\\b(copy)\\b[^;]*\\b(?:from|to)\\b");
  private static final Pattern EXTENSION =
      Pattern.compile("(?i)\\b(adminpack|dblink|file_fdw|postgres_fdw|pl\\w+u)\\b");

  private ServerGuard() {}

  /** What a statement names that acts on the server. */
  public static Optional<String> actsOnServer(ParseOutcome.Parsed parsed) {
    Optional<String> called =
        parsed.names().uses().stream()
            .filter(use -> use.position() == NameUse.Position.CALL)
            .map(use -> use.name().value())
            .filter(ServerGuard::isServers)
            .findFirst();
    if (called.isPresent() || !(parsed.statement() instanceof Statement.Ddl ddl)) {
      return called;
    }
    return switch (ddl.definition().object()) {
      case ROUTINE -> body(ddl.definition(), parsed.text());
      case EXTENSION -> first(EXTENSION, parsed.text());
      default -> Optional.empty();
    };
  }

  private static Optional<String> body(Definition definition, String text) {
    if (definition.verb() != Definition.Verb.CREATE) {
      return Optional.empty();
    }
    Optional<String> other = first(LANGUAGE, text).map(l -> "language " + l);
    return other
        .or(() -> first(COPY, text))
        .or(
            () ->
                CALL.matcher(text)
                    .results()
                    .map(call -> call.group(1))
                    .filter(ServerGuard::isServers)
                    .findFirst());
  }

  private static boolean isServers(String name) {
    return FUNCTION.matcher(name).matches();
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
