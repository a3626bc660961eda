package dev.mori.node.prod;

import dev.mori.engine.postgres.PostgresCatalogSql;
import dev.mori.engine.postgres.PostgresProdCatalog;
import dev.mori.node.shadow.PostgresAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prod's catalog as it is now: read when the node starts, and again soon after prod's schema has
 * changed, so that plans name the columns that prod has. Sessions keep the schema they were made
 * with. Between two looks a change goes unnoticed for the interval at the most.
 */
public final class ProdCatalogWatch implements Supplier<PostgresProdCatalog>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProdCatalogWatch.class);

  private final PostgresAddress prod;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("mori-prod-catalog").factory());
  private @Nullable Connection connection;
  private volatile PostgresProdCatalog current;
  private String fingerprint;
  private boolean unreachable;

  private ProdCatalogWatch(PostgresAddress prod) throws SQLException {
    this.prod = prod;
    try {
      Connection opened = open();
      this.fingerprint = fingerprint(opened);
      this.current = load(opened);
      opened.rollback();
    } catch (SQLException | RuntimeException e) {
      abandon();
      throw e;
    }
  }

  /**
   * Reads the catalog and goes on watching; blocks until it is read.
   *
   * @throws ProdGate.ProdUnreachable when prod cannot be reached or read
   */
  public static ProdCatalogWatch start(PostgresAddress prod, Duration interval) {
    try {
      ProdCatalogWatch watch = new ProdCatalogWatch(prod);
      var unused =
          watch.looking.scheduleWithFixedDelay(
              watch::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
      return watch;
    } catch (SQLException e) {
      throw new ProdGate.ProdUnreachable(prod, e);
    }
  }

  @Override
  public PostgresProdCatalog get() {
    return current;
  }

  @Override
  public void close() {
    looking.execute(this::abandon);
    looking.shutdown();
  }

  private void look() {
    try {
      Connection open = connection == null ? open() : connection;
      String now = fingerprint(open);
      if (!now.equals(fingerprint)) {
        current = load(open);
        fingerprint = now;
        LOG.info("prod's schema has changed, its catalog was read again");
      }
      open.rollback();
      unreachable = false;
    } catch (SQLException e) {
      if (!unreachable) {
        LOG.warn("prod's catalog cannot be looked at: {}", e.getMessage());
      }
      unreachable = true;
      abandon();
    } catch (RuntimeException e) {
      // Thrown further it would end the watch without a word.
      LOG.error("prod's catalog is not understood, it is looked at again", e);
      abandon();
    }
  }

  private Connection open() throws SQLException {
    Connection opened = prod.readOnly();
    connection = opened;
    opened.setAutoCommit(false);
    return opened;
  }

  private void abandon() {
    Connection lost = connection;
    connection = null;
    if (lost == null) {
      return;
    }
    try {
      lost.close();
    } catch (SQLException e) {
      LOG.debug("closing a lost connection to prod", e);
    }
  }

  private static String fingerprint(Connection open) throws SQLException {
    try (Statement statement = open.createStatement();
        ResultSet rows = statement.executeQuery(PostgresCatalogSql.PROD_FINGERPRINT)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  private static PostgresProdCatalog load(Connection open) throws SQLException {
    try (Statement statement = open.createStatement()) {
      statement.execute(PostgresCatalogSql.PROD_SETTINGS);
      try (ResultSet rows = statement.executeQuery(PostgresCatalogSql.prodLoad())) {
        return PostgresProdCatalog.of(texts(rows));
      }
    }
  }

  private static List<List<@Nullable String>> texts(ResultSet rows) throws SQLException {
    List<List<@Nullable String>> all = new ArrayList<>();
    int width = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      List<@Nullable String> row = new ArrayList<>(width);
      for (int i = 1; i <= width; i++) {
        row.add(rows.getString(i));
      }
      all.add(row);
    }
    return all;
  }
}
