package dev.mori.node.shadow;

import dev.mori.node.shadow.ShadowException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL {@value PostgresBinaries#MAJOR} started by this process, listening on 127.0.0.1
 * only, with SCRAM passwords. Works as a normal user and as root (see {@link ServerUser}).
 *
 * <p>Its folder belongs to one process at a time (a file lock says so). The server ends with this
 * process, however that ends; one that was left over all the same is stopped by the next start, and
 * its data are recovered. All methods block.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final int PORT_TRIES = 5;

  private final ClusterFolder folder;
  private final ServerProcess process;
  private final String superuser;
  private final String password;
  private final Thread hook;
  private boolean closed;

  private EmbeddedPostgres(
      ClusterFolder folder, ServerProcess process, String superuser, String password) {
    this.folder = folder;
    this.process = process;
    this.superuser = superuser;
    this.password = password;
    this.hook = new Thread(this::end, "mori-embedded-postgres-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts the server; returns when it accepts connections, after crash recovery if that was
   * needed.
   *
   * @throws ShadowException with a sentence for the user: no binaries, no user to run as, folder in
   *     use, start failed
   */
  public static EmbeddedPostgres start(EmbeddedPostgresOptions options) {
    long begin = System.nanoTime();
    ClusterFolder folder = null;
    boolean started = false;
    try {
      folder = ClusterFolder.open(options);
      Launch launch = Launch.prepare(options, folder);
      String password = launch.initialise();
      ServerProcess process = startOnSomePort(launch, options.port());
      EmbeddedPostgres server =
          new EmbeddedPostgres(folder, process, options.superuser(), password);
      started = true;
      LOG.info(
          "embedded PostgreSQL listens on 127.0.0.1:{} after {} ms, data in {}",
          process.port(),
          (System.nanoTime() - begin) / 1_000_000,
          folder.data());
      return server;
    } catch (IOException e) {
      throw new ShadowException(
          Reason.START, "The embedded PostgreSQL could not be started: " + e, e);
    } finally {
      if (!started && folder != null) {
        folder.close();
      }
    }
  }

  private static ServerProcess startOnSomePort(Launch launch, int wanted) throws IOException {
    for (int attempt = 1; ; attempt++) {
      int port = wanted != 0 ? wanted : Launch.freePort();
      ServerProcess.Outcome outcome = launch.start(port);
      switch (outcome) {
        case ServerProcess.Outcome.Ready(ServerProcess process) -> {
          return process;
        }
        case ServerProcess.Outcome.PortTaken() -> {
          if (wanted != 0 || attempt >= PORT_TRIES) {
            throw new ShadowException(
                Reason.START, "Port " + port + " on 127.0.0.1 is taken by another program.");
          }
        }
        case ServerProcess.Outcome.Failed(String lastLines) ->
            throw new ShadowException(
                Reason.START, "The embedded PostgreSQL did not start: " + lastLines);
      }
    }
  }

  /** Always the IPv4 loopback address. */
  public String host() {
    return "127.0.0.1";
  }

  /** The TCP port; another one after each start unless the options fix it. */
  public int port() {
    return process.port();
  }

  /** Name of the superuser; also that of the maintenance database is {@code postgres}. */
  public String superuser() {
    return superuser;
  }

  /** The superuser's random password. Never log it. */
  public String password() {
    return password;
  }

  /** JDBC address of a database, without user and password. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://"
        + host()
        + ":"
        + port()
        + "/"
        + java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8);
  }

  /** Connects as the superuser. */
  public Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", superuser);
    properties.setProperty("password", password);
    return DriverManager.getConnection(jdbcUrl(database), properties);
  }

  /** The data directory. */
  public Path dataDirectory() {
    return folder.data();
  }

  /** Operating system's id of the server's first process. */
  public long pid() {
    return process.pid();
  }

  /** Whether the server process runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Stops the server by a fast shutdown (open transactions roll back, committed ones are kept),
   * then deletes a temporary folder. May be called more than once.
   */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending: the hook does the same work
    }
    end();
  }

  private synchronized void end() {
    if (closed) {
      return;
    }
    closed = true;
    process.stop();
    folder.close();
  }

  /** Whether this folder holds a cluster that was initialised before. */
  public static boolean exists(Path home) {
    return Files.isRegularFile(home.resolve("data").resolve("PG_VERSION"));
  }
}
