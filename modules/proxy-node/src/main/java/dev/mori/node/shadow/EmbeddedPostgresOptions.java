package dev.mori.node.shadow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How an embedded PostgreSQL is started.
 *
 * @param home the folder of this server: data directory, log, superuser password and lock; empty
 *     means a temporary folder, deleted on close
 * @param superuser name of the superuser made by initdb; fixed at the first start
 * @param port TCP port on 127.0.0.1, 0 for a free one
 * @param durable whether commits reach the disk (fsync). Off only for throw-away servers
 * @param locale locale of the cluster's template databases; {@code C} is taken when the machine
 *     lacks it
 * @param settings further server settings, as in postgresql.conf, given on each start
 * @param cache folder for unpacked binaries; empty means the user's cache folder
 * @param startTimeout limit for initdb and for the start including crash recovery, each
 */
public record EmbeddedPostgresOptions(
    Optional<Path> home,
    String superuser,
    int port,
    boolean durable,
    String locale,
    Map<String, String> settings,
    Optional<Path> cache,
    Duration startTimeout) {

  /** Copies the settings, keeping their order. */
  public EmbeddedPostgresOptions {
    settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** A server whose data are kept in {@code home} and survive any crash. */
  public static EmbeddedPostgresOptions at(Path home) {
    return new EmbeddedPostgresOptions(
        Optional.of(home),
        "mori_admin",
        0,
        true,
        "C.UTF-8",
        Map.of(),
        Optional.empty(),
        Duration.ofMinutes(2));
  }

  /** A throw-away server: temporary folder, no fsync, deleted on close. */
  public static EmbeddedPostgresOptions temporary() {
    return new EmbeddedPostgresOptions(
        Optional.empty(),
        "postgres",
        0,
        false,
        "C.UTF-8",
        Map.of(),
        Optional.empty(),
        Duration.ofMinutes(2));
  }

  /** With another superuser name. */
  public EmbeddedPostgresOptions withSuperuser(String name) {
    return new EmbeddedPostgresOptions(
        home, name, port, durable, locale, settings, cache, startTimeout);
  }

  /** With one more server setting. */
  public EmbeddedPostgresOptions withSetting(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(name, value);
    return new EmbeddedPostgresOptions(
        home, superuser, port, durable, locale, more, cache, startTimeout);
  }
}
