package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Endpoint;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real node in a process of its own, with an embedded shadow. Its log goes to node.log in its
 * folder.
 */
final class NodeMori implements MoriUnderTest {
  private final Path home;
  private @Nullable Endpoint prod;
  private @Nullable Process process;
  private @Nullable LinkedBlockingQueue<String> answers;

  NodeMori() throws IOException {
    this.home = Files.createTempDirectory("mori-conformance");
  }

  /** The folder with the node's state and log. */
  Path home() {
    return home;
  }

  @Override
  public Endpoint start(Endpoint upstream) throws IOException {
    prod = upstream;
    return launch(upstream);
  }

  private Endpoint launch(Endpoint upstream) throws IOException {
    Process started =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+IgnoreUnrecognizedVMOptions",
                    "--sun-misc-unsafe-memory-access=allow",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xmx768m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    NodeProcess.class.getName(),
                    upstream.host(),
                    Integer.toString(upstream.port()),
                    upstream.user(),
                    upstream.password(),
                    upstream.database(),
                    home.toString()))
            .redirectError(ProcessBuilder.Redirect.appendTo(home.resolve("node.log").toFile()))
            .start();
    process = started;
    LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
    answers = queue;
    Thread.ofPlatform().daemon().start(() -> listen(started, queue));
    String answer = answer("port ");
    return new Endpoint(
        "127.0.0.1",
        Integer.parseInt(answer.substring("port ".length())),
        upstream.user(),
        upstream.password(),
        upstream.database());
  }

  /** Answers go to the queue, everything else the process prints to its log. */
  private void listen(Process started, LinkedBlockingQueue<String> queue) {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        BufferedWriter log =
            Files.newBufferedWriter(
                home.resolve("node.out"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("port ") || line.startsWith("reset ")) {
          queue.add(line);
        } else {
          log.write(line);
          log.newLine();
          log.flush();
        }
      }
    } catch (IOException e) {
      queue.add("lost: " + e);
    }
    queue.add("end");
  }

  private String answer(String beginning) throws IOException {
    LinkedBlockingQueue<String> queue = answers;
    try {
      String answer = queue == null ? "never started" : queue.poll(2, TimeUnit.MINUTES);
      if (answer != null && answer.startsWith(beginning)) {
        return answer;
      }
      throw new IOException("the node said " + answer + ", see node.log and node.out in " + home);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the node", e);
    }
  }

  @Override
  public void reset() throws IOException {
    order("reset\n");
    String answer = answer("reset ");
    if (!answer.equals("reset done")) {
      throw new IOException(answer);
    }
  }

  private void order(String line) throws IOException {
    Process running = process;
    if (running != null) {
      OutputStream orders = running.getOutputStream();
      orders.write(line.getBytes(StandardCharsets.UTF_8));
      orders.flush();
    }
  }

  @Override
  public void kill() throws IOException {
    Process running = process;
    if (running != null) {
      try {
        running.destroyForcibly().waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the node was killed", e);
      }
    }
  }

  @Override
  public Endpoint restart() throws IOException {
    Endpoint upstream = prod;
    if (upstream == null) {
      throw new IOException("it was never started");
    }
    return launch(upstream);
  }

  @Override
  public void close() {
    Process running = process;
    if (running == null) {
      return;
    }
    try {
      order("stop\n");
      if (!running.waitFor(30, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    } catch (IOException e) {
      running.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running.destroyForcibly();
    }
  }
}
