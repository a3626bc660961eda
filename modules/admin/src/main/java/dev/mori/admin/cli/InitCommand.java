package dev.mori.admin.cli;

import dev.mori.admin.config.Connection;
import dev.mori.admin.config.ConnectionEntry;
import dev.mori.admin.config.ConnectionsFile;
import dev.mori.admin.config.ConnectionsText;
import dev.mori.admin.config.PostgresUrl;
import dev.mori.overlay.session.SessionName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mori init}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(
    name = "init",
    description = {
      "Add a connection to mori.yaml, after logging in to it once (read-only).",
      "Without --from it asks for everything; the password is not shown."
    })
final class InitCommand implements Callable<Integer> {
  private final Supplier<NodeProgram> program;

  @Mixin private ProjectOptions project;
  @Mixin private Output output;

  @Option(
      names = "--from",
      paramLabel = "URL",
      description = "postgres://user:password@host:port/database?sslmode=MODE.")
  private @Nullable String from;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the connection; default: the database's name.")
  private @Nullable String name;

  @Option(
      names = "--password-env",
      paramLabel = "VARIABLE",
      description = "Write the password as a reference to this environment variable.")
  private @Nullable String passwordEnv;

  @Option(names = "--no-check", description = "Do not log in to it.")
  private boolean noCheck;

  InitCommand(Supplier<NodeProgram> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    Map<String, String> fields = from == null ? InitQuestions.ask(passwordEnv == null) : read(from);
    if (passwordEnv != null) {
      fields.put("password", "${" + passwordEnv + "}");
    }
    String chosen = name == null ? name(fields) : name;
    SessionName.problem("connection", chosen)
        .ifPresent(
            reason -> {
              throw new CliFailure(ExitCode.USAGE, reason + "; choose another with --name.");
            });
    if (project.connectionsIfAny().flatMap(all -> all.entry(chosen)).isPresent()) {
      throw new CliFailure(
          ExitCode.USAGE,
          project.yaml()
              + " already has a connection "
              + chosen
              + ": choose another --name, or mori rm "
              + chosen
              + ".");
    }
    String text =
        switch (ConnectionsText.add(YamlFile.text(project.yaml()), chosen, ordered(fields))) {
          case ConnectionsText.Outcome.Changed changed -> changed.text();
          case ConnectionsText.Outcome.Refused refused ->
              throw new CliFailure(
                  ExitCode.FAILED, project.yaml() + " is left as it is: " + refused.reason());
        };
    ConnectionEntry entry = entry(text, chosen);
    Connection connection = project.resolve(entry);
    String server = noCheck ? "" : program.get().probe(connection);
    YamlFile.write(project.yaml(), text);
    report(entry, connection, server);
    return ExitCode.OK;
  }

  private void report(ConnectionEntry entry, Connection connection, String server) {
    if (output.isJson()) {
      output.document(
          Map.of(
              "name",
              entry.name(),
              "prod",
              connection.address(),
              "server",
              server,
              "file",
              project.yaml().toString()));
    } else {
      output.line(
          entry.name()
              + " is added to "
              + project.yaml()
              + ": "
              + connection.address()
              + (server.isEmpty() ? "" : " (" + server + ")"));
      output.line("Next: mori start " + entry.name());
    }
    entry.warnings().forEach(warning -> output.note("warning: " + warning));
  }

  private static ConnectionEntry entry(String text, String name) {
    return switch (ConnectionsFile.parseText(text)) {
      case ConnectionsFile.Outcome.Read read -> read.file().entry(name).orElseThrow();
      case ConnectionsFile.Outcome.Missing missing -> throw new IllegalStateException("not a file");
      case ConnectionsFile.Outcome.Broken broken ->
          throw new CliFailure(ExitCode.USAGE, broken.problems().getFirst().sentence());
    };
  }

  private static Map<String, String> read(String url) {
    return PostgresUrl.read(url)
        .orElseThrow(
            () ->
                new CliFailure(
                    ExitCode.USAGE,
                    "--from: expected postgres://user:password@host:port/database, found something"
                        + " else (percent-encode special characters of the password)."));
  }

  private static String name(Map<String, String> fields) {
    String database = fields.getOrDefault("database", "");
    return database.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
  }

  private static Map<String, String> ordered(Map<String, String> fields) {
    Map<String, String> ordered = new LinkedHashMap<>();
    for (String key :
        new String[] {
          "engine", "provider", "host", "port", "user", "password", "database", "ssl_mode"
        }) {
      String value = fields.get(key);
      if (value != null) {
        ordered.put(key, value);
      }
    }
    fields.forEach(ordered::putIfAbsent);
    return ordered;
  }
}
