package dev.mori.admin.cli;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mori sessions}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(
    name = "sessions",
    description = {
      "List the sessions of a running node, or drop one.",
      "A client chooses a session by its name after @: database shop@feature-x."
    })
final class SessionsCommand implements Callable<Integer> {
  @Mixin private ProjectOptions project;
  @Mixin private Output output;

  @Option(
      names = {"-c", "--connection"},
      paramLabel = "NAME",
      description = "The connection; may be left out when one node runs.")
  private @Nullable String connection;

  @Option(
      names = "--drop",
      paramLabel = "SESSION",
      description = "End this session and delete what it holds.")
  private @Nullable String drop;

  @Override
  public Integer call() {
    Asking asking = Asking.of(project.node(connection));
    if (drop != null) {
      Reply.Changed changed = asking.perform(new Operation.DropSession(drop), Reply.Changed.class);
      if (output.isJson()) {
        output.document(changed);
      } else {
        output.line("session " + changed.session() + " is dropped.");
      }
      return ExitCode.OK;
    }
    Reply.Sessions sessions = asking.perform(new Operation.ListSessions(), Reply.Sessions.class);
    if (output.isJson()) {
      output.document(sessions.sessions());
    } else {
      output.table(SessionLines.rows(sessions.sessions()));
    }
    return ExitCode.OK;
  }
}
