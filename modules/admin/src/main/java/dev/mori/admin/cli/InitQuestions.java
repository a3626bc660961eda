package dev.mori.admin.cli;

import java.io.Console;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Asks for a connection on the terminal. */
final class InitQuestions {
  private InitQuestions() {}

  /** Keys of mori.yaml with the answers. */
  static Map<String, String> ask(boolean password) {
    Console console =
        terminal()
            .orElseThrow(
                () ->
                    new CliFailure(
                        ExitCode.USAGE,
                        "there is no terminal to ask on: mori init --from"
                            + " postgres://user:password@host:port/database --name NAME."));
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("engine", "postgres");
    fields.put("provider", "direct");
    fields.put("host", answer(console, "Host", "127.0.0.1"));
    fields.put("port", answer(console, "Port", "5432"));
    fields.put("database", answer(console, "Database", ""));
    fields.put("user", answer(console, "User (a role that can only read is best)", "postgres"));
    if (password) {
      char[] secret =
          console.readPassword("Password (not shown; ${NAME} for an environment variable): ");
      if (secret != null && secret.length > 0) {
        fields.put("password", new String(secret));
      }
    }
    fields.put(
        "ssl_mode",
        answer(console, "TLS: disable, allow, prefer, require, verify-ca, verify-full", "prefer"));
    return fields;
  }

  /** The terminal, when somebody sits there. */
  @SuppressWarnings(
      "SystemConsoleNull") // Main asks for the console that is null without a terminal
  static Optional<Console> terminal() {
    return Optional.ofNullable(System.console());
  }

  private static String answer(Console console, String question, String byDefault) {
    while (true) {
      String line =
          console.readLine("%s%s: ", question, byDefault.isEmpty() ? "" : " [" + byDefault + "]");
      if (line == null) {
        throw new CliFailure(ExitCode.FAILED, "nothing is saved.");
      }
      String text = line.trim();
      if (!text.isEmpty() || !byDefault.isEmpty()) {
        return text.isEmpty() ? byDefault : text;
      }
    }
  }
}
