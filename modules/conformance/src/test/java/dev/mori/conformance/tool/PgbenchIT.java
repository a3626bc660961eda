package dev.mori.conformance.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.driver.Programs;
import dev.mori.conformance.harness.Servers;
import dev.mori.conformance.wire.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** pgbench finds its bank on prod and leaves it balanced in the session; prod never hears of it. */
class PgbenchIT {
  private static final String BALANCE =
      "SELECT (SELECT sum(abalance) FROM pgbench_accounts), (SELECT sum(tbalance) FROM"
          + " pgbench_tellers), (SELECT sum(bbalance) FROM pgbench_branches), (SELECT"
          + " coalesce(sum(delta), 0) FROM pgbench_history)";
  private static final String ROWS =
      "SELECT (SELECT count(*) FROM pgbench_accounts), (SELECT count(*) FROM pgbench_tellers),"
          + " (SELECT count(*) FROM pgbench_history)";

  @TempDir private static Path folder;
  private static Optional<Workbench> bench = Optional.empty();

  @BeforeAll
  static void start() throws Exception {
    if (Programs.find("pgbench").isEmpty()) {
      throw new TestAbortedException("no pgbench on this machine (postgresql-contrib or -15)");
    }
    bench = Optional.of(Workbench.start(PgbenchIT::initialise));
  }

  @AfterAll
  static void stop() {
    bench.ifPresent(Workbench::close);
  }

  private static void initialise(Servers servers) throws Exception {
    pgbench(servers.prodAsSuperuser(), "-i", "-q");
    pgbench(servers.pristine(), "-i", "-q");
    servers.everywhere(
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO app",
        "VACUUM (FREEZE, ANALYZE)",
        "VACUUM (FREEZE)");
  }

  private static List<String> pgbench(Endpoint at, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Programs.find("pgbench").orElseThrow().toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-h", at.host(), "-p", Integer.toString(at.port())));
    command.addAll(List.of("-U", at.user(), at.database()));
    Programs.Result result = Programs.run(command, Map.of("PGPASSWORD", at.password()), folder);
    assertThat(result.exitCode()).as("%s", result.lines()).isZero();
    return result.lines();
  }

  /** One client and a fixed seed do the same everywhere, in each mode. */
  @Test
  void oneClient() throws Exception {
    bench
        .orElseThrow()
        .alike(
            at -> {
              for (String mode : List.of("simple", "extended", "prepared")) {
                pgbench(at, "-n", "-M", mode, "-c", "1", "-t", "20", "--random-seed=7");
              }
              Transcript.execute(at, "UPDATE pgbench_history SET mtime = '2025-01-01'");
              return state(at);
            });
  }

  /** What several clients do depends on who is first; what they leave is balanced. */
  @Test
  void fourClients() throws Exception {
    List<String> said =
        bench
            .orElseThrow()
            .alone(
                at -> {
                  for (String mode : List.of("simple", "extended", "prepared")) {
                    assertThat(pgbench(at, "-n", "-M", mode, "-c", "4", "-j", "2", "-t", "20"))
                        .anyMatch(line -> line.endsWith("processed: 80/80"));
                  }
                  return state(at);
                });
    List<String> sums = List.of(said.get(1).split("\\|"));
    assertThat(sums).hasSize(4).containsOnly(sums.get(0));
    assertThat(said.get(3)).isEqualTo("100000|10|240");
  }

  /** pgbench makes its tables in the session, too; with G, for g is COPY with FREEZE. */
  @Test
  void tablesOfTheSession() throws Exception {
    bench
        .orElseThrow()
        .alike(
            at -> {
              pgbench(at, "-i", "-q", "-I", "dtGvpf");
              pgbench(at, "-n", "-S", "-t", "10", "--random-seed=7");
              return state(at);
            });
  }

  private static List<String> state(Endpoint at) {
    Transcript transcript = new Transcript();
    transcript.query(at, BALANCE);
    transcript.query(at, ROWS);
    for (String table : List.of("accounts", "tellers", "branches", "history")) {
      transcript.query(
          at, "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM pgbench_" + table + " t");
    }
    return transcript.lines();
  }
}
