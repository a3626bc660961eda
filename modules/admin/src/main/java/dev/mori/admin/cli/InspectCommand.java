package dev.mori.admin.cli;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mori inspect}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(
    name = "inspect",
    description = {
      "Show what a session has changed: its tables, or one of them in detail.",
      "clean: prod answers; dirty: prod and local rows are merged; detached: the shadow answers"
          + " alone."
    })
final class InspectCommand implements Callable<Integer> {
  @Mixin private ProjectOptions project;
  @Mixin private Output output;
  @Mixin private NodeChoice choice;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TABLE",
      description =
          "NAME or SCHEMA.NAME, as prod spells it; default: every table that is not clean.")
  private @Nullable String table;

  @Override
  public Integer call() {
    Asking asking = choice.asking(project);
    String session = asking.session(choice.session());
    if (table == null) {
      session(asking.perform(new Operation.InspectSession(session), Reply.Session.class));
    } else {
      table(asking.perform(new Operation.InspectTable(session, table), Reply.Table.class));
    }
    return ExitCode.OK;
  }

  private void session(Reply.Session session) {
    if (output.isJson()) {
      output.document(session);
      return;
    }
    output.line(
        output.bold("session " + session.name())
            + ", epoch "
            + session.epoch()
            + ", in database "
            + session.shadowDatabase()
            + ", made "
            + session.origin().createdAt());
    if (session.tables().isEmpty() && session.schemaChanges().isEmpty()) {
      output.line("clean: everything is as on prod.");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("TABLE", "STATE", "MARKED KEYS"));
    session
        .tables()
        .forEach(
            one -> rows.add(List.of(one.table(), one.state(), Long.toString(one.markedKeys()))));
    if (rows.size() > 1) {
      output.table(rows);
    }
    changes(session.schemaChanges());
  }

  private void table(Reply.Table found) {
    if (output.isJson()) {
      output.document(found);
      return;
    }
    output.table(
        List.of(
            List.of(found.table(), found.state()),
            List.of("session", found.session()),
            List.of(
                "key",
                found.keyColumns().isEmpty() ? "none" : String.join(", ", found.keyColumns())),
            List.of("marked keys", Long.toString(found.rows().markedKeys())),
            List.of("local rows", Long.toString(found.rows().localRows())),
            List.of("tombstones", Long.toString(found.rows().tombstones())),
            List.of("copied from prod", Long.toString(found.rows().hydrated()))));
    found.differences().forEach(output::line);
    drift(found.drift());
  }

  private void drift(Reply.Drift drift) {
    if (!drift.obstacle().isEmpty()) {
      output.line(
          "whether prod has changed what was written here cannot be told: " + drift.obstacle());
    } else if (drift.rows() > 0) {
      output.line(
          "prod has changed %d of %d rows since they were written here; the session shows its own:"
              .formatted(drift.rows(), drift.compared()));
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("KEY", "PROD THEN", "PROD NOW"));
      drift
          .some()
          .forEach(
              row ->
                  rows.add(
                      List.of(
                          String.join(", ", row.key()), digest(row.before()), digest(row.now()))));
      output.table(rows);
    }
  }

  private static String digest(String digest) {
    return digest.isEmpty() ? "no row" : digest;
  }

  private void changes(List<Reply.SchemaChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("SCHEMA", "CHANGE", "AT"));
    changes.forEach(
        change -> rows.add(List.of("#" + change.version(), change.what(), change.at())));
    output.line("");
    output.table(rows);
  }
}
