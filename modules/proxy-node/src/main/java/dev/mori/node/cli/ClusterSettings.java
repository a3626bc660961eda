package dev.mori.node.cli;

import dev.mori.admin.cli.CliFailure;
import dev.mori.admin.cli.ExitCode;
import dev.mori.admin.cli.NodeProgram.Launch;
import dev.mori.admin.config.ClusterAddress;
import dev.mori.admin.config.NodeConfig;
import dev.mori.node.shadow.PostgresAddress;
import dev.mori.node.shadow.ShadowChoice;
import dev.mori.node.shadow.ShadowException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What makes a node one of a cluster: its address, and a journal that the nodes share. */
final class ClusterSettings {
  private static final String JOURNAL = "mori_journal";

  /** The database is there already, or somebody else has just made it. */
  private static final Set<String> EXISTS = Set.of("42P04", "23505");

  private ClusterSettings() {}

  /** Settings of the actor system; makes the journal's database. Empty for a node alone. */
  static Map<String, Object> of(Launch launch) {
    return ClusterAddress.of(launch.config())
        .map(address -> of(launch, address, journal(launch.config())))
        .orElse(Map.of());
  }

  private static Map<String, Object> of(
      Launch launch, ClusterAddress address, PostgresAddress journal) {
    make(journal);
    Map<String, Object> settings = new HashMap<>(ClusterTls.of(launch.config()));
    settings.putAll(
        Map.ofEntries(
            Map.entry("mori.cluster.name", launch.connection().name()),
            Map.entry("mori.cluster.host", address.host()),
            Map.entry("mori.cluster.port", address.port()),
            Map.entry(
                "mori.cluster.strategy",
                launch.config().count("mori.cluster.size") == 2
                    ? "lease-majority"
                    : "keep-majority"),
            Map.entry("mori.state.journal.url", journal.urlWithTls()),
            Map.entry("mori.state.journal.user", journal.user()),
            Map.entry("mori.state.journal.password", journal.password()),
            Map.entry("mori.state.journal.profile", "slick.jdbc.PostgresProfile$"),
            Map.entry("mori.state.journal.driver", "org.postgresql.Driver"),
            Map.entry("mori.state.journal.exclusive", false),
            Map.entry("mori.state.journal.pool-size", 4)));
    return settings;
  }

  private static PostgresAddress journal(NodeConfig config) {
    String shadow = config.text("mori.session.shadow");
    String journal = config.text("mori.cluster.journal");
    try {
      if (!shadow.contains("://")) {
        throw new CliFailure(
            ExitCode.USAGE,
            "a cluster needs a shadow that all its nodes reach, and mori.session.shadow is \""
                + shadow
                + "\": say --shadow postgres://user:password@host:port/postgres.");
      }
      return journal.isEmpty()
          ? ShadowChoice.address(shadow).withDatabase(JOURNAL)
          : ShadowChoice.address(journal);
    } catch (ShadowException e) {
      throw new CliFailure(
          ExitCode.USAGE,
          "mori.cluster.journal: expected an address like"
              + " postgres://user:password@host:5432/database.");
    }
  }

  private static void make(PostgresAddress journal) {
    try (Connection connection = journal.connect()) {
      check(journal, connection);
    } catch (SQLException e) {
      if (!"3D000".equals(e.getSQLState())) {
        throw unreachable(journal, e);
      }
      create(journal);
    }
  }

  /** What was answered must be on the disk. */
  private static void check(PostgresAddress journal, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW synchronous_commit")) {
      if (row.next() && row.getString(1).equals("off")) {
        throw new CliFailure(
            ExitCode.FAILED,
            "the cluster's journal "
                + journal
                + " has synchronous_commit = off, with which it may lose what clients were told is"
                + " done: set it to on.");
      }
    }
  }

  private static void create(PostgresAddress journal) {
    try (Connection server = journal.withDatabase("postgres").connect();
        Statement statement = server.createStatement()) {
      check(journal, server);
      String name = "\"" + journal.database().replace("\"", "\"\"") + "\"";
      statement.execute("CREATE DATABASE " + name + " TEMPLATE template0");
      statement.execute("REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
    } catch (SQLException e) {
      if (!EXISTS.contains(e.getSQLState())) {
        throw unreachable(journal, e);
      }
    }
  }

  private static CliFailure unreachable(PostgresAddress journal, SQLException e) {
    return new CliFailure(
        ExitCode.FAILED,
        "the cluster's journal " + journal + " cannot be used: " + e.getMessage() + ".");
  }
}
