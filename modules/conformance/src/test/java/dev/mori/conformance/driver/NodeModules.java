package dev.mori.conformance.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** node-pg, installed once into the user's cache. */
final class NodePg {
  private static final List<String> PACKAGES = List.of("pg@8.23.1", "pg-cursor@2.22.0");

  private NodePg() {}

  /** The folder that NODE_PATH names; empty when there is no npm or it cannot install. */
  static Optional<Path> modules() throws IOException {
    Optional<Path> npm = Programs.find("npm");
    if (npm.isEmpty() || Programs.find("node").isEmpty()) {
      return Optional.empty();
    }
    Path folder = cache().resolve("node-pg");
    Path modules = folder.resolve("node_modules");
    if (!Files.isDirectory(modules.resolve("pg"))
        || !Files.isDirectory(modules.resolve("pg-cursor"))) {
      Files.createDirectories(folder);
      List<String> command = new java.util.ArrayList<>();
      command.addAll(
          List.of(npm.get().toString(), "install", "--no-audit", "--no-fund", "--ignore-scripts"));
      command.addAll(List.of("--prefix", folder.toString()));
      command.addAll(PACKAGES);
      Programs.Result result = Programs.run(command, Map.of(), folder);
      if (result.exitCode() != 0) {
        return Optional.empty();
      }
    }
    return Optional.of(modules);
  }

  private static Path cache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("mori");
  }
}
