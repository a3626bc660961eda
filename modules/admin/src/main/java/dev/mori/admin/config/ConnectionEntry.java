package dev.mori.admin.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One connection as it is written in {@code mori.yaml}: references unresolved, values unchecked.
 *
 * @param source the file
 * @param name the connection's name
 * @param line where it begins, from 1
 * @param fields its keys and scalar values; those of {@code extra} as {@code extra.KEY}
 */
public record ConnectionEntry(String source, String name, int line, Map<String, Field> fields) {
  private static final Set<String> ENGINES =
      Set.of(
          "postgres",
          "cockroachdb",
          "mysql",
          "mariadb",
          "mssql",
          "sqlite",
          "duckdb",
          "redis",
          "firestore");
  private static final List<String> SSL_MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final Set<String> USED_EXTRA = Set.of("sslrootcert", "sslcert", "sslkey");

  /** Keeps the order. */
  public ConnectionEntry {
    fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /**
   * One written value.
   *
   * @param text as written
   * @param line from 1
   */
  public record Field(String text, int line) {}

  /** What came of making a connection of it. */
  public sealed interface Resolved {
    /** It can be used. */
    record Usable(Connection connection) implements Resolved {}

    /** It cannot; every reason. */
    record Unusable(List<ConfigProblem> problems) implements Resolved {}
  }

  /** The written text of a key, with its default. */
  public String text(String key, String byDefault) {
    Field field = fields.get(key);
    return field == null || field.text().isEmpty() ? byDefault : field.text();
  }

  /** The text of a key for people: passwords that are not references are hidden. */
  public String shown(String key) {
    String text = text(key, "");
    boolean secret = key.equals("password") || (key.startsWith("extra.") && isSecretName(key));
    return secret && !text.isEmpty() && !isWholeReference(text) ? "***" : text;
  }

  private static boolean isSecretName(String key) {
    return key.matches(".*(password|passwd|secret|token|connection_string|credential|api_?key).*");
  }

  private static boolean isWholeReference(String text) {
    return text.matches("\\$\\{[A-Za-z_][A-Za-z0-9_]*}");
  }

  /** Things that work but should not stay so, as sentences. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    Field password = fields.get("password");
    if (password != null && !password.text().isEmpty() && !References.in(password.text())) {
      warnings.add(
          source
              + ":"
              + password.line()
              + ": connections."
              + name
              + ".password is written out; put it into an environment variable and write ${NAME}.");
    }
    fields.forEach(
        (key, field) -> {
          if (key.startsWith("extra.") && !USED_EXTRA.contains(key.substring(6)) && isPostgres()) {
            warnings.add(
                source
                    + ":"
                    + field.line()
                    + ": connections."
                    + name
                    + "."
                    + key
                    + " is not used by a direct PostgreSQL connection.");
          }
        });
    return warnings;
  }

  private boolean isPostgres() {
    return text("engine", "postgres").equals("postgres");
  }

  /** Mistakes that show without the environment: values that are references are not looked at. */
  public List<ConfigProblem> problems() {
    List<ConfigProblem> problems = new ArrayList<>();
    fields.forEach(
        (key, field) -> {
          if (!References.in(field.text())) {
            check(key, field.text()).ifPresent(problems::add);
          }
        });
    required(problems);
    return problems;
  }

  /** The connection it describes, with references replaced from the environment. */
  public Resolved resolve(Map<String, String> environment) {
    List<ConfigProblem> problems = new ArrayList<>();
    Map<String, String> values = new LinkedHashMap<>();
    fields.forEach(
        (key, field) -> {
          Optional<String> missing = References.missing(field.text(), environment);
          if (missing.isPresent()) {
            problems.add(
                problem(
                    key,
                    "the environment variable " + missing.get() + " to be set",
                    "that it is not"));
          } else {
            String value = References.resolve(field.text(), environment);
            values.put(key, value);
            check(key, value).ifPresent(problems::add);
          }
        });
    required(problems);
    return problems.isEmpty()
        ? new Resolved.Usable(connection(values))
        : new Resolved.Unusable(problems);
  }

  private Connection connection(Map<String, String> values) {
    Map<String, String> extra = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith("extra.")) {
            extra.put(key.substring(6), value);
          }
        });
    return new Connection(
        name,
        values.getOrDefault("host", ""),
        Integer.parseInt(or(values, "port", "5432")),
        values.getOrDefault("database", ""),
        values.getOrDefault("user", ""),
        Secret.of(values.getOrDefault("password", "")),
        or(values, "ssl_mode", "prefer"),
        extra);
  }

  private static String or(Map<String, String> values, String key, String byDefault) {
    String value = values.getOrDefault(key, "");
    return value.isEmpty() ? byDefault : value;
  }

  private void required(List<ConfigProblem> problems) {
    if (!isPostgres()) {
      return;
    }
    for (String key : List.of("host", "database", "user")) {
      if (text(key, "").isEmpty()) {
        problems.add(
            new ConfigProblem(source, line, "connections." + name + "." + key, "a value", "none"));
      }
    }
  }

  private Optional<ConfigProblem> check(String key, String value) {
    return switch (key) {
      case "engine" -> engine(value);
      case "provider" ->
          value.isEmpty() || value.equals("direct")
              ? Optional.empty()
              : Optional.of(
                  problem(key, "direct (other providers are not there yet)", quoted(value)));
      case "tunnel" ->
          value.isEmpty()
              ? Optional.empty()
              : Optional.of(problem(key, "no tunnel (tunnels are not there yet)", "one"));
      case "port" ->
          value.isEmpty() || isPort(value)
              ? Optional.empty()
              : Optional.of(problem(key, "a whole number from 1 to 65535", quoted(value)));
      case "ssl_mode" ->
          value.isEmpty() || SSL_MODES.contains(value)
              ? Optional.empty()
              : Optional.of(problem(key, "one of " + String.join(", ", SSL_MODES), quoted(value)));
      default -> Optional.empty();
    };
  }

  private Optional<ConfigProblem> engine(String value) {
    if (value.isEmpty() || value.equals("postgres")) {
      return Optional.empty();
    }
    return Optional.of(
        ENGINES.contains(value)
            ? problem("engine", "postgres (other engines are not there yet)", quoted(value))
            : problem("engine", "postgres", quoted(value)));
  }

  private static boolean isPort(String value) {
    return value.matches("[0-9]{1,5}")
        && Integer.parseInt(value) >= 1
        && Integer.parseInt(value) <= 65_535;
  }

  private ConfigProblem problem(String key, String expected, String found) {
    Field field = fields.get(key);
    return new ConfigProblem(
        source,
        field == null ? line : field.line(),
        "connections." + name + "." + key,
        expected,
        found);
  }

  private static String quoted(String value) {
    return "\"" + value + "\"";
  }
}
