package dev.mori.conformance.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Client programs of the machine, run to their end. */
public final class Programs {
  private Programs() {}

  /** A program on the PATH or in Debian's folders of PostgreSQL, newest first. */
  public static Optional<Path> find(String name) throws IOException {
    Stream<Path> onPath =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, name));
    Path debian = Path.of("/usr/lib/postgresql");
    List<Path> versions = List.of();
    if (Files.isDirectory(debian)) {
      try (Stream<Path> folders = Files.list(debian)) {
        versions = folders.sorted((a, b) -> b.compareTo(a)).toList();
      }
    }
    return Stream.concat(versions.stream().map(v -> v.resolve("bin").resolve(name)), onPath)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Runs it in the folder, with standard error in its place among the output.
   *
   * @throws IOException when it cannot be started or takes more than two minutes
   */
  public static Result run(List<String> command, Map<String, String> environment, Path folder)
      throws IOException {
    Path output = Files.createTempFile("mori-driver", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("no end after two minutes: " + command);
      }
      return new Result(
          process.exitValue(), Files.readString(output, StandardCharsets.UTF_8).lines().toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** Copies a resource beside the program that reads it. */
  public static Path resource(String name, Path folder) throws IOException {
    Path file = folder.resolve(name.substring(name.lastIndexOf('/') + 1));
    try (InputStream in = Programs.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  /** How it ended and what it wrote. */
  public record Result(int exitCode, List<String> lines) {}
}
