package dev.mori.node.shadow;

import dev.mori.node.shadow.ShadowException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Starts the official PostgreSQL image of prod's major version on this machine's engine. */
final class DockerPostgres {

  private static final String USER = "mori_admin";

  private DockerPostgres() {}

  /** The data stay below {@code home}, so a new container continues where the last one ended. */
  static ShadowServer.Docker start(Path home, int major) {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new ShadowException(
          Reason.SERVER,
          "There is no Docker engine this user can reach: start one, or use --shadow embedded"
              + " (PostgreSQL "
              + PostgresBinaries.MAJOR
              + " only) or --shadow URL.");
    }
    try {
      Path data = Files.createDirectories(home.resolve("docker-" + major)).toRealPath();
      Path secret = home.resolve("docker-superuser");
      if (!Files.exists(secret)) {
        Folders.writeSecret(secret, Launch.randomPassword());
      }
      PostgreSQLContainer container =
          new PostgreSQLContainer("postgres:" + major)
              .withUsername(USER)
              .withPassword(Files.readString(secret).strip())
              .withDatabaseName("postgres")
              .withFileSystemBind(data.toString(), "/var/lib/mori", BindMode.READ_WRITE)
              .withEnv("PGDATA", "/var/lib/mori/data");
      container.start();
      PostgresAddress admin =
          new PostgresAddress(
              container.getHost(),
              container.getMappedPort(5432),
              "postgres",
              USER,
              Files.readString(secret).strip());
      return new ShadowServer.Docker(admin, container);
    } catch (IOException | RuntimeException e) {
      throw new ShadowException(
          Reason.SERVER,
          "A container with PostgreSQL " + major + " could not be started: " + e.getMessage(),
          e);
    }
  }
}
