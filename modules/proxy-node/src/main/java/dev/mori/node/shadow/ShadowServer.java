package dev.mori.node.shadow;

import dev.mori.node.shadow.ShadowException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server of prod's major version that holds the databases of sessions. */
public sealed interface ShadowServer extends AutoCloseable {

  /** A superuser of the server and its maintenance database. */
  PostgresAddress admin();

  /** What it is and where, for people. */
  String describe();

  /** Stops it, when it is ours. */
  @Override
  void close();

  /**
   * Opens the chosen server and checks that it can hold copies of prod's schema.
   *
   * @param prodMajor prod's major version
   * @throws ShadowException with the way out
   */
  static ShadowServer open(ShadowChoice choice, int prodMajor) {
    return switch (choice) {
      case ShadowChoice.Embedded embedded -> {
        if (prodMajor != PostgresBinaries.MAJOR) {
          throw new ShadowException(
              Reason.INCOMPATIBLE,
              "Prod is PostgreSQL "
                  + prodMajor
                  + ", the embedded shadow is "
                  + PostgresBinaries.MAJOR
                  + ": use --shadow docker, or --shadow URL with a server of version "
                  + prodMajor
                  + ".");
        }
        yield new Embedded(EmbeddedPostgres.start(EmbeddedPostgresOptions.at(embedded.home())));
      }
      case ShadowChoice.External external -> checked(new External(external.admin()), prodMajor);
      case ShadowChoice.Docker docker ->
          checked(DockerPostgres.start(docker.home(), prodMajor), prodMajor);
    };
  }

  private static ShadowServer checked(ShadowServer server, int prodMajor) {
    try (Connection connection = server.admin().connect()) {
      List<@Nullable String> facts =
          Sql.rows(
                  connection,
                  "SELECT current_setting('server_version_num')::int / 10000,"
                      + " (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)")
              .getFirst();
      if (!Integer.toString(prodMajor).equals(facts.get(0))) {
        throw new ShadowException(
            Reason.INCOMPATIBLE,
            "Prod is PostgreSQL "
                + prodMajor
                + ", the shadow server "
                + server.describe()
                + " is "
                + facts.get(0)
                + ": both must be of the same major version.");
      }
      if (!"t".equals(facts.get(1))) {
        throw new ShadowException(
            Reason.INCOMPATIBLE,
            "The role of the shadow server "
                + server.describe()
                + " must be a superuser: mori loads rows there with triggers off.");
      }
      return server;
    } catch (SQLException e) {
      server.close();
      throw new ShadowException(
          Reason.SERVER,
          "The shadow server " + server.describe() + " cannot be used: " + e.getMessage(),
          e);
    } catch (ShadowException e) {
      server.close();
      throw e;
    }
  }

  /**
   * A server started by this process.
   *
   * @param postgres the running server
   */
  record Embedded(EmbeddedPostgres postgres) implements ShadowServer {
    @Override
    public PostgresAddress admin() {
      return new PostgresAddress(
          postgres.host(), postgres.port(), "postgres", postgres.superuser(), postgres.password());
    }

    @Override
    public String describe() {
      return "embedded at " + postgres.host() + ":" + postgres.port();
    }

    @Override
    public void close() {
      postgres.close();
    }
  }

  /**
   * A server somebody else runs.
   *
   * @param admin its superuser
   */
  record External(PostgresAddress admin) implements ShadowServer {
    @Override
    public String describe() {
      return admin.host() + ":" + admin.port();
    }

    @Override
    public void close() {
      // not ours
    }
  }

  /**
   * A container; its data stay in their folder when it is gone.
   *
   * @param admin its superuser
   * @param container the running container
   */
  record Docker(PostgresAddress admin, AutoCloseable container) implements ShadowServer {
    @Override
    public String describe() {
      return "docker at " + admin.host() + ":" + admin.port();
    }

    @Override
    public void close() {
      try {
        container.close();
      } catch (Exception e) {
        throw new ShadowException(Reason.SERVER, "The container could not be stopped: " + e, e);
      }
    }
  }
}
