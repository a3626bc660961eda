package dev.mori.admin.cli;

import dev.mori.admin.home.NodeFolder;
import dev.mori.admin.home.RunningNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts this program again as a process that outlives this one, and waits until it is ready. */
final class BackgroundStart {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int POLL_MILLIS = 100;

  private final NodeFolder folder;
  private final Consumer<String> progress;
  private int shown;

  private BackgroundStart(NodeFolder folder, Consumer<String> progress) {
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Starts the node.
   *
   * @param arguments the verb with its options
   * @param progress gets what the new process prints while it starts
   */
  static RunningNode start(
      NodeFolder folder, Map<String, String> arguments, Consumer<String> progress) {
    folder.create();
    folder.forgetFailure();
    return new BackgroundStart(folder, progress).await(arguments);
  }

  private RunningNode await(Map<String, String> arguments) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command(arguments))
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(folder.output().toFile());
      builder.environment().put("MORI_HOME", String.valueOf(folder.path().getParent()));
      Process process = builder.start();
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        show();
        Optional<RunningNode> running = folder.running();
        if (running.isPresent()) {
          return running.get();
        }
        if (System.nanoTime() > deadline) {
          process.destroy();
          throw new CliFailure(
              ExitCode.FAILED,
              "the node was not ready within "
                  + LIMIT.toMinutes()
                  + " minutes; its log is "
                  + folder.log()
                  + ".");
        }
      }
      throw failure(process.exitValue());
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.FAILED, "the node's process cannot be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure(ExitCode.FAILED, "interrupted while the node starts.");
    }
  }

  private CliFailure failure(int exitCode) throws IOException {
    return folder
        .failure()
        .map(failure -> new CliFailure(failure.exitCode(), failure.sentence()))
        .orElse(
            new CliFailure(
                exitCode == 0 ? ExitCode.FAILED : exitCode,
                "the node ended while starting; it said:"
                    + System.lineSeparator()
                    + last(folder.output())));
  }

  private static String last(Path file) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      return String.join(
          System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return "(nothing)";
    }
  }

  private void show() throws IOException {
    List<String> lines =
        Files.exists(folder.output()) ? Files.readAllLines(folder.output()) : List.of();
    for (; shown < lines.size(); shown++) {
      progress.accept(lines.get(shown));
    }
  }

  private static List<String> command(Map<String, String> arguments) {
    List<String> command = new ArrayList<>();
    // A session of its own: neither Ctrl-C here nor closing the terminal ends the node.
    for (String setsid : List.of("/usr/bin/setsid", "/bin/setsid")) {
      if (command.isEmpty() && Files.isExecutable(Path.of(setsid))) {
        command.add(setsid);
      }
    }
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-agentlib:jdwp"))
        .forEach(command::add);
    command.add("-cp");
    command.add(System.getProperty("java.class.path", ""));
    command.add("dev.mori.node.Main");
    arguments.forEach(
        (key, value) -> {
          command.add(key);
          command.add(value);
        });
    command.add("--in-background");
    return command;
  }
}
