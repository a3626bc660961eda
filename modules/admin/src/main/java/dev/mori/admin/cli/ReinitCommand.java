package dev.mori.admin.cli;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.cli.ProjectOptions.NamedNode;
import java.io.Console;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mori reinit}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(
    name = "reinit",
    description = {
      "Delete every session of a connection and its shadow; the next start makes all anew.",
      "A running node is stopped. mori.yaml stays as it is."
    })
final class ReinitCommand implements Callable<Integer> {
  @Mixin private ProjectOptions project;
  @Mixin private Output output;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "The connection; may be left out when there is one.")
  private @Nullable String name;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Override
  public Integer call() {
    NamedNode node = project.node(name);
    if (!yes && !confirmed(node.name())) {
      throw new CliFailure(ExitCode.FAILED, "nothing is changed.");
    }
    if (node.folder().isHeld()) {
      // A shadow server that is not ours keeps its databases unless the node drops them.
      Asking asking = Asking.of(node);
      asking
          .perform(new Operation.ListSessions(), Reply.Sessions.class)
          .sessions()
          .forEach(
              session ->
                  asking.perform(
                      new Operation.DropSession(session.name(), true), Reply.Changed.class));
    }
    for (NamedNode each : project.nodesOf(node.name().replaceFirst("@.*", ""))) {
      if (each.folder().isHeld()) {
        StopCommand.stop(each);
      }
      FolderRemoval.remove(each.folder().path());
    }
    if (output.isJson()) {
      output.document(Map.of("reinitialized", node.name()));
    } else {
      output.line(
          node.name()
              + " has no sessions and no shadow any more; mori start "
              + node.name()
              + " makes them anew.");
    }
    return ExitCode.OK;
  }

  private static boolean confirmed(String name) {
    Console console =
        InitQuestions.terminal()
            .orElseThrow(
                () ->
                    new CliFailure(
                        ExitCode.USAGE, "this deletes every session of " + name + ": say --yes."));
    String answer = console.readLine("Delete every session of %s and its shadow? [y/N] ", name);
    return answer != null && answer.trim().toLowerCase(Locale.ROOT).startsWith("y");
  }
}
