package dev.mori.node.shadow;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.node.shadow.ShadowException.Reason;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
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
  private static final int NAME_LIMIT = 40;

  /** An unregistered session database younger than this may belong to a node that is opening it. */
  private static final Duration GRACE = Duration.ofMinutes(10);

  private final ShadowServer server;
  private final PostgresAddress prod;
  private final ShadowStoreOptions options;
  private final ProdSchema schema;
  private final String fingerprint;
  private final String clientPassword;
  private final String template;
  private final List<String> remarks;
  private final ExecutorService background;

  private ShadowStore(Opening opening, String template, String clientPassword) {
    this.server = opening.server;
    this.prod = opening.prod;
    this.options = opening.options;
    this.schema = opening.schema;
    this.fingerprint = opening.schema.description().fingerprint();
    this.remarks = List.copyOf(opening.remarks);
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
      ProdSchema schema,
      List<String> remarks) {}

  /**
   * Opens the store: reads prod's schema (read-only), makes the template when there is none for
   * that schema, cleans up what a crash left behind, and keeps the first spare ready.
   *
   * @param server not closed by the store
   * @param prod the connection's database, with the role whose name clients of the shadow get
   */
  public static ShadowStore open(
      ShadowServer server, PostgresAddress prod, ShadowStoreOptions options) {
    Opening opening = new Opening(server, prod, options, ProdSchema.read(prod), new ArrayList<>());
    try (ShadowRegistry registry = ShadowRegistry.open(server.admin(), options.connection())) {
      registry.prepare();
      registry.lock();
      try {
        String password = login(registry, opening);
        for (String leftover : registry.names("building")) {
          dropNow(registry, leftover);
        }
        for (String leftover : registry.names("dropping")) {
          dropNow(registry, leftover);
        }
        String template = template(registry, opening);
        ShadowStore store = new ShadowStore(opening, template, password);
        for (String outdated : registry.outdated(store.fingerprint)) {
          dropNow(registry, outdated);
        }
        if (registry.names("spare").isEmpty()) {
          store.addSpare(registry);
        }
        return store;
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

  /** The role clients log in as: prod's name, all rights, a random password of our own. */
  private static String login(ShadowRegistry registry, Opening opening) throws SQLException {
    String role = opening.prod.user();
    PostgresAddress admin = opening.server.admin();
    if (role.equals(admin.user())) {
      return admin.password();
    }
    Optional<String> known = registry.password(role);
    if (known.isPresent()) {
      return known.get();
    }
    Connection connection = registry.server();
    List<String> found =
        Sql.column(
            connection, "SELECT rolcanlogin FROM pg_roles WHERE rolname = " + Sql.text(role));
    if (found.contains("t")) {
      throw new ShadowException(
          Reason.SERVER,
          "The shadow server "
              + opening.server.describe()
              + " already has a login role "
              + role
              + " that is not mori's: drop it there, or use a server of its own for shadows.");
    }
    String password = Launch.randomPassword();
    Sql.run(
        connection,
        (found.isEmpty() ? "CREATE ROLE " : "ALTER ROLE ")
            + Sql.name(role)
            + " LOGIN SUPERUSER PASSWORD "
            + Sql.text(password));
    registry.rememberLogin(role, password);
    return password;
  }

  private static String template(ShadowRegistry registry, Opening opening)
      throws SQLException, IOException {
    String fingerprint = opening.schema.description().fingerprint();
    Optional<String> present = registry.template(fingerprint);
    if (present.isPresent()) {
      return present.get();
    }
    long begin = System.nanoTime();
    String name =
        "mori_" + plain(opening.options.connection()) + "_tpl_" + fingerprint.substring(0, 12);
    registry.register(name, fingerprint);
    opening.remarks.addAll(
        new SchemaClone(opening.prod, opening.schema, SchemaClone.Way.BEST)
            .make(opening.server.admin(), name, opening.options.otherLocale()));
    PostgresAddress target = opening.server.admin().withDatabase(name);
    try (Connection connection = target.connect()) {
      Sql.run(connection, PostgresLedger.script());
      Sql.run(connection, PostgresLedger.ADOPT_ALL);
    }
    Sql.run(registry.server(), "ALTER DATABASE " + Sql.name(name) + " ALLOW_CONNECTIONS false");
    registry.become(name, "template");
    LOG.info("template {} made in {} ms", name, (System.nanoTime() - begin) / 1_000_000);
    for (String remark : opening.remarks) {
      LOG.warn("{}", remark);
    }
    return name;
  }

  /** At most {@value #NAME_LIMIT} letters, digits and underscores. */
  private static String plain(String name) {
    String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    return letters.substring(0, Math.min(NAME_LIMIT, letters.length()));
  }

  private void addSpare(ShadowRegistry registry) throws SQLException {
    byte[] random = new byte[5];
    ThreadLocalRandom.current().nextBytes(random);
    String name = "mori_" + plain(options.connection()) + "_" + HexFormat.of().formatHex(random);
    registry.register(name, fingerprint);
    Sql.run(
        registry.server(), "CREATE DATABASE " + Sql.name(name) + " TEMPLATE " + Sql.name(template));
    schema.applySettings(registry.server(), name);
    registry.become(name, "spare");
  }

  private static void dropNow(ShadowRegistry registry, String name) throws SQLException {
    registry.become(name, "dropping");
    Sql.run(registry.server(), "DROP DATABASE IF EXISTS " + Sql.name(name) + " WITH (FORCE)");
    registry.forget(name);
  }

  /**
   * Gives a session a fresh database: prod's schema, no rows, sequences at prod's state. Called for
   * a new session and for each reset; the session's earlier databases stay until {@link #drop}.
   */
  public ShadowDatabase createSession(String session) {
    try (ShadowRegistry registry = ShadowRegistry.open(server.admin(), options.connection())) {
      Optional<ShadowDatabase> taken = registry.take(session, fingerprint);
      while (taken.isEmpty()) {
        registry.lock();
        try {
          addSpare(registry);
        } finally {
          registry.unlock();
        }
        taken = registry.take(session, fingerprint);
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
          addSpare(registry);
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
            dropNow(registry, database);
          }
        });
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

  /** Sets the sequences of a session's database to prod's state plus the gap. */
  public void syncSequences(String database) {
    try {
      Sequences.sync(prod, server.admin().withDatabase(database), options.sequenceGap());
    } catch (SQLException e) {
      throw failed(server, e);
    }
  }

  /** How a client's own link logs in: prod's role, superuser here. */
  public PostgresAddress client(String database) {
    return server.admin().withDatabase(database).withUser(prod.user(), clientPassword);
  }

  /** How mori itself logs in, for hydration and bookkeeping. */
  public PostgresAddress admin(String database) {
    return server.admin().withDatabase(database);
  }

  /** The fingerprint of prod's schema; a database with another one has an older schema. */
  public String fingerprint() {
    return fingerprint;
  }

  /** Prod's major version. */
  public int major() {
    return schema.major();
  }

  /** Sentences about what of prod's schema is not as on prod, found when the template was made. */
  public List<String> remarks() {
    return remarks;
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
