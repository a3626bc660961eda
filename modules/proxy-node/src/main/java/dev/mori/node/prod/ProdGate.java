package dev.mori.node.prod;

import dev.mori.engine.postgres.PostgresProdCatalog;
import dev.mori.node.link.LinkPool;
import dev.mori.node.shadow.PostgresAddress;
import dev.mori.node.transport.LoopCtx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.function.Supplier;

/** A node's way to prod: the pool of read-only links, and what is known of prod's catalog. */
public final class ProdGate implements AutoCloseable {
  /**
   * Every link is read-only by the server's own means, and bounded in locks and idle transactions
   * (ARCHITECTURE 5, layers 2 and 5). How long a statement may take is the client's to say, as on a
   * copy; where it does not, a statement_timeout of prod's for mori's role holds. Scans begin where
   * a table begins: rows are copied in the order in which they lie.
   */
  public static final Map<String, String> STARTUP =
      Map.of(
          "application_name",
          "mori",
          "client_encoding",
          "UTF8",
          "options",
          "-c default_transaction_read_only=on -c jit=off -c lock_timeout=10s"
              + " -c idle_in_transaction_session_timeout=10min -c work_mem=32MB"
              + " -c synchronize_seqscans=off");

  private final LinkPool pool;
  private final ProdCatalogWatch catalog;
  private final ProdChannels channels;
  private final LinkSettings settings = new LinkSettings();

  /** A gate over this pool. */
  public ProdGate(LinkPool pool, ProdCatalogWatch catalog, ProdChannels channels) {
    this.pool = pool;
    this.catalog = catalog;
    this.channels = channels;
  }

  /** One client's access. */
  public ProdSide side(LoopCtx loop) {
    return new ProdSide(pool, settings, loop);
  }

  /** What one client hears of prod. */
  public ProdChannels.Ear ear(LoopCtx loop) {
    return channels.ear(loop);
  }

  /** What is known of prod's catalog. */
  public Supplier<PostgresProdCatalog> catalog() {
    return catalog;
  }

  /** Counters of the pool. */
  public LinkPool pool() {
    return pool;
  }

  @Override
  public void close() {
    channels.close();
    pool.close();
    catalog.close();
  }

  /** Prod's major version; blocks. Fails with a sentence when prod cannot be reached. */
  public static int majorVersion(PostgresAddress prod) {
    return read(
        prod,
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery("SHOW server_version_num")) {
            rows.next();
            return rows.getInt(1) / 10_000;
          }
        });
  }

  /** Work on a read-only connection. */
  @FunctionalInterface
  private interface Reading<T> {
    T read(Connection connection) throws SQLException;
  }

  private static <T> T read(PostgresAddress prod, Reading<T> reading) {
    try (Connection connection = prod.readOnly()) {
      connection.setAutoCommit(false);
      return reading.read(connection);
    } catch (SQLException e) {
      throw new ProdUnreachable(prod, e);
    }
  }

  /** Prod cannot be reached, or does not let us in. */
  public static final class ProdUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProdUnreachable(PostgresAddress prod, SQLException cause) {
      super("prod " + prod + " cannot be read: " + cause.getMessage(), cause);
    }
  }
}
