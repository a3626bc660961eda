package dev.mori.node.cli;

import dev.mori.admin.cli.CliFailure;
import dev.mori.admin.cli.ExitCode;
import dev.mori.admin.cli.NodeProgram;
import dev.mori.admin.config.Connection;
import java.util.function.Consumer;

/** The process that is a node: starts it, waits for the end, stops it. */
public final class NodeProcess implements NodeProgram {

  @Override
  public void run(Launch launch, Consumer<String> progress) {
    launch.folder().create();
    NodeLogging.to(launch.folder().log());
    try (LiveNode node = LiveNode.start(launch, progress)) {
      // Ctrl-C and SIGTERM: the process ends when this hook does.
      Thread hook = Thread.ofPlatform().name("mori-stop").unstarted(node::close);
      Runtime.getRuntime().addShutdownHook(hook);
      progress.accept(
          launch.connection().name()
              + " is ready: clients at "
              + node.running().bind()
              + ":"
              + node.running().port());
      node.awaitStop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure(ExitCode.FAILED, "interrupted.");
    }
  }

  @Override
  public String probe(Connection connection) {
    return ProdCheck.run(ProdCheck.address(connection)).server();
  }
}
