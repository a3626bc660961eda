package dev.mori.engine.postgres;

import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.TableRef;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Short forms for parser tests. */
final class Parsing {
  private Parsing() {}

  static ParseOutcome parse(String sql) {
    return PostgresParser.parse(sql, LexerSettings.STANDARD);
  }

  static ParseOutcome.Parsed parsed(String sql) {
    return switch (parse(sql)) {
      case ParseOutcome.Parsed parsed -> parsed;
      case ParseOutcome.Refused refused -> throw new AssertionError(refused + " for: " + sql);
    };
  }

  static Statement statement(String sql) {
    return parsed(sql).statement();
  }

  static Query query(String sql) {
    return query(statement(sql)).orElseThrow(() -> new AssertionError("no query: " + sql));
  }

  static Optional<Query> query(Statement statement) {
    return switch (statement) {
      case Statement.Select s -> Optional.of(s.query());
      case Statement.Insert s -> Optional.of(s.query());
      case Statement.Update s -> Optional.of(s.query());
      case Statement.Delete s -> Optional.of(s.query());
      case Statement.Merge s -> Optional.of(s.query());
      case Statement.DataModifyingCte s -> Optional.of(s.query());
      case Statement.SelectInto s -> Optional.of(s.query());
      case Statement.DeclareCursor s -> Optional.of(s.query());
      case Statement.Execute s -> Optional.of(s.query());
      case Statement.Call s -> Optional.of(s.query());
      case Statement.Explain s -> query(s.inner());
      case Statement.Prepare s -> query(s.inner());
      case Statement.Ddl s -> s.definition().query();
      default -> Optional.empty();
    };
  }

  /** All references as {@code source text@level[traits]}, targets with an exclamation mark. */
  static String refs(String sql) {
    return query(sql).tables().stream()
        .map(
            t ->
                t.source().of(sql)
                    + "@"
                    + t.level()
                    + (t.traits().isEmpty() ? "" : new TreeSet<>(t.traits()))
                    + (t.role() == TableRef.Role.TARGET ? "!" : ""))
        .collect(Collectors.joining("; "));
  }
}
