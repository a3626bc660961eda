package dev.mori.node.cli;

import dev.mori.admin.cli.CliFailure;
import dev.mori.admin.cli.ExitCode;
import dev.mori.admin.config.Connection;
import dev.mori.node.shadow.PostgresAddress;
import java.net.UnknownHostException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to prod before anything is started: tells what is wrong in a sentence, and what prod's
 * role may do that it should not (ARCHITECTURE 5, layer 1).
 */
final class ProdCheck {
  private static final String FACTS =
      """
      SELECT pg_catalog.current_setting('server_version'),
             (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),
             (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class
               WHERE relowner = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)
                 AND relkind IN ('r', 'p') AND relnamespace <> 'pg_catalog'::pg_catalog.regnamespace),
             (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                 AND pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))
      """;

  private ProdCheck() {}

  /**
   * What was found.
   *
   * @param server what prod says it is
   * @param powers sentences about what the role can do beyond reading; empty is best
   */
  record Found(String server, List<String> powers) {}

  /** The address of a connection. */
  static PostgresAddress address(Connection connection) {
    Map<String, String> tls = new LinkedHashMap<>();
    tls.put("sslmode", connection.sslMode());
    connection
        .extra()
        .forEach(
            (key, value) -> {
              if (key.startsWith("ssl")) {
                tls.put(key, value);
              }
            });
    return new PostgresAddress(
        connection.host(),
        connection.port(),
        connection.database(),
        connection.user(),
        connection.password().reveal(),
        tls);
  }

  /** Logs in, looks, logs out; blocks. */
  static Found run(PostgresAddress prod) {
    try (java.sql.Connection connection = prod.readOnly();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FACTS)) {
      row.next();
      List<String> powers = new ArrayList<>();
      if (row.getBoolean(2)) {
        powers.add("the prod role " + prod.user() + " is a superuser");
      } else {
        if (row.getLong(3) > 0) {
          powers.add("the prod role " + prod.user() + " owns " + row.getLong(3) + " tables");
        }
        if (row.getLong(4) > 0) {
          powers.add("the prod role " + prod.user() + " may write " + row.getLong(4) + " tables");
        }
      }
      return new Found("PostgreSQL " + row.getString(1), powers);
    } catch (SQLException e) {
      throw failure(prod, e);
    }
  }

  /** The sentence for what the server or the network said. */
  static CliFailure failure(PostgresAddress prod, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String said =
        String.valueOf(e.getMessage())
            .replaceFirst("^FATAL: ", "")
            .replaceFirst("\\. Check that the hostname.*", "")
            .lines()
            .findFirst()
            .orElse("");
    String server = "prod " + prod;
    String sentence;
    if (state.startsWith("28") || said.contains("password")) {
      sentence =
          server + " refuses the login (" + said + "): check user and password of the connection.";
    } else if (state.equals("3D000")) {
      sentence = server + " has no such database (" + said + "): check database of the connection.";
    } else if (causedBy(e, UnknownHostException.class)) {
      sentence = server + " cannot be reached: the host name " + prod.host() + " is not known.";
    } else if (state.startsWith("08")) {
      sentence =
          server
              + " cannot be reached ("
              + said
              + "): check host, port and ssl_mode, and that the server runs.";
    } else {
      sentence = server + " cannot be used (" + said + ").";
    }
    return new CliFailure(ExitCode.PROD, sentence);
  }

  private static boolean causedBy(Throwable thrown, Class<? extends Throwable> type) {
    @Nullable Throwable cause = thrown;
    while (cause != null) {
      if (type.isInstance(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
