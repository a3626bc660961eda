package dev.mori.admin.cli;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.cli.ProjectOptions.NamedNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mori stop}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(
    name = "stop",
    description = {
      "Stop a node. Its sessions stay and are there after the next start.",
      "Of a connection that several nodes serve all are stopped, unless NAME is NAME@PORT."
    })
final class StopCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(60);

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
    String one = name == null ? project.node(null).name().replaceFirst("@.*", "") : name;
    List<NamedNode> running =
        project.nodesOf(one).stream().filter(node -> node.folder().isHeld()).toList();
    for (NamedNode node : running.isEmpty() ? List.of(project.node(one)) : running) {
      stop(node);
      if (output.isJson()) {
        output.document(Map.of("stopped", node.name()));
      } else {
        output.line(node.name() + " is stopped.");
      }
    }
    return ExitCode.OK;
  }

  /** Stops a node and waits until its process is gone. */
  @MayBlock
  static void stop(NamedNode node) {
    Asking asking = Asking.of(node);
    long pid = Asking.running(node).pid();
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    asking.perform(new Operation.Stop(), Reply.Stopping.class);
    try {
      if (process.isPresent()) {
        process.get().onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (TimeoutException | ExecutionException e) {
      throw new CliFailure(
          ExitCode.FAILED,
          node.name()
              + " does not end; its process is "
              + pid
              + ", its log "
              + node.folder().log()
              + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure(ExitCode.FAILED, "interrupted while " + node.name() + " stops.");
    }
  }
}
