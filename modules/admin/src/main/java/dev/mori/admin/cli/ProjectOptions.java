package dev.mori.admin.cli;

import dev.mori.admin.config.ConfigProblem;
import dev.mori.admin.config.Connection;
import dev.mori.admin.config.ConnectionEntry;
import dev.mori.admin.config.ConnectionsFile;
import dev.mori.admin.config.NodeConfig;
import dev.mori.admin.home.NodeFolder;
import dev.mori.admin.home.StateFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Finds mori.yaml, mori.conf and the state folder, and the connection a verb is about. */
final class ProjectOptions {
  private final Map<String, String> environment;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The mori.yaml to use; default: the one in this folder.")
  private @Nullable Path file;

  ProjectOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** mori.yaml, absolute; need not exist. */
  Path yaml() {
    return (file == null ? Path.of(ConnectionsFile.NAME) : file).toAbsolutePath().normalize();
  }

  Path conf() {
    return yaml().resolveSibling(NodeConfig.NAME);
  }

  StateFolder state() {
    String home = environment.getOrDefault("MORI_HOME", "");
    return new StateFolder(
        home.isEmpty()
            ? yaml().resolveSibling(".mori")
            : Path.of(home).toAbsolutePath().normalize());
  }

  /** The file; an empty one when there is none. */
  Optional<ConnectionsFile> connectionsIfAny() {
    return switch (ConnectionsFile.read(yaml())) {
      case ConnectionsFile.Outcome.Read read -> Optional.of(read.file());
      case ConnectionsFile.Outcome.Missing missing -> Optional.empty();
      case ConnectionsFile.Outcome.Broken broken -> throw broken(broken.problems());
    };
  }

  ConnectionsFile connections() {
    return connectionsIfAny()
        .orElseThrow(
            () ->
                new CliFailure(
                    ExitCode.USAGE,
                    "there is no " + yaml() + ": make one with mori init, or try mori demo."));
  }

  /** The entry a verb is about: the one that was named, or the only one. */
  ConnectionEntry entry(@Nullable String name) {
    ConnectionsFile all = connections();
    List<String> names = all.entries().stream().map(ConnectionEntry::name).toList();
    if (name == null && names.size() == 1) {
      return all.entries().getFirst();
    }
    if (name == null) {
      throw new CliFailure(
          ExitCode.USAGE,
          names.isEmpty()
              ? yaml() + " has no connections: add one with mori init."
              : "say which connection: " + String.join(", ", names) + ".");
    }
    return all.entry(name)
        .orElseThrow(
            () ->
                new CliFailure(
                    ExitCode.USAGE,
                    yaml()
                        + " has no connection "
                        + name
                        + "; it has "
                        + (names.isEmpty() ? "none" : String.join(", ", names))
                        + "."));
  }

  /** The entry with its references replaced. */
  Connection resolve(ConnectionEntry entry) {
    return switch (entry.resolve(environment)) {
      case ConnectionEntry.Resolved.Usable usable -> usable.connection();
      case ConnectionEntry.Resolved.Unusable unusable -> throw broken(unusable.problems());
    };
  }

  NodeConfig config() {
    return switch (NodeConfig.read(conf(), environment)) {
      case NodeConfig.Outcome.Read read -> read.config();
      case NodeConfig.Outcome.Broken broken -> throw broken(broken.problems());
    };
  }

  /** Every connection that is configured or has run here. */
  List<String> names() {
    TreeSet<String> names = new TreeSet<>(state().nodes());
    connectionsIfAny().ifPresent(all -> all.entries().forEach(entry -> names.add(entry.name())));
    return List.copyOf(names);
  }

  /**
   * The node a verb is about: the one that was named, one that runs of the connection that was
   * named or is the only one that runs, or the only one.
   */
  NamedNode node(@Nullable String name) {
    if (name != null) {
      List<NamedNode> nodes = nodesOf(name);
      return nodes.stream()
          .filter(each -> each.folder().isHeld())
          .findFirst()
          .orElse(nodes.getFirst());
    }
    List<String> running = names().stream().filter(this::isHeld).toList();
    List<String> candidates =
        (running.isEmpty() ? names() : running)
            .stream().map(each -> each.replaceFirst("@.*", "")).distinct().toList();
    if (candidates.size() == 1) {
      return node(candidates.getFirst());
    }
    if (candidates.isEmpty()) {
      throw new CliFailure(
          ExitCode.NOT_RUNNING,
          "nothing runs here and nothing is configured: begin with mori demo or mori init.");
    }
    if (running.isEmpty()) {
      throw new CliFailure(
          ExitCode.NOT_RUNNING, "no node runs here: mori start " + candidates.getFirst() + ".");
    }
    throw new CliFailure(ExitCode.USAGE, "say which one: " + listed("running", candidates));
  }

  private boolean isHeld(String node) {
    return state().node(node).isHeld();
  }

  /** The nodes of a connection on this machine, or the one of this name; at least one. */
  List<NamedNode> nodesOf(String name) {
    if (!names().contains(name)
        && names().stream().noneMatch(each -> each.startsWith(name + "@"))) {
      throw new CliFailure(
          ExitCode.USAGE, "there is no connection " + name + "; " + listed("there is", names()));
    }
    List<NamedNode> nodes =
        state().nodes().stream()
            .filter(each -> each.equals(name) || each.startsWith(name + "@"))
            .map(each -> new NamedNode(each, state().node(each)))
            .toList();
    return nodes.isEmpty() ? List.of(new NamedNode(name, state().node(name))) : nodes;
  }

  private static String listed(String word, List<String> names) {
    return names.isEmpty() ? "none is configured." : word + " " + String.join(", ", names) + ".";
  }

  /**
   * A node by name.
   *
   * @param name the connection
   * @param folder its folder
   */
  record NamedNode(String name, NodeFolder folder) {}

  private static CliFailure broken(List<ConfigProblem> problems) {
    List<String> sentences = new ArrayList<>();
    problems.forEach(problem -> sentences.add(problem.sentence()));
    return new CliFailure(
        ExitCode.USAGE,
        sentences.stream().collect(Collectors.joining(System.lineSeparator() + "mori: ")));
  }
}
