package dev.mori.overlay.session;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * The name of a session, written {@code connection/session}, for example {@code shop/feature-x}.
 *
 * <p>Both parts follow one rule: 1 to {@value #MAX_LENGTH} characters (the length limit of a
 * PostgreSQL identifier in bytes; all permitted characters are one byte), ASCII letters, digits,
 * {@code .}, {@code _} and {@code -}, and the first one is a letter or a digit. Names are compared
 * exactly, case included. The separators of the ways to choose a session ({@code @}, {@code /}) can
 * therefore never be part of a name.
 *
 * @param connection name of the connection as in the configuration
 * @param session name of the session within the connection
 */
public record SessionName(String connection, String session) implements Comparable<SessionName> {

  /** The longest permitted part, in characters and in bytes. */
  public static final int MAX_LENGTH = 63;

  private static final Comparator<SessionName> ORDER =
      Comparator.comparing(SessionName::connection).thenComparing(SessionName::session);

  /**
   * Both parts must be valid.
   *
   * @throws IllegalArgumentException when a part is not valid; check foreign text with {@link
   *     #parse} first
   */
  public SessionName {
    problem("connection", connection).ifPresent(SessionName::fail);
    problem("session", session).ifPresent(SessionName::fail);
  }

  /** Reads {@code connection/session}; the outcome of foreign text is a value. */
  public static Parsed parse(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new Parsed.Invalid("a session is written connection/session, there is no '/' in it")
        : of(text.substring(0, slash), text.substring(slash + 1));
  }

  /** Puts a name together from two foreign texts. */
  public static Parsed of(String connection, String session) {
    Optional<String> problem =
        problem("connection", connection).or(() -> problem("session", session));
    return problem
        .<Parsed>map(Parsed.Invalid::new)
        .orElseGet(() -> new Parsed.Valid(new SessionName(connection, session)));
  }

  /**
   * What is wrong with one part of a name, as a sentence without the text itself; empty when it is
   * valid.
   */
  public static Optional<String> problem(String part, String text) {
    if (text.isEmpty()) {
      return Optional.of("the " + part + " name is empty");
    }
    if (text.length() > MAX_LENGTH) {
      return Optional.of("the " + part + " name is longer than " + MAX_LENGTH + " characters");
    }
    if (!isLetterOrDigit(text.charAt(0))) {
      return Optional.of("the " + part + " name must begin with an ASCII letter or digit");
    }
    if (!text.chars().allMatch(SessionName::isPermitted)) {
      return Optional.of(
          "the " + part + " name may hold only ASCII letters, digits, '.', '_' and '-'");
    }
    return Optional.empty();
  }

  /** {@code connection/session}; {@link #parse} reads it back. */
  public String format() {
    return connection + '/' + session;
  }

  @Override
  public int compareTo(SessionName other) {
    return ORDER.compare(this, Objects.requireNonNull(other));
  }

  @Override
  public String toString() {
    return format();
  }

  private static void fail(String problem) {
    throw new IllegalArgumentException(problem);
  }

  private static boolean isPermitted(int c) {
    return isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** What became of a text that should be a name. */
  public sealed interface Parsed {

    /** The text is a name. */
    record Valid(SessionName name) implements Parsed {}

    /** The text is not a name; the reason is a sentence fit for a client. */
    record Invalid(String reason) implements Parsed {}
  }
}
