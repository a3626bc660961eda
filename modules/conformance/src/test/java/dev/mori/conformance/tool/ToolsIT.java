package dev.mori.conformance.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.driver.NodeModules;
import dev.mori.conformance.driver.Programs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/** Migration tools and object mappers do through mori what they do on a private copy. */
class ToolsIT {
  private static Workbench bench;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    bench = Workbench.start();
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @Test
  void flyway() throws Exception {
    assertThat(bench.same(FlywayScript::run)).hasSizeGreaterThan(100);
  }

  @Test
  void liquibase() throws Exception {
    assertThat(bench.same(LiquibaseScript::run)).hasSizeGreaterThan(100);
  }

  @Test
  void hibernate() throws Exception {
    assertThat(bench.same(HibernateScript::run)).hasSizeGreaterThan(100);
  }

  @Test
  void jooq() throws Exception {
    assertThat(bench.same(JooqScript::run)).hasSizeGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequelize", "knex", "typeorm", "streams"})
  void node(String name) throws Exception {
    Optional<NodeModules> node = NodeModules.of("node-tools", packages());
    if (node.isEmpty()) {
      throw new TestAbortedException("no npm, or it cannot install " + name + ": it did not run");
    }
    Programs.resource("tools/node/say.js", folder);
    Path script = Programs.resource("tools/node/" + name + ".js", folder);
    List<String> said =
        bench.same(
            at -> {
              Programs.Result result = node.get().run(script, at);
              assertThat(result.exitCode()).as("%s", result.lines()).isZero();
              return result.lines();
            });
    assertThat(said).hasSizeGreaterThan(10);
  }

  private static List<String> packages() {
    return List.of(
        "pg@8.23.1",
        "pg-cursor@2.22.0",
        "pg-copy-streams@7.0.0",
        "pg-query-stream@4.17.0",
        "sequelize@6.37.8",
        "knex@3.3.0",
        "typeorm@1.1.1");
  }
}
