package dev.mori.conformance.tool;

import dev.mori.conformance.wire.Endpoint;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSetStatus;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/** A changelog in XML and SQL: applied in two steps, rolled back to a tag, applied again. */
final class LiquibaseScript {
  private static final Logger LOG = Logger.getLogger("liquibase");

  private final Transcript transcript = new Transcript();
  private final Endpoint at;

  private LiquibaseScript(Endpoint at) {
    this.at = at;
  }

  static List<String> run(Endpoint at) throws Exception {
    LOG.setLevel(Level.OFF);
    LiquibaseScript script = new LiquibaseScript(at);
    // What it would tell a user goes to its log, too.
    Scope.ScopedRunner<?> all = script::run;
    Scope.child(Map.of(Scope.Attr.ui.name(), new LoggerUIService()), all);
    return script.transcript.lines();
  }

  private void run() throws LiquibaseException, SQLException {
    update(4);
    tag();
    update(100);
    results();
    rollback();
    results();
    update(100);
    results();
    Transcript.execute(
        at, "UPDATE databasechangelog SET dateexecuted = '2025-01-01', deployment_id = 'x'");
  }

  private void update(int changes) throws LiquibaseException, SQLException {
    try (Liquibase liquibase = open()) {
      status(liquibase);
      liquibase.validate();
      liquibase.update(changes, "");
      status(liquibase);
    }
  }

  private void tag() throws LiquibaseException, SQLException {
    try (Liquibase liquibase = open()) {
      liquibase.tag("half");
      transcript.say("tagged %s".formatted(liquibase.tagExists("half")));
    }
  }

  private void rollback() throws LiquibaseException, SQLException {
    try (Liquibase liquibase = open()) {
      StringWriter sql = new StringWriter();
      liquibase.rollback("half", "", sql);
      sql.toString()
          .lines()
          .filter(line -> !line.startsWith("--"))
          .filter(line -> !line.contains("databasechangelog"))
          .forEach(line -> transcript.say("%s".formatted(line)));
    }
    try (Liquibase liquibase = open()) {
      liquibase.rollback("half", "");
      status(liquibase);
    }
  }

  private void status(Liquibase liquibase) throws LiquibaseException {
    for (ChangeSetStatus each :
        liquibase.getChangeSetStatuses(new Contexts(), new LabelExpression())) {
      transcript.say("%s will run: %s".formatted(each.getChangeSet().getId(), each.getWillRun()));
    }
    for (ChangeSet each : liquibase.listUnrunChangeSets(new Contexts(), new LabelExpression())) {
      transcript.say("unrun %s".formatted(each.getId()));
    }
  }

  private Liquibase open() throws LiquibaseException, SQLException {
    Database database =
        DatabaseFactory.getInstance()
            .findCorrectDatabaseImplementation(new JdbcConnection(Transcript.connect(at)));
    return new Liquibase("tools/liquibase/shop.xml", new ClassLoaderResourceAccessor(), database);
  }

  private void results() {
    transcript.query(
        at,
        "SELECT id, author, filename, orderexecuted, exectype, md5sum, description, tag FROM databasechangelog ORDER BY orderexecuted");
    transcript.query(at, "SELECT count(*), min(id), max(label) FROM tags");
    transcript.query(at, "SELECT * FROM products ORDER BY sku LIMIT 5");
    transcript.query(at, "SELECT * FROM reviews ORDER BY id LIMIT 5");
  }
}
