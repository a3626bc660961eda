package dev.mori.node.shadow;

import dev.mori.node.shadow.ShadowException.Reason;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies prod's whole schema, without rows, into an empty database of a shadow server: by pg_dump
 * when one of at least prod's version is at hand, otherwise by {@link CatalogClone}. The result is
 * compared with prod, object by object.
 */
final class SchemaClone {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaClone.class);

  /** Which way is taken. */
  enum Way {
    /** pg_dump when there is a fitting one that succeeds, else the catalogs. */
    BEST,
    /** Only pg_dump. */
    PG_DUMP,
    /** Only the catalogs. */
    CATALOG
  }

  /** Kinds in which a difference between prod and the clone cannot make an answer wrong. */
  private static final Set<String> HARMLESS =
      Set.of("schema", "extension", "statistics", "default privileges");

  private static final Pattern PREAMBLE_SET = Pattern.compile("(?m)^SET (\\w+) = [^;\n]*;\n");

  private final PostgresAddress prod;
  private final ProdSchema schema;
  private final Way way;

  SchemaClone(PostgresAddress prod, ProdSchema schema, Way way) {
    this.prod = prod;
    this.schema = schema;
    this.way = way;
  }

  /**
   * Makes a database that holds the clone; one of that name is dropped first.
   *
   * @param server superuser and maintenance database of the shadow server
   * @return sentences about what is not as on prod and does no harm
   */
  List<String> make(PostgresAddress server, String name) throws SQLException, IOException {
    Optional<PgDump> pgDump =
        way == Way.CATALOG ? Optional.empty() : PgDump.find(schema.place().major());
    if (pgDump.isEmpty() && way == Way.PG_DUMP) {
      throw new ShadowException(
          Reason.SCHEMA,
          "There is no pg_dump of version " + schema.place().major() + " or newer here.");
    }
    String failure = "";
    if (pgDump.isPresent()) {
      List<String> remarks = new ArrayList<>();
      switch (pgDump.get().dump(prod)) {
        case PgDump.Outcome.Dumped dumped -> {
          List<String> essential = attempt(server, name, inProdsOrder(dumped.script()), remarks);
          if (essential.isEmpty()) {
            LOG.info("schema cloned with {}", pgDump.get().program());
            return remarks;
          }
          failure = "its copy differs from prod (" + first(essential) + ")";
        }
        case PgDump.Outcome.Failed failed -> failure = failed.said();
      }
      if (way == Way.PG_DUMP) {
        throw new ShadowException(Reason.SCHEMA, "pg_dump did not do: " + failure);
      }
    }
    return fromCatalogs(server, name, failure);
  }

  private String inProdsOrder(String script) throws SQLException {
    try (ProdReader reader = ProdReader.open(prod)) {
      return reader.read(DumpOrder::read).sorted(script);
    }
  }

  private List<String> fromCatalogs(PostgresAddress server, String name, String failure)
      throws SQLException {
    List<String> remarks = new ArrayList<>();
    if (!failure.isEmpty()) {
      remarks.add("pg_dump did not do, prod's catalogs were read instead: " + failure);
    }
    String script;
    try (ProdReader reader = ProdReader.open(prod)) {
      script = reader.read(connection -> new CatalogClone(connection).script());
    }
    List<String> essential = attempt(server, name, script, remarks);
    if (!essential.isEmpty()) {
      throw new ShadowException(
          Reason.SCHEMA,
          "The clone of prod's schema differs from prod in "
              + essential.size()
              + " places: "
              + first(essential)
              + ".");
    }
    LOG.info("schema cloned from prod's catalogs");
    return remarks;
  }

  /** Returns the essential differences; adds what does no harm to the remarks. */
  private List<String> attempt(
      PostgresAddress server, String name, String script, List<String> remarks)
      throws SQLException {
    try (Connection connection = server.connect()) {
      Sql.run(connection, "DROP DATABASE IF EXISTS " + Sql.name(name) + " WITH (FORCE)");
      schema.roles().create(connection, prod.user());
      schema.createDatabase(connection, name, prod.user());
    }
    remarks.addAll(schema.remarks());
    PostgresAddress target = server.withDatabase(name);
    // The driver's own splitting of scripts does not know every body; this mode sends text as it
    // is.
    try (Connection connection = target.connect(Map.of("preferQueryMode", "simple"))) {
      checkExtensions(connection);
      restore(connection, script);
      disarm(connection, remarks);
    }
    return check(target, remarks);
  }

  private void checkExtensions(Connection target) throws SQLException {
    Set<String> available =
        new TreeSet<>(Sql.column(target, "SELECT name FROM pg_available_extensions"));
    List<String> missing =
        schema.extensions().stream().filter(name -> !available.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new ShadowException(
          Reason.INCOMPATIBLE,
          "Prod uses "
              + (missing.size() == 1 ? "the extension " : "the extensions ")
              + String.join(", ", missing)
              + ", which the shadow server lacks: use --shadow docker or --shadow URL with a server"
              + " that has them.");
    }
  }

  private void restore(Connection target, String script) throws SQLException {
    if (!schema.hasPublicSchema()) {
      Sql.run(target, "DROP SCHEMA IF EXISTS public");
    }
    try {
      target.setAutoCommit(false);
      Sql.run(target, "SET LOCAL check_function_bodies = off");
      Sql.run(target, withoutUnknownSettings(target, script));
      target.commit();
    } catch (SQLException e) {
      target.rollback();
      throw new ShadowException(
          Reason.SCHEMA,
          "Prod's schema could not be made on the shadow server: " + e.getMessage(),
          e);
    } finally {
      target.setAutoCommit(true);
      Sql.run(target, "RESET ALL");
    }
  }

  /** A newer pg_dump begins its script with settings that an older server does not know. */
  private static String withoutUnknownSettings(Connection target, String script)
      throws SQLException {
    Set<String> known = new TreeSet<>(Sql.column(target, "SELECT name FROM pg_settings"));
    int first = script.indexOf("\nCREATE ");
    String preamble = first < 0 ? "" : script.substring(0, first + 1);
    StringBuilder kept = new StringBuilder();
    Matcher matcher = PREAMBLE_SET.matcher(preamble);
    while (matcher.find()) {
      String replacement = known.contains(matcher.group(1)) ? matcher.group() : "";
      matcher.appendReplacement(kept, Matcher.quoteReplacement(replacement));
    }
    matcher.appendTail(kept);
    return kept + script.substring(preamble.length());
  }

  /** Nothing in a shadow may reach out: foreign tables lose their handler and fail loudly. */
  private static void disarm(Connection target, List<String> remarks) throws SQLException {
    List<String> wrappers =
        Sql.column(target, "SELECT fdwname FROM pg_foreign_data_wrapper WHERE fdwhandler <> 0");
    for (String wrapper : wrappers) {
      Sql.run(target, "ALTER FOREIGN DATA WRAPPER " + Sql.name(wrapper) + " NO HANDLER");
      remarks.add(
          "Foreign tables of "
              + wrapper
              + " answer with an error in the shadow, so that it cannot"
              + " change other servers.");
    }
  }

  private List<String> check(PostgresAddress target, List<String> remarks) throws SQLException {
    Map<Boolean, List<String>> differences =
        schema.description().differences(CatalogDescription.of(target)).stream()
            .filter(line -> !line.startsWith("database ", 2))
            .collect(
                Collectors.partitioningBy(
                    line -> HARMLESS.stream().anyMatch(kind -> line.startsWith(kind + " ", 2))));
    List<String> harmless = differences.getOrDefault(true, List.of());
    if (!harmless.isEmpty()) {
      remarks.add("The clone differs from prod without harm: " + first(harmless));
    }
    return differences.getOrDefault(false, List.of());
  }

  private static String first(List<String> lines) {
    String more = lines.size() > 4 ? " ..." : "";
    return String.join(" | ", lines.subList(0, Math.min(4, lines.size()))) + more;
  }
}
