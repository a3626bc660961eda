package dev.mori.conformance.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.harness.MoriUnderTest;
import dev.mori.conformance.harness.Moris;
import dev.mori.conformance.harness.Servers;
import dev.mori.conformance.wire.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** psql, pgjdbc and node-pg get through mori what they get from a private copy. */
class DriversIT {
  private static Servers servers;
  private static MoriUnderTest mori;
  private static Endpoint through;

  @TempDir private Path folder;
  private Endpoint copy;

  @BeforeAll
  static void start() throws Exception {
    servers = Servers.start(0.02);
    mori = Moris.of(Moris.kind(), servers);
    through = mori.start(servers.prod());
  }

  @AfterAll
  static void stop() {
    mori.close();
    servers.close();
  }

  @BeforeEach
  void fresh() throws Exception {
    mori.reset();
    copy = servers.newCopy();
  }

  @Test
  void jdbcWithServerPreparedStatements() throws Exception {
    List<String> ours = JdbcScript.run(through, "prepareThreshold=2");
    assertThat(ours).isEqualTo(JdbcScript.run(copy, "prepareThreshold=2")).hasSizeGreaterThan(100);
  }

  @Test
  void jdbcWithTheSimpleProtocol() throws Exception {
    List<String> ours = JdbcScript.run(through, "preferQueryMode=simple");
    assertThat(ours).isEqualTo(JdbcScript.run(copy, "preferQueryMode=simple"));
  }

  @Test
  void jdbcWithBinaryTransferFromTheFirstExecution() throws Exception {
    String[] options = {"prepareThreshold=-1", "reWriteBatchedInserts=true"};
    assertThat(JdbcScript.run(through, options)).isEqualTo(JdbcScript.run(copy, options));
  }

  @Test
  void psql() throws Exception {
    Optional<Path> program = Programs.find("psql");
    if (program.isEmpty()) {
      throw new TestAbortedException("no psql on this machine: its suite did not run");
    }
    Path script = Programs.resource("drivers/psql.sql", folder);
    List<String> ours = psql(program.get(), script, through);
    assertThat(ours).isEqualTo(psql(program.get(), script, copy)).hasSizeGreaterThan(100);
  }

  private List<String> psql(Path program, Path script, Endpoint at) throws IOException {
    List<String> command =
        List.of(
            program.toString(),
            "-X",
            "-f",
            script.toString(),
            "-h",
            at.host(),
            "-p",
            Integer.toString(at.port()),
            "-U",
            at.user(),
            "-d",
            at.database());
    Map<String, String> environment =
        Map.of("PGPASSWORD", at.password(), "LC_ALL", "C.UTF-8", "PAGER", "cat");
    return Programs.run(command, environment, folder).lines().stream()
        .map(line -> line.replaceFirst("^psql:.*psql\\.sql:", "psql.sql:"))
        .toList();
  }

  @Test
  void nodePg() throws Exception {
    Optional<NodeModules> node =
        NodeModules.of("node-pg", List.of("pg@8.23.1", "pg-cursor@2.22.0"));
    if (node.isEmpty()) {
      throw new TestAbortedException("no npm, or it cannot install pg: its suite did not run");
    }
    Path script = Programs.resource("drivers/node.js", folder);
    Programs.Result ours = node.get().run(script, through);
    Programs.Result theirs = node.get().run(script, copy);
    assertThat(ours.lines()).containsExactlyElementsOf(theirs.lines());
    assertThat(ours.exitCode()).as("%s", ours.lines()).isZero();
    assertThat(ours.lines()).hasSizeGreaterThan(30);
  }
}
