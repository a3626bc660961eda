package dev.mori.admin.cli;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.cli.ProjectOptions.NamedNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mori status}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(
    name = "status",
    description = {
      "Show what a running node serves and what its sessions hold.",
      "What they have written is compared with prod: up to 20 tables and 20000 rows of each session."
    })
final class StatusCommand implements Callable<Integer> {
  @Mixin private ProjectOptions project;
  @Mixin private Output output;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "The connection; may be left out when one node runs.")
  private @Nullable String name;

  @Override
  public Integer call() {
    NamedNode node = project.node(name);
    Asking asking = Asking.of(node);
    Reply.Status status = asking.perform(new Operation.Status(), Reply.Status.class);
    Reply.Sessions sessions = asking.perform(new Operation.ListSessions(), Reply.Sessions.class);
    List<DriftCount> drift =
        sessions.sessions().stream()
            .map(session -> DriftCount.of(session, table -> drift(asking, session.name(), table)))
            .filter(DriftCount::any)
            .toList();
    if (output.isJson()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("node", status);
      facts.put("sessions", sessions.sessions());
      facts.put("drift", drift);
      facts.put("folder", node.folder().path().toString());
      output.document(facts);
      return ExitCode.OK;
    }
    output.table(
        List.of(
            List.of(
                status.connection(),
                "running for " + SessionLines.duration(status.process().uptimeSeconds())),
            List.of("prod", status.prod() + " (read-only)"),
            List.of("shadow", status.shadow()),
            List.of(
                "clients",
                status.clients() + " at " + status.listen().host() + ":" + status.listen().port()),
            List.of("session", status.listen().session() + " when a client names none"),
            List.of("admin", "http://127.0.0.1:" + status.listen().adminPort() + "/api/v1/"),
            List.of("process", status.process().pid() + ", mori " + status.process().version()),
            List.of("folder", node.folder().path().toString())));
    output.line("");
    output.table(SessionLines.rows(sessions.sessions()));
    drift.forEach(each -> output.line(each.sentence()));
    return ExitCode.OK;
  }

  /** A session or table that is gone meanwhile keeps nothing else from being shown. */
  private static Reply.Drift drift(Asking asking, String session, String table) {
    try {
      return asking.perform(new Operation.InspectTable(session, table), Reply.Table.class).drift();
    } catch (CliFailure e) {
      return Reply.Drift.unknown(String.valueOf(e.getMessage()));
    }
  }
}
