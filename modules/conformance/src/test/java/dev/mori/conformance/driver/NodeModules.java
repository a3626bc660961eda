package dev.mori.conformance.driver;

import dev.mori.conformance.wire.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Packages of npm, installed once into the user's cache, and scripts that need them. */
public final class NodeModules {
  private final Path modules;

  private NodeModules(Path modules) {
    this.modules = modules;
  }

  /**
   * Installs what is not there yet.
   *
   * @param name the folder in the cache
   * @param packages each with its version
   * @return empty when there is no npm or it cannot install
   */
  public static Optional<NodeModules> of(String name, List<String> packages) throws IOException {
    Optional<Path> npm = Programs.find("npm");
    if (npm.isEmpty() || Programs.find("node").isEmpty()) {
      return Optional.empty();
    }
    Path folder = cache().resolve(name);
    Path modules = folder.resolve("node_modules");
    if (!packages.stream().allMatch(each -> isInstalled(modules, each))) {
      Files.createDirectories(folder);
      List<String> command = new ArrayList<>();
      command.addAll(
          List.of(npm.get().toString(), "install", "--no-audit", "--no-fund", "--ignore-scripts"));
      command.addAll(List.of("--prefix", folder.toString()));
      command.addAll(packages);
      if (Programs.run(command, Map.of(), folder).exitCode() != 0) {
        return Optional.empty();
      }
    }
    return Optional.of(new NodeModules(modules));
  }

  private static boolean isInstalled(Path modules, String versioned) {
    return Files.isDirectory(modules.resolve(versioned.substring(0, versioned.lastIndexOf('@'))));
  }

  private static Path cache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("mori");
  }

  /** Runs a script, which is told where to connect to. */
  public Programs.Result run(Path script, Endpoint at) throws IOException {
    List<String> command =
        List.of(
            Programs.find("node").orElseThrow().toString(),
            script.toString(),
            at.host(),
            Integer.toString(at.port()),
            at.user(),
            at.password(),
            at.database());
    Map<String, String> environment =
        Map.of("NODE_PATH", modules.toString(), "NODE_NO_WARNINGS", "1");
    return Programs.run(command, environment, modules);
  }
}
