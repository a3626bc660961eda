package dev.mori.admin.cli;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mori sessions} and what is done with one of them. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(
    name = "sessions",
    subcommands = {SessionsCommand.Create.class, SessionsCommand.Drop.class},
    description = {
      "List the sessions of a running node, or make or drop one.",
      "A client chooses a session by its name after @: database shop@feature-x."
    })
final class SessionsCommand implements Callable<Integer> {
  @Mixin private Target target;

  @Override
  public Integer call() {
    Reply.Sessions sessions =
        target.asking().perform(new Operation.ListSessions(), Reply.Sessions.class);
    if (target.output().isJson()) {
      target.output().document(sessions.sessions());
    } else {
      target.output().table(SessionLines.rows(sessions.sessions()));
    }
    return ExitCode.OK;
  }

  /** The node that is asked, and how its answer is shown. */
  static final class Target {
    @Mixin private ProjectOptions project;
    @Mixin private Output output;
    @Mixin private ServerChoice server;

    Asking asking() {
      return server.asking(project);
    }

    Output output() {
      return output;
    }

    /** Carries a change out and says what came of it. */
    Integer change(Operation operation) {
      Reply.Changed changed = asking().perform(operation, Reply.Changed.class);
      if (output.isJson()) {
        output.document(changed);
      } else {
        output.line("session " + changed.session() + " is " + changed.change() + ".");
      }
      return ExitCode.OK;
    }
  }

  /** {@code mori sessions create}. */
  @Command(
      name = "create",
      description = "Make a session, without connecting to it; one that is there stays as it is.")
  static final class Create implements Callable<Integer> {
    @Mixin private Target target;

    @Option(
        names = "--owner",
        paramLabel = "WHO",
        defaultValue = "mori",
        description = "Who it is for, for people; default: mori.")
    private String owner;

    @Parameters(paramLabel = "SESSION", description = "The new session.")
    private String session;

    @Override
    public Integer call() {
      return target.change(new Operation.CreateSession(session, owner));
    }
  }

  /** {@code mori sessions drop}. */
  @Command(name = "drop", description = "End a session and delete what it holds.")
  static final class Drop implements Callable<Integer> {
    @Mixin private Target target;

    @Option(
        names = "--force",
        description = "Also when clients are connected to it, on whichever node.")
    private boolean force;

    @Parameters(paramLabel = "SESSION", description = "The session.")
    private String session;

    @Override
    public Integer call() {
      return target.change(new Operation.DropSession(session, force));
    }
  }
}
