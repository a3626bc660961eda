package dev.mori.node.shadow;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.node.shadow.ShadowException.Reason;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and drops the databases and the login role of one connection. Whoever calls holds the
 * registry's lock, so what is registered as being built is a leftover for everybody else.
 */
final class ShadowBuilder {

  private static final Logger LOG = LoggerFactory.getLogger(ShadowBuilder.class);
  private static final int NAME_LIMIT = 30;

  private final ShadowServer server;
  private final PostgresAddress prod;
  private final ShadowStoreOptions options;
  private final ProdSchema schema;
  private final String ledger;
  private final String fingerprint;
  private volatile Map<String, String> defaults = Map.of();

  ShadowBuilder(
      ShadowServer server, PostgresAddress prod, ShadowStoreOptions options, ProdSchema schema) {
    this.server = server;
    this.prod = prod;
    this.options = options;
    this.schema = schema;
    this.ledger = PostgresLedger.script(schema.place().database(), schema.roles().superusers());
    this.fingerprint = schema.description().fingerprint(ledger);
  }

  /** Of prod's schema and the ledger; a database with another one was made from something else. */
  String fingerprint() {
    return fingerprint;
  }

  int major() {
    return schema.place().major();
  }

  /** Session defaults of prod that the driver cannot read; they apply to what is made from now. */
  void useDefaults(Map<String, String> values) {
    defaults = Map.copyOf(values);
  }

  /** The role clients log in as: prod's name, no superuser, a random password of our own. */
  String login(ShadowRegistry registry) throws SQLException {
    String role = prod.user();
    if (role.equals(server.admin().user())) {
      throw new ShadowException(
          Reason.SERVER,
          "Clients would be superusers of the shadow server "
              + server.describe()
              + ": its superuser has the name of prod's role, "
              + role
              + ". Give mori a superuser there with another name (CREATE ROLE mori_admin LOGIN"
              + " SUPERUSER PASSWORD ...).");
    }
    Optional<String> known = registry.password(role);
    if (known.isPresent()) {
      registry.restrict(role);
      return known.get();
    }
    List<String> found =
        Sql.column(
            registry.server(),
            "SELECT rolcanlogin FROM pg_roles WHERE rolname = " + Sql.text(role));
    if (found.contains("t")) {
      throw new ShadowException(
          Reason.SERVER,
          "The shadow server "
              + server.describe()
              + " already has a login role "
              + role
              + " that is not mori's: drop it there, or use a server of its own for shadows.");
    }
    String password = Launch.randomPassword();
    registry.createLogin(role, password, found.isEmpty());
    registry.restrict(role);
    return password;
  }

  /** The template for prod's present schema, made unless it is there; remarks are logged. */
  String template(ShadowRegistry registry) throws SQLException, IOException {
    Optional<String> present = registry.template(fingerprint);
    if (present.isPresent()) {
      return present.get();
    }
    long begin = System.nanoTime();
    String name = "mori_" + plain() + "_tpl_" + fingerprint.substring(0, 12);
    registry.register(name, fingerprint);
    List<String> remarks =
        new ArrayList<>(
            new SchemaClone(prod, schema, SchemaClone.Way.BEST).make(server.admin(), name));
    try (Connection connection = server.admin().withDatabase(name).connect()) {
      Sql.run(connection, ledger);
      Sql.run(connection, PostgresLedger.ADOPT_ALL);
    }
    Sql.run(registry.server(), "ALTER DATABASE " + Sql.name(name) + " ALLOW_CONNECTIONS false");
    registry.become(name, "template");
    LOG.info("template {} made in {} ms", name, (System.nanoTime() - begin) / 1_000_000);
    remarks.forEach(remark -> LOG.warn("{}", remark));
    return name;
  }

  /** The connection's name as part of a database's name: unique, short, without odd characters. */
  private String plain() {
    String name = options.connection();
    String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    return letters.equals(name) && name.length() <= NAME_LIMIT
        ? name
        : letters.substring(0, Math.min(NAME_LIMIT, letters.length()))
            + "_"
            + HexFormat.of().toHexDigits(name.hashCode());
  }

  /** Makes a database that waits for a session. */
  void addSpare(ShadowRegistry registry, String template) throws SQLException {
    byte[] random = new byte[5];
    ThreadLocalRandom.current().nextBytes(random);
    String name = "mori_" + plain() + "_" + HexFormat.of().formatHex(random);
    registry.register(name, fingerprint);
    Sql.run(
        registry.server(),
        "CREATE DATABASE "
            + Sql.name(name)
            + " OWNER "
            + Sql.name(prod.user())
            + " TEMPLATE "
            + Sql.name(template));
    applySettings(registry, name);
    registry.become(name, "spare");
  }

  /** Gives a database the settings that prod's sessions begin with. */
  void applySettings(ShadowRegistry registry, String name) throws SQLException {
    schema.applySettings(registry.server(), name, defaults);
  }

  /** Ends all connections to a database and drops it; one that is gone is forgotten. */
  void drop(ShadowRegistry registry, String name) throws SQLException {
    registry.become(name, "dropping");
    Sql.run(registry.server(), "DROP DATABASE IF EXISTS " + Sql.name(name) + " WITH (FORCE)");
    registry.forget(name);
  }

  /** What a crash left half made or half dropped, and what was made from another schema. */
  void cleanUp(ShadowRegistry registry) throws SQLException {
    List<String> names = new ArrayList<>(registry.names("building"));
    names.addAll(registry.names("dropping"));
    names.addAll(registry.outdated(fingerprint));
    for (String name : names) {
      drop(registry, name);
    }
    for (ShadowDatabase session : registry.sessions()) {
      if (!session.fingerprint().equals(fingerprint)) {
        LOG.warn(
            "session {}/{} was made from an older schema of prod: reset it to follow",
            options.connection(),
            session.session());
      }
    }
  }
}
