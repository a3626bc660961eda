package dev.mori.conformance.tool;

import dev.mori.conformance.wire.Endpoint;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Migrations of the shop: a first batch, two more, one that fails, its repair. */
final class FlywayScript {
  private final Transcript transcript = new Transcript();
  private final Endpoint at;

  private FlywayScript(Endpoint at) {
    this.at = at;
  }

  /** What Flyway said of all of it, and what the migrated tables hold for the next reader. */
  static List<String> run(Endpoint at) {
    FlywayScript script = new FlywayScript(at);
    script.migrate("first");
    script.migrate("first");
    script.migrate("first", "second");
    script.rolledBack();
    script.torn();
    script.results();
    return script.transcript.lines();
  }

  private Flyway flyway(String... folders) {
    String[] locations = new String[folders.length];
    for (int i = 0; i < folders.length; i++) {
      locations[i] = "classpath:tools/flyway/" + folders[i];
    }
    FluentConfiguration configuration =
        Flyway.configure()
            .dataSource(at.jdbcUrl(), at.user(), at.password())
            .locations(locations)
            .baselineOnMigrate(true)
            .baselineVersion("0");
    // CREATE INDEX CONCURRENTLY would wait for ever for the transaction that holds Flyway's lock.
    configuration
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    return configuration.load();
  }

  private void migrate(String... folders) {
    Flyway flyway = flyway(folders);
    info(flyway);
    MigrateResult result = flyway.migrate();
    transcript.say(
        "migrated %d to %s".formatted(result.migrationsExecuted, result.targetSchemaVersion));
    flyway.validate();
    info(flyway);
  }

  private void info(Flyway flyway) {
    for (MigrationInfo each : flyway.info().all()) {
      transcript.say(
          "%s %s %s %s"
              .formatted(
                  each.getVersion(), each.getDescription(), each.getState(), each.getType()));
    }
  }

  /** The server rolls the migration back, and nothing of it is left to repair. */
  private void rolledBack() {
    fail("first", "second", "broken");
    migrate("first", "second", "mended");
    Flyway changed = flyway("first", "second", "broken");
    transcript.attempt("changed", FlywayValidateException.class, changed::validate);
  }

  /** What cannot run in a transaction leaves half its work, and a row that says so. */
  private void torn() {
    fail("first", "second", "mended", "torn");
    Flyway mended = flyway("first", "second", "mended", "whole");
    transcript.attempt("not repaired", FlywayException.class, mended::migrate);
    transcript.say("repaired %s".formatted(mended.repair().repairActions));
    migrate("first", "second", "mended", "whole");
  }

  private void fail(String... folders) {
    Flyway flyway = flyway(folders);
    transcript.attempt("migrate", FlywayException.class, flyway::migrate);
    info(flyway);
  }

  private void results() {
    transcript.query(at, "SELECT * FROM shipping_overview ORDER BY 1");
    transcript.query(at, "SELECT * FROM order_audit ORDER BY 1");
    transcript.query(
        at,
        "SELECT version, description, checksum, success FROM flyway_schema_history ORDER BY installed_rank");
    Transcript.execute(
        at, "UPDATE flyway_schema_history SET installed_on = '2025-01-01', execution_time = 0");
  }
}
