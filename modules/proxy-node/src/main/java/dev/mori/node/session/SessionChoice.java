package dev.mori.node.session;

import dev.mori.node.transport.ClientConnection;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which session a client names on connect (ARCHITECTURE 4): a suffix of the database name, a suffix
 * of the user name, or the start-up option {@code -c mori.session=name}.
 *
 * @param database the database without the session's name
 * @param session the session
 */
public record SessionChoice(String database, String session) {
  private static final Pattern OPTION = Pattern.compile("(?:^|\\s)-c\\s*mori\\.session=(\\S+)");

  private static final Pattern RESERVED =
      Pattern.compile(
          "mori\\.|session_replication_role|allow_system_table_mods|_preload_libraries"
              + "|dynamic_library_path");

  /** Reads the client's wishes; the first way that names a session wins. */
  public static SessionChoice of(ClientConnection connection, String byDefault) {
    String database = connection.database();
    String user = connection.user();
    int at = database.indexOf('@');
    if (at >= 0) {
      // A database that was not named is called like the user, suffix and all.
      return new SessionChoice(database.substring(0, at), database.substring(at + 1));
    }
    if (user.indexOf('@') >= 0) {
      return new SessionChoice(database, user.substring(user.indexOf('@') + 1));
    }
    Map<String, String> parameters = connection.startup().parameters();
    Matcher option = OPTION.matcher(parameters.getOrDefault("options", ""));
    if (option.find()) {
      return new SessionChoice(database, option.group(1));
    }
    String own = parameters.get("mori.session");
    return new SessionChoice(database, own == null ? byDefault : own);
  }

  /** The user without a session's name. */
  public static String bareUser(String user) {
    int at = user.indexOf('@');
    return at < 0 ? user : user.substring(0, at);
  }

  /**
   * Whether a start-up parameter, or an option in one, sets what only mori may set. Options may be
   * written with backslashes, upper case and hyphens (PostgreSQL, pg_split_opts).
   */
  static boolean tampers(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .anyMatch(
            each ->
                each.getKey().equals("options")
                    ? RESERVED.matcher(plain(withoutOwn(each.getValue()))).find()
                    : !each.getKey().equals("mori.session")
                        && RESERVED.matcher(plain(each.getKey())).find());
  }

  /** Whether an option sets this parameter, in whatever form. */
  static boolean mentions(Map<String, String> parameters, String parameter) {
    return plain(parameters.getOrDefault("options", "")).contains(parameter);
  }

  private static String plain(String option) {
    return option.replace("\\", "").replace('-', '_').toLowerCase(Locale.ROOT);
  }

  /** The options a shadow gets: those of the client without ours. */
  static String withoutOwn(String options) {
    return OPTION.matcher(options).replaceAll(" ").strip();
  }
}
