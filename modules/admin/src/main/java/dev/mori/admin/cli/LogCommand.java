package dev.mori.admin.cli;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.http.Json;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mori log}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(
    name = "log",
    description = {
      "Show what a node decided for each statement: time, session, strategy, statement, duration.",
      "No value of a row and no constant of a statement is in it. --json prints one line for each."
    })
final class LogCommand implements Callable<Integer> {
  private static final int POLL_MILLIS = 300;
  private static final int PAGE = 1000;

  @Mixin private ProjectOptions project;
  @Mixin private Output output;

  @Option(
      names = {"-c", "--connection"},
      paramLabel = "NAME",
      description = "The connection; may be left out when one node runs.")
  private @Nullable String connection;

  @Option(
      names = "--tail",
      paramLabel = "N",
      description = "The last N lines; default: ${DEFAULT-VALUE}.",
      defaultValue = "50")
  private int tail;

  @Option(names = "--follow", description = "Go on until Ctrl-C or the node stops.")
  private boolean follow;

  @Override
  public Integer call() throws InterruptedException {
    ProjectOptions.NamedNode node = project.node(connection);
    Asking asking = Asking.of(node);
    Reply.Log log = asking.perform(new Operation.ReadLog(Math.max(0, tail), 0), Reply.Log.class);
    print(log);
    CountDownLatch never = new CountDownLatch(1);
    long next = log.next();
    while (follow && !never.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      if (node.folder().running().isEmpty()) {
        output.note(node.name() + " is stopped.");
        return ExitCode.OK;
      }
      Reply.Log more;
      try {
        more = asking.perform(new Operation.ReadLog(PAGE, next), Reply.Log.class);
      } catch (CliFailure e) {
        if (node.folder().running().isEmpty()) {
          continue;
        }
        throw e;
      }
      print(more);
      next = more.next();
    }
    return ExitCode.OK;
  }

  private void print(Reply.Log log) {
    for (Reply.Line line : log.lines()) {
      output.line(output.isJson() ? Json.write(line) : text(line));
    }
  }

  private static String text(Reply.Line line) {
    String millis = line.millis() < 0 ? "-" : String.format(Locale.ROOT, "%.1f ms", line.millis());
    return String.format(
        Locale.ROOT,
        "%s  %-12s  %-17s  %9s  %s",
        line.at(),
        line.session(),
        line.strategy(),
        millis,
        line.statement());
  }
}
