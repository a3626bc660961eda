package dev.mori.admin.cli;

import dev.mori.admin.config.ConnectionEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mori config}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(
    name = "config",
    description =
        "Show mori.yaml and the node's settings as they are in force; secrets are hidden.")
final class ConfigCommand implements Callable<Integer> {
  @Mixin private ProjectOptions project;
  @Mixin private Output output;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "Only this connection.")
  private @Nullable String name;

  @Override
  public Integer call() {
    List<ConnectionEntry> entries =
        name == null ? project.connections().entries() : List.of(project.entry(name));
    Map<String, String> settings = project.config().shown();
    if (output.isJson()) {
      Map<String, Object> connections = new LinkedHashMap<>();
      entries.forEach(entry -> connections.put(entry.name(), shown(entry)));
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("file", project.yaml().toString());
      all.put("state", project.state().path().toString());
      all.put("connections", connections);
      all.put("settings", settings);
      output.document(all);
    } else {
      output.line(output.bold("# " + project.yaml()));
      for (ConnectionEntry entry : entries) {
        output.line(entry.name() + ":");
        shown(entry).forEach((key, value) -> output.line("  " + key + ": " + value));
      }
      output.line("");
      output.line(output.bold("# settings (" + project.conf() + ", MORI_... variables, defaults)"));
      settings.forEach((key, value) -> output.line(key + " = " + value));
    }
    for (ConnectionEntry entry : entries) {
      entry.problems().forEach(problem -> output.note("mori: " + problem.sentence()));
      entry.warnings().forEach(warning -> output.note("warning: " + warning));
    }
    return ExitCode.OK;
  }

  private static Map<String, String> shown(ConnectionEntry entry) {
    Map<String, String> shown = new LinkedHashMap<>();
    entry.fields().keySet().forEach(key -> shown.put(key, entry.shown(key)));
    return shown;
  }
}
