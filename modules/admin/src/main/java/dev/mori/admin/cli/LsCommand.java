package dev.mori.admin.cli;

import dev.mori.admin.config.ConfigProblem;
import dev.mori.admin.config.ConnectionEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mori ls}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(name = "ls", description = "List the connections of mori.yaml and whether they run.")
final class LsCommand implements Callable<Integer> {
  @Mixin private ProjectOptions project;
  @Mixin private Output output;

  @Override
  public Integer call() {
    List<ConnectionEntry> entries = project.connections().entries();
    if (output.isJson()) {
      output.document(entries.stream().map(this::facts).toList());
      return ExitCode.OK;
    }
    if (entries.isEmpty()) {
      output.note("mori.yaml has no connections: add one with mori init.");
      return ExitCode.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NAME", "ENGINE", "PROD", "STATE"));
    for (ConnectionEntry entry : entries) {
      rows.add(
          List.of(entry.name(), entry.text("engine", "postgres"), address(entry), state(entry)));
    }
    output.table(rows);
    for (ConnectionEntry entry : entries) {
      entry.problems().forEach(problem -> output.note("mori: " + problem.sentence()));
    }
    return ExitCode.OK;
  }

  private Map<String, Object> facts(ConnectionEntry entry) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", entry.name());
    facts.put("engine", entry.text("engine", "postgres"));
    facts.put("prod", address(entry));
    facts.put("state", state(entry));
    facts.put("problems", entry.problems().stream().map(ConfigProblem::sentence).toList());
    return facts;
  }

  static String address(ConnectionEntry entry) {
    return entry.text("user", "?")
        + "@"
        + entry.text("host", "?")
        + ":"
        + entry.text("port", "5432")
        + "/"
        + entry.text("database", "?");
  }

  private String state(ConnectionEntry entry) {
    List<String> running =
        project.nodesOf(entry.name()).stream()
            .flatMap(node -> node.folder().running().stream())
            .map(node -> node.bind() + ":" + node.port())
            .toList();
    if (!running.isEmpty()) {
      return "running at " + String.join(", ", running);
    }
    return entry.problems().isEmpty() ? "stopped" : "cannot be started";
  }
}
