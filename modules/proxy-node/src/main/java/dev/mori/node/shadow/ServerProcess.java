package dev.mori.node.shadow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server. It is started below a small shell that reads a pipe from this process: when
 * this process dies in any way the pipe ends and the shell sends the server a fast shutdown
 * (SIGINT). The server runs in a session of its own, so Ctrl-C in a terminal does not reach it.
 */
final class ServerProcess {

  private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
  private static final int POLL_MS = 10;
  private static final int FAST_STOP_S = 60;
  private static final int KILL_S = 10;

  /** $0 = postmaster.pid; the rest is the server's command. */
  private static final String WATCH =
      """
      exec 3<&0
      "$@" </dev/null 3<&- &
      server=$!
      (
        while read -r line; do :; done
        if kill -0 $$ 2>/dev/null && read -r pid <"$0" 2>/dev/null; then kill -INT "$pid"; fi
      ) <&3 >/dev/null 2>&1 &
      exec 3<&-
      wait $server
      """;

  private final Process shell;
  private final long pid;
  private final int port;

  private ServerProcess(Process shell, long pid, int port) {
    this.shell = shell;
    this.pid = pid;
    this.port = port;
  }

  /** How a start ended. */
  sealed interface Outcome {
    /** It accepts connections. */
    record Ready(ServerProcess process) implements Outcome {}

    /** Another program listens on the port. */
    record PortTaken() implements Outcome {}

    /** It ended or did not answer in time. */
    record Failed(String lastLines) implements Outcome {}
  }

  static Outcome start(ClusterFolder folder, List<String> server, int port, long timeoutNanos)
      throws IOException {
    List<String> words = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      words.add("/usr/bin/setsid");
    }
    words.addAll(List.of("/bin/sh", "-c", WATCH, folder.pidFile().toString()));
    words.addAll(server);
    long logStart = Files.exists(folder.log()) ? Files.size(folder.log()) : 0;
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.home().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
    Launch.environment(builder.environment());
    Process shell = builder.start();
    long deadline = System.nanoTime() + timeoutNanos;
    try {
      while (!shell.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
        Optional<Long> ready = readyPid(folder.pidFile(), port);
        if (ready.isPresent()) {
          return new Outcome.Ready(new ServerProcess(shell, ready.get(), port));
        }
        if (System.nanoTime() - deadline > 0) {
          stopOrphan(folder);
          return new Outcome.Failed("not ready in time; " + folder.lastLogLines());
        }
      }
    } catch (InterruptedException e) {
      stopOrphan(folder);
      Thread.currentThread().interrupt();
      return new Outcome.Failed("interrupted");
    }
    shell.getOutputStream().close();
    String said = tail(folder.log(), logStart);
    return said.contains("Address already in use")
        ? new Outcome.PortTaken()
        : new Outcome.Failed(said);
  }

  private static String tail(Path log, long from) throws IOException {
    byte[] all = Files.readAllBytes(log);
    int start = (int) Math.min(all.length, Math.max(from, all.length - 1500L));
    return new String(all, start, all.length - start, StandardCharsets.UTF_8).strip();
  }

  /** postmaster.pid: line 1 pid, line 4 port, line 8 status (miscadmin.h, LOCK_FILE_LINE_*). */
  private static Optional<Long> readyPid(Path pidFile, int port) {
    try {
      List<String> lines = Files.readAllLines(pidFile, StandardCharsets.UTF_8);
      if (lines.size() >= 8
          && lines.get(3).strip().equals(Integer.toString(port))
          && lines.get(7).strip().equals("ready")) {
        return Optional.of(Long.parseLong(lines.get(0).strip()));
      }
    } catch (IOException | NumberFormatException e) {
      // not written yet
    }
    return Optional.empty();
  }

  int port() {
    return port;
  }

  long pid() {
    return pid;
  }

  boolean isAlive() {
    return shell.isAlive();
  }

  /** Fast shutdown; immediate after {@value #FAST_STOP_S} s; kill after {@value #KILL_S} more. */
  void stop() {
    ProcessHandle server = ProcessHandle.of(pid).orElse(shell.toHandle());
    if (shell.isAlive()) {
      end(server);
    }
    try {
      shell.getOutputStream().close();
      if (!shell.waitFor(KILL_S, TimeUnit.SECONDS)) {
        LOG.warn("the watcher of PostgreSQL process {} did not end", pid);
      }
    } catch (IOException e) {
      LOG.debug("closing the watcher's pipe: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Stops the server that runs on this folder although the caller holds its lock: one left behind
   * by a process that was killed.
   */
  static void stopOrphan(ClusterFolder folder) {
    Optional<ProcessHandle> orphan = serverOf(folder);
    if (orphan.isPresent()) {
      LOG.info("stopping PostgreSQL process {} left over in {}", orphan.get().pid(), folder.data());
      end(orphan.get());
    }
  }

  private static Optional<ProcessHandle> serverOf(ClusterFolder folder) {
    try {
      List<String> lines = Files.readAllLines(folder.pidFile(), StandardCharsets.UTF_8);
      long pid = Long.parseLong(lines.getFirst().strip());
      Path cwd = Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd"));
      return cwd.equals(folder.data().toRealPath()) ? ProcessHandle.of(pid) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // no file, or a stale one: PostgreSQL removes it itself
    }
  }

  private static void end(ProcessHandle server) {
    if (!signal(server, "INT", FAST_STOP_S) && !signal(server, "QUIT", KILL_S)) {
      LOG.warn("PostgreSQL process {} does not stop, killing it", server.pid());
      signal(server, "KILL", KILL_S);
    }
  }

  private static boolean signal(ProcessHandle server, String name, int seconds) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + server.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(KILL_S, TimeUnit.SECONDS);
      CountDownLatch ended = new CountDownLatch(1);
      var unused = server.onExit().thenRun(ended::countDown);
      return ended.await(seconds, TimeUnit.SECONDS) || !server.isAlive();
    } catch (IOException e) {
      LOG.warn("cannot signal PostgreSQL process {}: {}", server.pid(), e.toString());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
