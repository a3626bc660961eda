package dev.mori.node.cli;

import dev.mori.admin.cli.CliFailure;
import dev.mori.admin.cli.ExitCode;
import dev.mori.admin.cli.NodeProgram;
import dev.mori.admin.config.ClusterAddress;
import dev.mori.admin.config.Connection;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The process that is a node: starts it, waits for the end, stops it. */
public final class NodeProcess implements NodeProgram {

  /** How often a node that the others went on without tries to come back. */
  private static final int RETURNS = 60;

  /** How often a node of a cluster tries to get to its sessions, which may move at that moment. */
  private static final int ENTRIES = 6;

  private static final Duration PAUSE = Duration.ofSeconds(5);

  @Override
  public void run(Launch launch, Consumer<String> progress) {
    launch.folder().create();
    NodeLogging.to(launch.folder().log());
    boolean shared = ClusterAddress.of(launch.config()).isPresent();
    try {
      LiveNode first =
          start(launch, progress, ENTRIES, e -> shared && e.exitCode() == ExitCode.SESSIONS);
      boolean again = serve(first, launch, progress);
      while (again) {
        progress.accept("the other nodes have gone on without this one; starting anew");
        // What made it useless, the network for example, may last.
        again = serve(start(launch, progress, RETURNS, e -> true), launch, progress);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure(ExitCode.FAILED, "interrupted.");
    }
  }

  private static boolean serve(LiveNode started, Launch launch, Consumer<String> progress)
      throws InterruptedException {
    // Ctrl-C and SIGTERM: the process ends when this hook does.
    Thread hook = Thread.ofPlatform().name("mori-stop").unstarted(started::close);
    try (LiveNode node = started) {
      Runtime.getRuntime().addShutdownHook(hook);
      progress.accept(
          launch.connection().name()
              + " is ready: clients at "
              + node.running().bind()
              + ":"
              + node.running().port());
      boolean again = node.awaitStop();
      if (again) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
      return again;
    }
  }

  /** The first failure decides whether others are waited for: they may be its consequences. */
  private static LiveNode start(
      Launch launch, Consumer<String> progress, int tries, Predicate<CliFailure> mayPass)
      throws InterruptedException {
    for (int left = tries; ; left--) {
      try {
        return LiveNode.start(launch, progress);
      } catch (CliFailure e) {
        if (left <= 1 || (left == tries && !mayPass.test(e))) {
          throw e;
        }
        progress.accept(e.sentence() + " Trying again.");
        new CountDownLatch(1).await(PAUSE.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  @Override
  public String probe(Connection connection) {
    return ProdCheck.run(ProdCheck.address(connection)).server();
  }
}
