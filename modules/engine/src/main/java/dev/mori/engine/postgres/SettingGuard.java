package dev.mori.engine.postgres;

import dev.mori.engine.postgres.StatementGuard.Subject;
import dev.mori.engine.postgres.Token.Kind;
import dev.mori.overlay.statement.NameUse;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets {@code set_config} set only what can be seen: a setting named by a constant that is not one
 * of mori's or of the server's, and no search path that may lead to the ledger.
 */
final class SettingGuard {
  private static final String FUNCTION = "set_config";

  /** What may stand beside a computed search path: nothing that could look a name up. */
  private static final Set<String> HARMLESS =
      Set.of(
          FUNCTION,
          "current_setting",
          "concat",
          "concat_ws",
          "format",
          "quote_ident",
          "coalesce",
          "nullif");

  private static final Set<String> READING =
      Set.of("from", "insert", "update", "delete", "merge", "into", "execute", "table", "join");

  /** What pg_dump says since CVE-2024-7348, to a server that may not know the setting yet. */
  private static final Pattern PG_DUMP =
      Pattern.compile(
          "SELECT set_config\\(name, 'view, foreign-table', false\\) FROM pg_settings"
              + " WHERE name = 'restrict_nonsystem_relation_kind'");

  private SettingGuard() {}

  static boolean mayBeCall(String name) {
    return name.equals(FUNCTION);
  }

  static Optional<Refusal> refusal(Subject subject) {
    if (PG_DUMP.matcher(subject.parsed().text()).matches()) {
      return Optional.empty();
    }
    for (Code.Piece piece : subject.code().pieces()) {
      for (int i = 0; i < piece.tokens().size(); i++) {
        Token token = piece.at(i);
        if (token.isIdentifier() && mayBeCall(token.text()) && !isLabel(subject, piece, i)) {
          Optional<Refusal> refusal = call(subject, piece, i);
          if (refusal.isPresent()) {
            return refusal;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isLabel(Subject subject, Code.Piece piece, int at) {
    return !subject.runs(piece)
        && piece.at(at - 1).isWord("as")
        && !piece.at(at + 1).isSymbol("(")
        && !piece.at(at + 1).isSymbol(".");
  }

  private static Optional<Refusal> call(Subject subject, Code.Piece piece, int at) {
    int end = piece.at(at + 1).isSymbol("(") ? argumentEnd(piece, at + 2) : -1;
    if (end < 0 || piece.strings().get(at + 2).isEmpty()) {
      return Optional.of(
          Refusal.refuse(
              "set_config has to name the setting by a constant",
              "Write set_config('name', value, is_local), or SET."));
    }
    String setting = piece.strings().get(at + 2).toLowerCase(Locale.ROOT);
    if (setting.startsWith("mori.") || ServerGuard.isServers(setting)) {
      return Optional.of(Refusal.refuse(setting + " cannot be changed here", "Leave it as it is."));
    }
    if (!setting.equals("search_path")) {
      return Optional.empty();
    }
    boolean constant = argumentEnd(piece, end + 1) >= 0;
    boolean safe =
        constant
            ? !LedgerGuard.names(piece.strings().get(end + 1))
            : !subject.runs(piece) && alone(subject);
    return safe
        ? Optional.empty()
        : Optional.of(
            Refusal.refuse(
                "set_config of search_path has to give a constant, or to stand alone",
                "Write set_config('search_path', 'a, b', is_local), or SET search_path."));
  }

  /** Where the comma after a constant, and perhaps a cast to text, stands; negative if not. */
  private static int argumentEnd(Code.Piece piece, int at) {
    if (piece.at(at).kind() != Kind.STRING) {
      return -1;
    }
    boolean cast = piece.at(at + 1).isSymbol("::") && piece.at(at + 2).isWord("text");
    int end = cast ? at + 3 : at + 1;
    return piece.at(end).isSymbol(",") ? end : -1;
  }

  private static boolean alone(Subject subject) {
    for (NameUse use : subject.parsed().names().uses()) {
      String name = use.name().value();
      boolean calls = use.position() != NameUse.Position.PLAIN && !HARMLESS.contains(name);
      if (calls || (!use.quoted() && READING.contains(name))) {
        return false;
      }
    }
    return true;
  }
}
