package dev.mori.node.shadow;

import dev.mori.node.shadow.ShadowException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of prod before its schema can be copied.
 *
 * @param place where it is
 * @param locale encoding, collation and character type of the database
 * @param settings what sessions of this database and role start with, where it differs from a fresh
 *     server and matters to answers
 * @param roles roles that own something or were granted something, or whose rights those have
 * @param extensions names of installed extensions
 * @param hasPublicSchema whether there is a schema {@code public}
 * @param description the whole schema
 * @param remarks sentences about what could not be read
 */
record ProdSchema(
    Place place,
    Locale locale,
    Map<String, String> settings,
    ProdRoles roles,
    List<String> extensions,
    boolean hasPublicSchema,
    CatalogDescription description,
    List<String> remarks) {

  /**
   * The server and the database.
   *
   * @param major major version of the server
   * @param database the name the database has there, whatever a pooler calls it
   */
  record Place(int major, String database) {}

  /**
   * A database's locale, as in pg_database.
   *
   * @param encoding name of the encoding
   * @param collate LC_COLLATE
   * @param ctype LC_CTYPE
   * @param provider {@code c} for libc, {@code i} for ICU
   * @param icu ICU locale, empty without ICU
   * @param version version of the collation's provider, empty when unknown
   */
  record Locale(
      String encoding, String collate, String ctype, String provider, String icu, String version) {}

  /** Settings that change what statements answer or do. */
  private static final List<String> SETTINGS =
      List.of(
          "search_path",
          "timezone_abbreviations",
          "intervalstyle",
          "bytea_output",
          "extra_float_digits",
          "default_text_search_config",
          "xmlbinary",
          "xmloption",
          "standard_conforming_strings",
          "escape_string_warning",
          "backslash_quote",
          "array_nulls",
          "transform_null_equals",
          "default_transaction_isolation",
          "default_transaction_deferrable",
          "lc_monetary",
          "lc_numeric",
          "lc_time",
          "quote_all_identifiers",
          "row_security",
          "check_function_bodies",
          "default_toast_compression",
          "client_min_messages",
          "lo_compat_privileges",
          "gin_fuzzy_search_limit",
          "default_table_access_method",
          "plpgsql.variable_conflict",
          "plpgsql.check_asserts",
          "plpgsql.extra_errors",
          "plpgsql.extra_warnings");

  /** Settings whose defaults the JDBC driver hides by setting them. */
  private static final Set<String> DRIVER_SETS = Set.of("timezone", "datestyle", "client_encoding");

  /** SQLSTATEs of CREATE DATABASE for a locale or encoding the server cannot offer. */
  private static final Set<String> WRONG_LOCALE = Set.of("42809", "22023", "42P17", "42704");

  /** Reads all of it in one read-only snapshot. */
  static ProdSchema read(PostgresAddress prod) {
    try (ProdReader reader = ProdReader.open(prod)) {
      return reader.read(ProdSchema::read);
    } catch (SQLException e) {
      throw new ShadowException(
          Reason.SERVER, "Prod " + prod + " could not be read: " + e.getMessage(), e);
    }
  }

  private static ProdSchema read(Connection prod) throws SQLException {
    int version = Integer.parseInt(Sql.one(prod, "SELECT current_setting('server_version_num')"));
    String names =
        CatalogQueries.forMajor(
            "SELECT pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider,"
                + " coalesce(daticulocale, ''), coalesce(datcollversion, '')"
                + " FROM pg_database WHERE datname = current_database()",
            version / 10_000);
    List<@Nullable String> row = Sql.rows(prod, names).getFirst();
    Locale locale =
        new Locale(
            text(row, 0), text(row, 1), text(row, 2), text(row, 3), text(row, 4), text(row, 5));
    return new ProdSchema(
        new Place(version / 10_000, Sql.one(prod, "SELECT current_database()")),
        locale,
        settings(prod),
        ProdRoles.read(prod),
        Sql.column(prod, "SELECT extname FROM pg_extension ORDER BY 1"),
        !Sql.column(prod, "SELECT 1 FROM pg_namespace WHERE nspname = 'public'").isEmpty(),
        CatalogDescription.of(prod),
        new ArrayList<>());
  }

  private static String text(List<@Nullable String> row, int column) {
    String value = row.get(column);
    return value == null ? "" : value;
  }

  /**
   * The defaults of a session: {@code reset_val}, except for the three that the JDBC driver sets
   * itself (TimeZone, DateStyle, client_encoding). Those come from the role's and database's own
   * settings if there are any.
   */
  private static Map<String, String> settings(Connection prod) throws SQLException {
    Map<String, String> settings = new LinkedHashMap<>();
    String names = String.join(", ", SETTINGS.stream().map(Sql::text).toList());
    for (List<@Nullable String> row :
        Sql.rows(
            prod,
            "SELECT name, reset_val FROM pg_settings WHERE name IN ("
                + names
                + ") ORDER BY name")) {
      settings.put(text(row, 0), text(row, 1));
    }
    for (List<@Nullable String> row :
        Sql.rows(
            prod,
            "SELECT lower(split_part(c, '=', 1)), substr(c, strpos(c, '=') + 1) FROM"
                + " pg_db_role_setting s, unnest(setconfig) c WHERE (setdatabase = 0 OR setdatabase"
                + " = (SELECT oid FROM pg_database WHERE datname = current_database())) AND"
                + " (setrole = 0 OR setrole = (SELECT oid FROM pg_roles WHERE rolname ="
                + " current_user)) AND lower(split_part(c, '=', 1)) IN ('timezone', 'datestyle',"
                + " 'client_encoding') ORDER BY setrole <> 0, setdatabase <> 0")) {
      settings.put(text(row, 0), text(row, 1));
    }
    return settings;
  }

  /**
   * Creates an empty database with prod's encoding and locale; as superuser of the server.
   *
   * @param owner the role clients log in as
   */
  void createDatabase(Connection server, String name, String owner) throws SQLException {
    String create =
        "CREATE DATABASE "
            + Sql.name(name)
            + " OWNER "
            + Sql.name(owner)
            + " TEMPLATE template0 ENCODING ";
    StringBuilder sql = new StringBuilder(create).append(Sql.text(locale.encoding));
    sql.append(" LC_COLLATE ").append(Sql.text(locale.collate));
    sql.append(" LC_CTYPE ").append(Sql.text(locale.ctype));
    if (locale.provider.equals("i")) {
      sql.append(" LOCALE_PROVIDER icu ICU_LOCALE ").append(Sql.text(locale.icu));
    }
    try {
      Sql.run(server, sql.toString());
      remarkCollationVersion(server, name);
    } catch (SQLException e) {
      if (!WRONG_LOCALE.contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
      throw new ShadowException(
          Reason.INCOMPATIBLE,
          "Prod's database has the locale "
              + locale.collate
              + " (encoding "
              + locale.encoding
              + "), which the shadow server does not offer; it offers "
              + String.join(", ", offered(server))
              + ". Install that locale on the machine of the shadow, or use --shadow docker or"
              + " --shadow URL.",
          e);
    }
  }

  private void remarkCollationVersion(Connection server, String name) throws SQLException {
    if (place.major < 15 || locale.version.isEmpty()) {
      return;
    }
    List<String> here =
        Sql.column(
            server, "SELECT datcollversion FROM pg_database WHERE datname = " + Sql.text(name));
    if (!here.isEmpty() && !here.getFirst().equals(locale.version)) {
      remarks.add(
          "Prod's collation "
              + locale.collate
              + " has version "
              + locale.version
              + ", the shadow's has "
              + here.getFirst()
              + ": the order of rare characters may differ.");
    }
  }

  private static List<String> offered(Connection server) throws SQLException {
    return Sql.column(
        server,
        "SELECT DISTINCT collcollate FROM pg_collation WHERE collprovider = 'c'"
            + " AND collcollate <> '' ORDER BY 1 LIMIT 20");
  }

  /**
   * {@code ALTER DATABASE ... SET} for each setting that differs from the server's default; what
   * was set before is forgotten.
   *
   * @param more further settings; what prod's role or database sets itself goes before
   */
  void applySettings(Connection server, String database, Map<String, String> more)
      throws SQLException {
    Map<String, String> here = new LinkedHashMap<>();
    for (List<@Nullable String> row :
        Sql.rows(server, "SELECT lower(name), reset_val FROM pg_settings")) {
      here.put(text(row, 0), text(row, 1));
    }
    DRIVER_SETS.forEach(here::remove);
    Map<String, String> all = new LinkedHashMap<>(more);
    all.putAll(settings);
    Sql.run(server, "ALTER DATABASE " + Sql.name(database) + " RESET ALL");
    for (Map.Entry<String, String> setting : all.entrySet()) {
      String name = setting.getKey().toLowerCase(java.util.Locale.ROOT);
      if (!setting.getValue().equals(here.get(name))) {
        Sql.run(
            server,
            "ALTER DATABASE " + Sql.name(database) + " SET " + name + " TO " + value(setting));
      }
    }
  }

  /** A list setting is given word by word: as one string it would be one name. */
  private static String value(Map.Entry<String, String> setting) {
    return setting.getKey().equals("search_path") && !setting.getValue().isEmpty()
        ? setting.getValue()
        : Sql.text(setting.getValue());
  }
}
