package dev.mori.conformance.cluster;

import dev.mori.conformance.wire.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One node of a cluster under test: {@code mori start --cluster} in a process of its own. */
final class ClusterNode {
  private static final String READY = "is ready: clients at";
  private static final long PATIENCE_SECONDS = 180;

  private final Path yaml;
  private final Path log;
  private final String host;
  private final int cluster;
  private final int port;
  private @Nullable Process process;

  /** A node that is not started, at ports that nobody has. */
  ClusterNode(Path yaml, int number) throws IOException {
    this.yaml = yaml;
    this.log = yaml.resolveSibling("node" + number + ".out");
    this.host = "127.0.0.1";
    this.cluster = freePort();
    this.port = freePort();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Where the other nodes reach it, as the journal's database has it. */
  String address() {
    return host + ":" + cluster;
  }

  /** Where clients connect. */
  Endpoint endpoint(Endpoint prod) {
    return new Endpoint(host, port, prod.user(), prod.password(), prod.database());
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

  /** Waits until clients can connect. */
  void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!said().contains(READY)) {
      Process running = process;
      if (running == null || !running.isAlive() || System.nanoTime() > end) {
        throw new IOException("the node is not ready: " + said());
      }
      Thread.sleep(50);
    }
  }

  private String said() throws IOException {
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
