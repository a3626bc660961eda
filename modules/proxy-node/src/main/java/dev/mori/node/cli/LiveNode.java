package dev.mori.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.mori.admin.cli.CliFailure;
import dev.mori.admin.cli.ExitCode;
import dev.mori.admin.cli.NodeProgram.Launch;
import dev.mori.admin.config.NodeConfig;
import dev.mori.admin.home.NodeFolder;
import dev.mori.admin.home.RunningNode;
import dev.mori.admin.http.AdminServer;
import dev.mori.admin.http.AuditLog;
import dev.mori.node.activity.ActivityRing;
import dev.mori.node.metrics.NodeMetrics;
import dev.mori.node.server.Node;
import dev.mori.node.shadow.PostgresAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node with its admin port and its place in the state folder: what {@code mori start} runs, and
 * what the demo runs in its own process. Blocking; not for event loops.
 */
public final class LiveNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveNode.class);

  private final Shell shell;
  private final Admin admin;
  private final Node node;
  private final RunningNode running;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean removed;

  private LiveNode(Shell shell, Admin admin, Node node, RunningNode running) {
    this.shell = shell;
    this.admin = admin;
    this.node = node;
    this.running = running;
    var unused = node.removed().thenRun(this::removed);
  }

  private void removed() {
    if (!closed.get()) {
      LOG.warn("the other nodes have gone on without this one");
      removed = true;
      shell.stop.countDown();
    }
  }

  /** The admin port and what it asks. */
  private record Admin(AdminServer server, LiveControl control) {}

  /** What stands before the node does. */
  private record Shell(
      NodeFolder.Held held, ActivityRing activity, NodeMetrics metrics, CountDownLatch stop) {

    /** All but the lock of the folder. */
    void close() {
      metrics.close();
      activity.close();
    }
  }

  /**
   * Starts everything and waits until clients can connect.
   *
   * @param progress is told, in short lines, what the start is doing
   * @throws CliFailure with the sentence, when it does not start
   */
  public static LiveNode start(Launch launch, Consumer<String> progress) {
    NodeConfig config = launch.config();
    PostgresAddress prod = ProdCheck.address(launch.connection());
    InetAddress bind = address(config.text("mori.node.bind"));
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int port =
        FreePort.choose(bind, launch.ports().port(), config.count("mori.node.port-base"), "--port");
    int adminPort =
        FreePort.choose(
            loopback, launch.ports().adminPort(), config.count("mori.admin.port"), "--admin-port");
    NodeFolder.Held held =
        launch
            .folder()
            .hold()
            .orElseThrow(
                () ->
                    new CliFailure(
                        ExitCode.FAILED,
                        launch.connection().name() + " is already running or being started."));
    try {
      progress.accept("looking at prod " + prod);
      guard(config, ProdCheck.run(prod), progress);
      ActivityRing activity =
          new ActivityRing(
              config.count("mori.log.activity-lines"),
              launch.folder().activity(),
              config.octets("mori.log.activity-file-size"));
      return start(
          launch,
          new Shell(held, activity, new NodeMetrics(activity), new CountDownLatch(1)),
          new Places(bind, port, adminPort),
          progress);
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
  }

  /** Where it will listen. */
  private record Places(InetAddress bind, int port, int adminPort) {}

  private static LiveNode start(
      Launch launch, Shell shell, Places places, Consumer<String> progress) {
    NodeConfig config = launch.config();
    PostgresAddress prod = ProdCheck.address(launch.connection());
    AuditLog audit = AuditLog.open(launch.folder().audit(), Clock.systemUTC());
    LiveControl control =
        new LiveControl(
            launch.connection().name(),
            prod.toString(),
            new LiveControl.Logs(shell.activity, audit, shell.metrics),
            shell.stop::countDown);
    AdminServer admin = AdminPlaces.start(launch, places.adminPort, control, audit);
    try {
      progress.accept("opening the shadow (" + shadowWord(config) + ") and the sessions");
      Node node =
          Node.start(
              Translation.settings(launch, places.bind, places.port), hocon(launch), shell.metrics);
      shell.metrics.look(node.looks());
      RunningNode running =
          new RunningNode(
              ProcessHandle.current().pid(),
              places.bind.getHostAddress(),
              node.port(),
              admin.port(),
              config.text("mori.session.default"),
              Instant.now().truncatedTo(ChronoUnit.MILLIS));
      control.ready(node, running);
      launch.folder().ready(running);
      LOG.info(
          "ready: clients at {}:{}, admin at {}",
          running.bind(),
          running.port(),
          running.adminPort());
      return new LiveNode(shell, new Admin(admin, control), node, running);
    } catch (RuntimeException e) {
      LOG.error("the node did not start", e);
      var unused = admin.stop();
      shell.close();
      throw StartFailure.of(e, launch.folder(), places.bind, places.port);
    }
  }

  private static void guard(NodeConfig config, ProdCheck.Found found, Consumer<String> progress) {
    for (String power : found.powers()) {
      if (config.flag("mori.guard.require-readonly-role")) {
        throw new CliFailure(
            ExitCode.PROD,
            power
                + ", and mori.guard.require-readonly-role is true: use a role that can only"
                + " SELECT.");
      }
      progress.accept(
          "warning: "
              + power
              + "; mori only reads, but a role that can only SELECT is the better lock.");
      LOG.warn("{}", power);
    }
  }

  private static Config hocon(Launch launch) {
    return ConfigFactory.parseMap(
            Map.of(
                "mori.state.directory",
                launch.folder().path().toString(),
                "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook",
                "off"))
        .withFallback(ConfigFactory.parseMap(ClusterSettings.of(launch)))
        .withFallback(launch.config().hocon());
  }

  private static String shadowWord(NodeConfig config) {
    String shadow = config.text("mori.session.shadow");
    return shadow.contains("://") ? "a server of yours" : shadow;
  }

  private static InetAddress address(String bind) {
    try {
      return InetAddress.getByName(bind);
    } catch (UnknownHostException e) {
      throw new CliFailure(
          ExitCode.USAGE,
          "mori.node.bind: expected an address of this machine, found \"" + bind + "\".");
    }
  }

  /** Where it listens. */
  public RunningNode running() {
    return running;
  }

  /** The node itself. */
  public Node node() {
    return node;
  }

  /**
   * Waits until somebody asks the node to stop, or the other nodes have gone on without it because
   * it was paused or cut off for too long.
   *
   * @return whether it should be closed and started anew
   */
  public boolean awaitStop() throws InterruptedException {
    shell.stop.await();
    return removed;
  }

  /** Asks the node to stop; the one that waits closes it. */
  public void stop() {
    shell.stop.countDown();
  }

  /** Stops everything, in the reverse order; a second call does nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    shell.held.notReady();
    admin.control().stopping();
    try {
      node.close();
    } finally {
      var unused = admin.server().stop();
      shell.close();
      shell.held.close();
    }
    LOG.info("stopped");
  }
}
