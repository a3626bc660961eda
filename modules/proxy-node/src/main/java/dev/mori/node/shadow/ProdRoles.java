package dev.mori.node.shadow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Prod's roles, as far as its schema knows them: what they own runs with their rights in the shadow
 * too, but for a superuser's.
 *
 * @param names of roles that own something or were granted something
 * @param superusers those of them that are superusers
 * @param unbound those of them that row level security does not bind
 * @param memberships who of them is a member of whom
 */
record ProdRoles(
    List<String> names,
    List<String> superusers,
    List<String> unbound,
    List<Membership> memberships) {

  /** A role that has the rights of another one. */
  record Membership(String member, String role) {}

  private static final String NAMES =
      "SELECT DISTINCT rolname FROM pg_roles r WHERE rolname !~ '^pg_' AND (rolname = current_user"
          + " OR r.oid IN (SELECT relowner FROM pg_class UNION SELECT typowner FROM pg_type UNION"
          + " SELECT proowner FROM pg_proc UNION SELECT nspowner FROM pg_namespace UNION SELECT"
          + " datdba FROM pg_database WHERE datname = current_database() UNION SELECT oprowner FROM"
          + " pg_operator UNION SELECT collowner FROM pg_collation UNION SELECT stxowner FROM"
          + " pg_statistic_ext UNION SELECT opcowner FROM pg_opclass UNION SELECT opfowner FROM"
          + " pg_opfamily UNION SELECT conowner FROM pg_conversion UNION SELECT cfgowner FROM"
          + " pg_ts_config UNION SELECT dictowner FROM pg_ts_dict UNION SELECT evtowner FROM"
          + " pg_event_trigger UNION SELECT lanowner FROM pg_language UNION SELECT fdwowner FROM"
          + " pg_foreign_data_wrapper UNION SELECT srvowner FROM pg_foreign_server UNION SELECT"
          + " umuser FROM pg_user_mappings UNION SELECT defaclrole FROM pg_default_acl UNION SELECT"
          + " unnest(polroles) FROM pg_policy UNION SELECT unnest(ARRAY[(a).grantee, (a).grantor])"
          + " FROM (SELECT aclexplode(acl) a FROM (SELECT relacl acl FROM pg_class UNION ALL SELECT"
          + " typacl FROM pg_type UNION ALL SELECT proacl FROM pg_proc UNION ALL SELECT nspacl FROM"
          + " pg_namespace UNION ALL SELECT attacl FROM pg_attribute UNION ALL SELECT defaclacl"
          + " FROM pg_default_acl UNION ALL SELECT lanacl FROM pg_language UNION ALL SELECT fdwacl"
          + " FROM pg_foreign_data_wrapper UNION ALL SELECT srvacl FROM pg_foreign_server UNION ALL"
          + " SELECT datacl FROM pg_database WHERE datname = current_database()) acls WHERE acl IS"
          + " NOT NULL) grants)) ORDER BY 1";

  private static final String MEMBERSHIPS =
      "SELECT m.rolname, r.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member"
          + " JOIN pg_roles r ON r.oid = a.roleid WHERE m.rolinherit ORDER BY 1, 2";

  static ProdRoles read(Connection prod) throws SQLException {
    List<String> names = Sql.column(prod, NAMES);
    return new ProdRoles(
        names,
        kept(names, Sql.column(prod, "SELECT rolname FROM pg_roles WHERE rolsuper ORDER BY 1")),
        kept(
            names, Sql.column(prod, "SELECT rolname FROM pg_roles WHERE rolsuper OR rolbypassrls")),
        Sql.rows(prod, MEMBERSHIPS).stream()
            .map(row -> new Membership(text(row, 0), text(row, 1)))
            .filter(m -> names.contains(m.member) && names.contains(m.role))
            .toList());
  }

  private static List<String> kept(List<String> names, List<String> found) {
    return found.stream().filter(names::contains).toList();
  }

  private static String text(List<@Nullable String> row, int column) {
    return String.valueOf(row.get(column));
  }

  /**
   * Makes those that are missing, gives them their rights over each other, and the client's role
   * membership in all that cannot reach beyond their databases: a member owns what the role owns.
   */
  void create(Connection server, String client) throws SQLException {
    Set<String> present = new TreeSet<>(Sql.column(server, "SELECT rolname FROM pg_roles"));
    Set<String> wanted = new TreeSet<>(names);
    wanted.add(client);
    for (String role : wanted) {
      if (!present.contains(role)) {
        Sql.run(server, "CREATE ROLE " + Sql.name(role) + " NOLOGIN");
      }
    }
    List<String> harmless = harmless(server, client);
    harmless.retainAll(wanted);
    for (String role : harmless) {
      Sql.run(server, "GRANT " + Sql.name(role) + " TO " + Sql.name(client));
    }
    for (String role : Sql.column(server, "SELECT rolname FROM pg_roles WHERE NOT rolcanlogin")) {
      if (harmless.contains(role) && unbound.contains(role)) {
        Sql.run(server, "ALTER ROLE " + Sql.name(role) + " BYPASSRLS");
      }
    }
    for (Membership held : memberships) {
      if (harmless.contains(held.member) && harmless.contains(held.role)) {
        grant(server, held);
      }
    }
  }

  /** Another connection's schema on this server may have it the other way round. */
  private static void grant(Connection server, Membership held) throws SQLException {
    List<String> round =
        Sql.column(
            server,
            "SELECT 1 WHERE pg_has_role(%s, %s, 'MEMBER')"
                .formatted(Sql.text(held.role), Sql.text(held.member)));
    if (round.isEmpty()) {
      Sql.run(server, "GRANT " + Sql.name(held.role) + " TO " + Sql.name(held.member));
    }
  }

  /**
   * Roles that are no more than names for rights on a database's objects. The server's own are not:
   * pg_read_all_data reads passwords, pg_write_all_data writes the ledger.
   */
  private static List<String> harmless(Connection server, String client) throws SQLException {
    return Sql.column(
        server,
        """
        SELECT r.rolname FROM pg_roles r, pg_roles c
         WHERE c.rolname = %s AND NOT pg_has_role(r.oid, c.oid, 'MEMBER') AND NOT EXISTS (
           SELECT 1 FROM pg_roles p
            WHERE (p.rolsuper OR p.rolcreaterole OR p.rolcreatedb OR p.rolname ~ '^pg_')
              AND pg_has_role(r.oid, p.oid, 'MEMBER'))
        """
            .formatted(Sql.text(client)));
  }
}
