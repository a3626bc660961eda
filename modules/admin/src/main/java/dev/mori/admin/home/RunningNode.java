package dev.mori.admin.home;

import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * What a node that runs has written down about itself.
 *
 * @param pid its process
 * @param bind address clients connect to
 * @param port port clients connect to
 * @param adminPort port of the admin API on 127.0.0.1
 * @param session session of clients that name none
 * @param startedAt when it became ready
 */
public record RunningNode(
    long pid, String bind, int port, int adminPort, String session, Instant startedAt) {

  Properties write() {
    Properties properties = new Properties();
    properties.setProperty("pid", Long.toString(pid));
    properties.setProperty("bind", bind);
    properties.setProperty("port", Integer.toString(port));
    properties.setProperty("admin-port", Integer.toString(adminPort));
    properties.setProperty("session", session);
    properties.setProperty("started-at", startedAt.toString());
    return properties;
  }

  static Optional<RunningNode> read(Properties properties) {
    try {
      return Optional.of(
          new RunningNode(
              Long.parseLong(properties.getProperty("pid", "")),
              properties.getProperty("bind", ""),
              Integer.parseInt(properties.getProperty("port", "")),
              Integer.parseInt(properties.getProperty("admin-port", "")),
              properties.getProperty("session", ""),
              Instant.parse(properties.getProperty("started-at", ""))));
    } catch (IllegalArgumentException | java.time.format.DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
