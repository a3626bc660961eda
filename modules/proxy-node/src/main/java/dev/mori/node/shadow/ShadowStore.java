package dev.mori.node.shadow;

import dev.mori.node.shadow.ShadowException.Reason;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session databases of one connection on one shadow server. A template database holds prod's
 * schema and the ledger; each session's database is a copy of it, so object ids inside are the
 * template's. One copy is always kept ready: giving a session a fresh database (create, reset)
 * costs a few milliseconds, whatever the old one held.
 *
 * <p>Several nodes may use the same server; what exists is registered there. All methods block;
 * they may be called from any thread that may block.
 */
public final class ShadowStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShadowStore.class);

  /** An unregistered session database younger than this may belong to a node that is opening it. */
  private static final Duration GRACE = Duration.ofMinutes(10);

  private static final Set<String> REPORTED = Set.of("timezone", "datestyle", "intervalstyle");

  private final ShadowServer server;
  private final PostgresAddress prod;
  private final ShadowStoreOptions options;
  private final ShadowBuilder builder;
  private final String template;
  private final String clientPassword;
  private final ExecutorService background;

  private ShadowStore(Opening opening, String template, String clientPassword) {
    this.server = opening.server;
    this.prod = opening.prod;
    this.options = opening.options;
    this.builder = opening.builder;
    this.template = template;
    this.clientPassword = clientPassword;
    this.background =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("mori-shadow-store").factory());
  }

  /** What opening a store works with. */
  private record Opening(
      ShadowServer server,
      PostgresAddress prod,
      ShadowStoreOptions options,
      ShadowBuilder builder) {}

  /**
   * Opens the store: reads prod's schema (read-only), makes the template when there is none for
   * that schema, cleans up what a crash left behind, and keeps the first spare ready.
   *
   * @param server not closed by the store
   * @param prod the connection's database, with the role whose name clients of the shadow get
   */
  public static ShadowStore open(
      ShadowServer server, PostgresAddress prod, ShadowStoreOptions options) {
    ShadowBuilder builder = new ShadowBuilder(server, prod, options, ProdSchema.read(prod));
    try (ShadowRegistry registry = ShadowRegistry.open(server.admin(), options.connection())) {
      registry.prepare();
      registry.lock();
      try {
        builder.cleanUp(registry);
        String password = builder.login(registry);
        String template = builder.template(registry);
        for (String spare : registry.names("spare")) {
          builder.applySettings(registry, spare);
        }
        if (registry.names("spare").isEmpty()) {
          builder.addSpare(registry, template);
        }
        return new ShadowStore(new Opening(server, prod, options, builder), template, password);
      } finally {
        registry.unlock();
      }
    } catch (SQLException | IOException e) {
      throw failed(server, e);
    }
  }

  private static ShadowException failed(ShadowServer server, Exception e) {
    return new ShadowException(
        Reason.SERVER, "The shadow server " + server.describe() + " failed: " + e.getMessage(), e);
  }

  /**
   * Gives a session a fresh database: prod's schema, no rows, sequences at prod's state. Called for
   * a new session and for each reset; the session's earlier databases stay until {@link #drop}.
   */
  public ShadowDatabase createSession(String session) {
    try (ShadowRegistry registry = ShadowRegistry.open(server.admin(), options.connection())) {
      Optional<ShadowDatabase> taken = registry.take(session, builder.fingerprint());
      while (taken.isEmpty()) {
        registry.lock();
        try {
          builder.addSpare(registry, template);
        } finally {
          registry.unlock();
        }
        taken = registry.take(session, builder.fingerprint());
      }
      ShadowDatabase database = taken.get();
      later("making a spare database", this::refill);
      List<String> unknown =
          Sequences.sync(prod, server.admin().withDatabase(database.name()), options.sequenceGap());
      if (!unknown.isEmpty()) {
        LOG.warn("prod does not let us read the sequences {}", unknown);
      }
      Sql.run(
          registry.server(),
          "COMMENT ON DATABASE "
              + Sql.name(database.name())
              + " IS "
              + Sql.text(
                  "mori session "
                      + options.connection()
                      + "/"
                      + session
                      + ", epoch "
                      + database.epoch()));
      return database;
    } catch (SQLException e) {
      throw failed(server, e);
    }
  }

  private void refill() throws SQLException {
    try (ShadowRegistry registry = ShadowRegistry.open(server.admin(), options.connection())) {
      registry.lock();
      try {
        if (registry.names("spare").isEmpty()) {
          builder.addSpare(registry, template);
        }
      } finally {
        registry.unlock();
      }
    }
  }

  /**
   * Gives a session's database up. Returns when that is registered; its connections are ended and
   * the database is dropped in the background.
   */
  public void drop(String database) {
    try (ShadowRegistry registry = ShadowRegistry.open(server.admin(), options.connection())) {
      registry.become(database, "dropping");
    } catch (SQLException e) {
      throw failed(server, e);
    }
    later(
        "dropping a database",
        () -> {
          try (ShadowRegistry registry =
              ShadowRegistry.open(server.admin(), options.connection())) {
            builder.drop(registry, database);
          }
        });
  }

  /** Octets that each session's databases take on the server. */
  public Map<String, Long> sizes() {
    try (ShadowRegistry registry = ShadowRegistry.open(server.admin(), options.connection())) {
      return registry.sizes();
    } catch (SQLException e) {
      throw failed(server, e);
    }
  }

  /** How many clients are connected to a session's database, by whichever node. */
  public int clients(String database) {
    try (ShadowRegistry registry = ShadowRegistry.open(server.admin(), options.connection())) {
      return registry.clients(database);
    } catch (SQLException e) {
      throw failed(server, e);
    }
  }

  /** The databases of this connection's sessions, oldest first. */
  public List<ShadowDatabase> list() {
    try (ShadowRegistry registry = ShadowRegistry.open(server.admin(), options.connection())) {
      return registry.sessions();
    } catch (SQLException e) {
      throw failed(server, e);
    }
  }

  /**
   * Drops session databases that no session uses: taken by a node that died before the session was
   * told. Those younger than ten minutes are left alone.
   *
   * @param inUse names of the databases that sessions have now
   * @return how many are dropped
   */
  public int sweep(Set<String> inUse) {
    return sweep(inUse, Instant.now().minus(GRACE));
  }

  int sweep(Set<String> inUse, Instant madeBefore) {
    List<ShadowDatabase> orphans =
        list().stream()
            .filter(database -> !inUse.contains(database.name()))
            .filter(database -> database.createdAt().isBefore(madeBefore))
            .toList();
    orphans.forEach(orphan -> drop(orphan.name()));
    return orphans.size();
  }

  /**
   * How a client's own link logs in, and whatever else touches rows: as prod's role, who owns the
   * database here. What clients have put into it runs with that role's rights, never with more.
   */
  public PostgresAddress client(String database) {
    return server.admin().withDatabase(database).withUser(prod.user(), clientPassword);
  }

  /** Of prod's schema (and mori's ledger); a database with another one has an older schema. */
  public String fingerprint() {
    return builder.fingerprint();
  }

  /** Prod's major version. */
  public int major() {
    return builder.major();
  }

  /**
   * Makes sessions begin with the settings that prod's sessions begin with and that the JDBC driver
   * hides by setting them itself: TimeZone, DateStyle and IntervalStyle. Applies to all databases
   * of this connection, for client links opened from now on.
   *
   * @param parameters prod's ParameterStatus values after a start-up without these settings; others
   *     are ignored
   */
  public void useProdDefaults(Map<String, String> parameters) {
    Map<String, String> defaults = new TreeMap<>();
    parameters.forEach(
        (name, value) -> {
          if (REPORTED.contains(name.toLowerCase(Locale.ROOT))) {
            defaults.put(name.toLowerCase(Locale.ROOT), value);
          }
        });
    builder.useDefaults(defaults);
    try (ShadowRegistry registry = ShadowRegistry.open(server.admin(), options.connection())) {
      registry.lock();
      try {
        List<String> names = new ArrayList<>(registry.names("spare"));
        names.addAll(registry.names("session"));
        for (String name : names) {
          builder.applySettings(registry, name);
        }
      } finally {
        registry.unlock();
      }
    } catch (SQLException e) {
      throw failed(server, e);
    }
  }

  private void later(String what, Task task) {
    try {
      background.execute(
          () -> {
            try {
              task.run();
            } catch (SQLException | RuntimeException e) {
              LOG.warn("{} failed, it is tried again at the next start: {}", what, e.toString());
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("{} is left to the next start", what);
    }
  }

  /** Work for the background thread. */
  @FunctionalInterface
  private interface Task {
    void run() throws SQLException;
  }

  /** Ends the background work after what is queued, waiting at most 30 s. The server stays. */
  @Override
  public void close() {
    background.shutdown();
    try {
      if (!background.awaitTermination(30, TimeUnit.SECONDS)) {
        LOG.warn("the shadow store still has work; it is done at the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
