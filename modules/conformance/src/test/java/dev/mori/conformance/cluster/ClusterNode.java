package dev.mori.conformance.cluster;

import static org.awaitility.Awaitility.await;

import dev.mori.admin.home.NodeFolder;
import dev.mori.admin.home.StateFolder;
import dev.mori.admin.http.AdminClient;
import dev.mori.conformance.wire.Endpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node of a cluster under test: {@code mori start --cluster} in a process of its own. */
final class ClusterNode {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);
  private static final String READY = "is ready: clients at";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Outside of what the system gives to outgoing connections, so that a node can come back. */
  private static final int FIRST_PORT = 20_000;

  private static final int PORTS = 10_000;

  private final Path yaml;
  private final Path log;
  private final int number;
  private final List<String> options;
  private final int cluster;
  private final int port;
  private @Nullable Process process;

  /**
   * A node that is not started, at ports that nobody has.
   *
   * @param options of its JVM
   */
  ClusterNode(Path yaml, int number, List<String> options) throws IOException {
    this.options = options;
    this.yaml = yaml;
    this.log = yaml.resolveSibling("node" + number + ".out");
    this.number = number;
    this.cluster = freePort();
    this.port = freePort();
  }

  private static int freePort() throws IOException {
    while (true) {
      int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        LOG.debug("port {} is taken", port);
      }
    }
  }

  /** Where the other nodes reach it, as the journal's database has it. */
  String address() {
    return Network.name(number) + ":" + cluster;
  }

  /** Where it listens to the other nodes. */
  int clusterPort() {
    return cluster;
  }

  /** Where clients connect. */
  Endpoint endpoint(Endpoint prod) {
    return new Endpoint("127.0.0.1", port, prod.user(), prod.password(), prod.database());
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+IgnoreUnrecognizedVMOptions",
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED",
        "-Xmx400m",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        "dev.mori.node.Main");
  }

  /** Starts the process; {@link #awaitReady} waits for it. */
  void launch() throws IOException {
    List<String> command = new ArrayList<>(java());
    command.addAll(1, options);
    command.add(1, "-Djdk.net.hosts.file=" + yaml.resolveSibling(Network.hosts(number)));
    command.addAll(List.of("start", "shop", "--foreground", "--file", yaml.toString()));
    command.addAll(List.of("--cluster", address(), "--port", Integer.toString(port)));
    command.addAll(List.of("--admin-port", "0"));
    Files.deleteIfExists(log);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("MORI_HOME", yaml.resolveSibling("home").toString());
    process = builder.start();
  }

  /** Runs a verb of the command line about this node. */
  void mori(String verb, String option) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of(verb, option, "shop@" + cluster, "--file", yaml.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(yaml.resolveSibling("verbs.out").toFile());
    builder.environment().put("MORI_HOME", yaml.resolveSibling("home").toString());
    int exit = builder.start().waitFor();
    if (exit != 0) {
      throw new IOException(
          "mori " + verb + ": " + Files.readString(yaml.resolveSibling("verbs.out")));
    }
  }

  /** The node's admin API, for its operator. */
  AdminClient admin() {
    NodeFolder folder = new StateFolder(yaml.resolveSibling("home")).node("shop", cluster);
    return new AdminClient(
        "http://127.0.0.1:" + folder.running().orElseThrow().adminPort(),
        folder.token().orElseThrow());
  }

  /** Waits until clients can connect. */
  void awaitReady() throws IOException {
    try {
      await().atMost(PATIENCE).until(() -> isReady() || !isRunning());
    } catch (ConditionTimeoutException e) {
      throw new IOException("the node is not ready in time: " + said(), e);
    }
    if (!isReady()) {
      throw new IOException("the node did not start: " + said());
    }
  }

  private boolean isReady() throws IOException {
    return said().contains(READY);
  }

  /** What it has printed since it was launched. */
  String said() throws IOException {
    return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
  }

  boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** How often it has become ready since it was launched. */
  int starts() throws IOException {
    return said().split(READY, -1).length - 1;
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  /** SIGTERM, and waits for its end. */
  void stop() throws InterruptedException {
    Process running = process;
    if (running != null) {
      signal("CONT");
      running.destroy();
      if (!running.waitFor(40, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    }
  }

  /** {@code kill -STOP} and so on. */
  void signal(String name) {
    Process running = process;
    try {
      if (running != null && running.isAlive()) {
        new ProcessBuilder("kill", "-" + name, Long.toString(running.pid())).start().waitFor();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
