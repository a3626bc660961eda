package dev.mori.conformance.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.harness.MoriUnderTest;
import dev.mori.conformance.harness.Moris;
import dev.mori.conformance.harness.Servers;
import dev.mori.conformance.wire.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * After a migration, what looks at a schema sees the session's as it would see a private copy's:
 * the database under production's name, and nothing of mori's.
 */
class DescribeIT {
  private static Servers servers;
  private static MoriUnderTest mori;
  private static Endpoint through;
  private static Endpoint copy;

  @TempDir private static Path folder;

  @BeforeAll
  static void start() throws Exception {
    servers = Servers.start(0.01);
    mori = Moris.of("node", servers);
    through = mori.start(servers.prod());
    copy = servers.newCopy(through.database());
    Path migration = Programs.resource("drivers/migration.sql", folder);
    for (Endpoint at : List.of(through, copy)) {
      assertThat(run(at, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", migration.toString()))
          .as("%s", at)
          .noneMatch(line -> line.contains("ERROR"));
    }
  }

  @AfterAll
  static void stop() {
    mori.close();
    servers.close();
  }

  @Test
  void psqlDescribes() throws Exception {
    Path script = Programs.resource("drivers/describe.sql", folder);
    String[] command = {"psql", "-X", "-f", script.toString()};
    same(run(through, command), run(copy, command));
  }

  @Test
  void pgDumpOfTheSchema() throws Exception {
    String[] command = {"pg_dump", "-s", "-O", "-x"};
    same(run(through, command), run(copy, command));
  }

  /** Rows are compared without their order, which is that of the last writing. */
  @Test
  void pgDumpOfEverything() throws Exception {
    String[] command = {"pg_dump", "-O", "-x"};
    same(
        run(through, command).stream().sorted().toList(),
        run(copy, command).stream().sorted().toList());
  }

  @Test
  void jdbcMetadata() throws Exception {
    same(metadata(through), metadata(copy));
  }

  @Test
  void preparedStatementsFindTheDatabase() throws Exception {
    String sql =
        "SELECT d.datname, pg_encoding_to_char(d.encoding), d.oid IN (SELECT oid FROM pg_database)"
            + " FROM pg_database d WHERE d.datname = ? AND ? = current_database()";
    for (Endpoint at : List.of(through, copy)) {
      try (Connection connection = connect(at);
          var statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < 7; i++) {
          statement.setString(1, "shop");
          statement.setString(2, "shop");
          assertThat(lines(statement.executeQuery())).containsExactly("shop|UTF8|t");
        }
      }
    }
  }

  private static void same(List<String> ours, List<String> theirs) {
    assertThat(without(theirs, ours)).as("only on the copy").isEqualTo(without(ours, theirs));
    assertThat(ours).isEqualTo(theirs).hasSizeGreaterThan(500);
  }

  private static List<String> without(List<String> lines, List<String> others) {
    List<String> rest = new ArrayList<>(lines);
    others.forEach(rest::remove);
    return rest;
  }

  private static List<String> metadata(Endpoint at) throws SQLException {
    List<String> all = new ArrayList<>();
    try (Connection connection = connect(at)) {
      DatabaseMetaData data = connection.getMetaData();
      all.add(connection.getCatalog());
      all.addAll(lines(data.getSchemas()));
      all.addAll(lines(data.getTables(null, null, "%", null)));
      all.addAll(lines(data.getColumns(null, "public", "%", "%")));
      all.addAll(lines(data.getProcedures(null, null, "%")));
      all.addAll(lines(data.getFunctions(null, "public", "%")));
      all.addAll(lines(data.getUDTs(null, null, "%", null)));
      for (String table : List.of("orders", "fresh", "customers", "order_items")) {
        all.addAll(lines(data.getPrimaryKeys(null, null, table)));
        all.addAll(lines(data.getImportedKeys(null, null, table)));
        all.addAll(lines(data.getExportedKeys(null, null, table)));
        // Without the statistics in the last columns.
        all.addAll(lines(data.getIndexInfo(null, null, table, false, true), 10));
        all.addAll(lines(data.getBestRowIdentifier(null, null, table, 0, true)));
      }
    }
    return all.stream()
        .filter(line -> !line.contains("|pg_toast|"))
        .map(line -> withoutOwners(line).replaceAll("\\d{5,}", "oid"))
        .toList();
  }

  private static List<String> lines(ResultSet rows) throws SQLException {
    return lines(rows, rows.getMetaData().getColumnCount());
  }

  private static List<String> lines(ResultSet rows, int columns) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          values.add(String.valueOf(rows.getString(i)));
        }
        lines.add(String.join("|", values));
      }
    }
    return lines;
  }

  private static Connection connect(Endpoint at) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", at.user());
    properties.setProperty("password", at.password());
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s".formatted(at.host(), at.port(), at.database()), properties);
  }

  private static List<String> run(Endpoint at, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(arguments));
    Optional<Path> program = Programs.find(command.getFirst());
    if (program.isEmpty()) {
      throw new TestAbortedException("no " + command.getFirst() + " on this machine");
    }
    command.set(0, program.get().toString());
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("PGHOST", at.host()),
            Map.entry("PGPORT", Integer.toString(at.port())),
            Map.entry("PGUSER", at.user()),
            Map.entry("PGDATABASE", at.database()),
            Map.entry("PGPASSWORD", at.password()),
            Map.entry("LC_ALL", "C.UTF-8"),
            Map.entry("PAGER", "cat"));
    return Programs.run(command, environment, folder).lines().stream()
        .filter(line -> !line.matches("\\\\(un)?restrict .*"))
        .map(DescribeIT::withoutOwners)
        .toList();
  }

  /** A session's objects belong to its client's role, and a copy's to whoever made it. */
  private static String withoutOwners(String line) {
    return line.replaceAll("\\b(app|postgres|mori_admin)\\b", "owner")
        .replaceAll("-{2,}", "-")
        .replaceAll(" +", " ");
  }
}
