package dev.mori.node.demo;

import dev.mori.admin.cli.CliFailure;
import dev.mori.admin.cli.DemoProgram;
import dev.mori.admin.cli.ExitCode;
import dev.mori.admin.cli.NodeProgram;
import dev.mori.admin.config.Connection;
import dev.mori.admin.config.NodeConfig;
import dev.mori.admin.config.Secret;
import dev.mori.admin.home.NodeFolder;
import dev.mori.node.cli.LiveNode;
import dev.mori.node.cli.NodeLogging;
import dev.mori.overlay.session.TableId;
import dev.mori.state.ChangeOutcome;
import dev.mori.state.SessionInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code mori demo}: a production with the shop, a shadow and a node, all thrown away at the end;
 * with {@code --tour} the scripted tour against it.
 */
public final class DemoRun implements DemoProgram {
  private static final int FULL = 300_000;

  @Override
  public int run(Demo demo, PrintWriter out) {
    NodeFolder folder = demo.state().node("demo");
    DemoCluster.folders(demo.state()).forEach(each -> clear(each, demo));
    folder.create();
    NodeLogging.to(folder.log());
    double scale =
        demo.rows() == 0 ? 1 : Math.min(10, Math.max(0.005, demo.rows() / (double) FULL));
    say(out, "starting a PostgreSQL as production and loading the shop ...");
    try {
      return demo.nodes() > 1
          ? DemoCluster.run(demo, scale, line -> say(out, line))
          : alone(demo, folder, scale, out);
    } catch (SQLException e) {
      throw new CliFailure(ExitCode.FAILED, "the demo's production does not do: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    }
  }

  private static int alone(Demo demo, NodeFolder folder, double scale, PrintWriter out)
      throws SQLException, InterruptedException {
    try (DemoProduction production = DemoProduction.start(scale, true)) {
      NodeProgram.Launch launch =
          new NodeProgram.Launch(
              new Connection(
                  "demo",
                  production.host(),
                  production.port(),
                  DemoProduction.DATABASE,
                  DemoProduction.ROLE,
                  Secret.of(production.password()),
                  "disable",
                  Map.of()),
              folder,
              NodeConfig.ofDefaults().with("mori.session.sequence-gap", 0),
              demo.ports());
      try (LiveNode node = LiveNode.start(launch, line -> say(out, line))) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(node::close));
        if (demo.tour()) {
          return tour(production, node, scale, out);
        }
        greet(out, node);
        node.awaitStop();
        return ExitCode.OK;
      }
    }
  }

  private static void greet(PrintWriter out, LiveNode node) {
    say(
        out,
        """

        Production is only read; what you change stays in session "main". Connect:

          psql "postgresql://shop@127.0.0.1:%d/shop"

        Three things to try there:

          UPDATE orders SET note = 'ring twice' WHERE id = 5;
          SELECT o.id, c.email, o.note FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = 5;
          ALTER TABLE customers ADD COLUMN loyal boolean DEFAULT false;

        and in another terminal: ./mori status, ./mori inspect orders, ./mori reset. Ctrl-C ends the demo."""
            .formatted(node.running().port()));
  }

  private static int tour(DemoProduction production, LiveNode node, double scale, PrintWriter out)
      throws SQLException {
    say(out, "making a private copy to compare with ...");
    Map<String, String> before = production.digests();
    try (Copies copies = new Copies(scale)) {
      int differences = new Tour(out).run(stage(node, copies));
      boolean untouched = production.digests().equals(before);
      say(
          out,
          "\nproduction: "
              + before.size()
              + " tables, "
              + (untouched ? "not a byte changed" : "CHANGED"));
      say(out, "answers that differed from the private copy: " + differences);
      return differences == 0 && untouched ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** Private copies, one after the other. */
  private static final class Copies implements AutoCloseable {
    private final double scale;
    private @Nullable DemoProduction current;

    Copies(double scale) {
      this.scale = scale;
    }

    String url() throws SQLException {
      DemoProduction copy = current;
      if (copy == null) {
        copy = DemoProduction.start(scale, false);
        current = copy;
      }
      return copy.url();
    }

    @Override
    public void close() {
      if (current != null) {
        current.close();
        current = null;
      }
    }
  }

  private static Tour.Stage stage(LiveNode node, Copies copies) {
    return new Tour.Stage() {
      @Override
      public void reset() {
        Object outcome =
            await(node.node().sessions().reset(node.running().session()).toCompletableFuture());
        if (!(outcome instanceof ChangeOutcome.Done)) {
          throw new CliFailure(ExitCode.FAILED, "the session could not be reset: " + outcome);
        }
        copies.close();
      }

      @Override
      public String mori() {
        return "jdbc:postgresql://127.0.0.1:"
            + node.running().port()
            + "/"
            + DemoProduction.DATABASE;
      }

      @Override
      public String copy() throws SQLException {
        return copies.url();
      }

      @Override
      public String inspect() {
        Optional<SessionInfo> info =
            await(node.node().sessions().inspect(node.running().session()).toCompletableFuture());
        return info.map(DemoRun::tables).orElse("  nothing");
      }
    };
  }

  private static String tables(SessionInfo info) {
    StringBuilder lines = new StringBuilder("  session " + info.name() + ", epoch " + info.epoch());
    for (Map.Entry<TableId, SessionInfo.TableCount> table : info.tables().entrySet()) {
      lines.append("\n  ").append(table.getKey()).append(": ");
      lines.append(
          table.getValue().detached()
              ? "in the shadow as a whole"
              : table.getValue().markedKeys() + " keys");
    }
    lines.append("\n  schema changes: ").append(info.schema().version());
    return lines.toString();
  }

  @MayBlock
  private static <T> T await(java.util.concurrent.CompletableFuture<T> future) {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new CliFailure(ExitCode.FAILED, "the node did not answer: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure(ExitCode.FAILED, "interrupted.");
    }
  }

  /** Every demo starts from nothing. */
  private static void clear(NodeFolder held, Demo demo) {
    if (held.isHeld()) {
      throw new CliFailure(ExitCode.FAILED, "a demo is already running; mori stop demo first.");
    }
    Path folder = held.path();
    if (!folder.startsWith(demo.state().path()) || !Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the last demo's folder " + folder + " cannot be removed", e);
    }
  }

  private static void say(PrintWriter out, String text) {
    out.println(text);
    out.flush();
  }
}
