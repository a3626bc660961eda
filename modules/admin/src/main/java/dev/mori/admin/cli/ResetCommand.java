package dev.mori.admin.cli;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mori reset}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(
    name = "reset",
    description = {
      "Bring a session back to prod: every change in it is gone at once.",
      "Connections stay; their open transactions fail."
    })
final class ResetCommand implements Callable<Integer> {
  @Mixin private ProjectOptions project;
  @Mixin private Output output;
  @Mixin private NodeChoice choice;

  @Override
  public Integer call() {
    Asking asking = choice.asking(project);
    Reply.Changed changed =
        asking.perform(
            new Operation.ResetSession(asking.session(choice.session())), Reply.Changed.class);
    if (output.isJson()) {
      output.document(changed);
    } else {
      output.line(
          "session "
              + changed.session()
              + " is reset (epoch "
              + changed.epoch()
              + "): it shows prod again.");
    }
    return ExitCode.OK;
  }
}
