package dev.mori.node.shadow;

import dev.mori.node.shadow.ShadowException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A pg_dump found on this machine.
 *
 * @param program the file
 * @param major its major version; it reads servers of that version and older ones
 */
record PgDump(Path program, int major) {

  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
  private static final Pattern META = Pattern.compile("(?m)^\\\\(un)?restrict .*$");
  private static final int LIMIT_MINUTES = 10;

  /** What a dump gave. */
  sealed interface Outcome {
    /** The whole schema as SQL text. */
    record Dumped(String script) implements Outcome {}

    /** It failed, for example because the role may not read every table. */
    record Failed(String said) implements Outcome {}
  }

  /**
   * Looks on PATH and in the usual folders for one of at least {@code wanted}; the nearest version
   * wins.
   */
  static Optional<PgDump> find(int wanted) {
    List<Path> candidates = new ArrayList<>();
    String path = System.getenv("PATH");
    for (String folder : (path == null ? "" : path).split(":", -1)) {
      candidates.add(Path.of(folder, "pg_dump"));
    }
    for (String folder : List.of("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt")) {
      candidates.addAll(below(Path.of(folder)));
    }
    try (Stream<Path> roots = Files.list(Path.of("/usr"))) {
      roots
          .filter(root -> root.getFileName().toString().startsWith("pgsql-"))
          .forEach(root -> candidates.add(root.resolve("bin").resolve("pg_dump")));
    } catch (IOException e) {
      // no such folder
    }
    return candidates.stream()
        .filter(Files::isExecutable)
        .distinct()
        .flatMap(program -> version(program).stream())
        .filter(found -> found.major >= wanted)
        .min(Comparator.comparingInt(PgDump::major));
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> versions = Files.list(folder)) {
      return versions.map(version -> version.resolve("bin").resolve("pg_dump")).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<PgDump> version(Path program) {
    try {
      Process process = new ProcessBuilder(program.toString(), "--version").start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher matcher = VERSION.matcher(said);
      return matcher.find()
          ? Optional.of(new PgDump(program, Integer.parseInt(matcher.group(1))))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Dumps the schema. Takes ACCESS SHARE locks on all tables for the duration, waiting at most five
   * seconds for them; the session is read-only by the server's own means.
   */
  Outcome dump(PostgresAddress prod) throws IOException {
    List<String> words =
        List.of(
            program.toString(),
            "--schema-only",
            "--no-tablespaces",
            "--no-publications",
            "--no-subscriptions",
            "--no-security-labels",
            "--no-password",
            "--encoding=UTF8",
            "--lock-wait-timeout=5s",
            "--exclude-schema=mori");
    Path output = Files.createTempFile("mori-schema-", ".sql");
    Path errors = Files.createTempFile("mori-schema-", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(words).redirectOutput(output.toFile()).redirectError(errors.toFile());
      environment(builder.environment(), prod);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return new Outcome.Failed("no end after " + LIMIT_MINUTES + " minutes");
      }
      return process.exitValue() == 0
          ? new Outcome.Dumped(plainSql(Files.readString(output)))
          : new Outcome.Failed(Files.readString(errors).strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShadowException(Reason.SCHEMA, "pg_dump was interrupted.", e);
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(errors);
    }
  }

  private static void environment(Map<String, String> variables, PostgresAddress prod) {
    variables.keySet().removeIf(name -> name.startsWith("PG"));
    variables.put("LC_ALL", "C");
    variables.put("PGHOST", prod.host());
    variables.put("PGPORT", Integer.toString(prod.port()));
    variables.put("PGDATABASE", prod.database());
    variables.put("PGUSER", prod.user());
    variables.put("PGPASSWORD", prod.password());
    variables.put("PGAPPNAME", "mori");
    variables.put("PGCONNECT_TIMEOUT", "10");
    variables.put(
        "PGOPTIONS",
        "-c default_transaction_read_only=on -c idle_in_transaction_session_timeout=10min");
    prod.tls().forEach((name, value) -> variables.put(libpq(name), value));
  }

  private static String libpq(String name) {
    return "PG" + name.toUpperCase(java.util.Locale.ROOT);
  }

  /** Without psql's meta commands; they stand alone on their line, outside any statement. */
  static String plainSql(String script) {
    return META.matcher(script).replaceAll("");
  }
}
