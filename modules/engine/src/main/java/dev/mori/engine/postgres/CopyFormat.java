package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Copy;
import java.util.Locale;
import java.util.Optional;

/**
 * What the options of a COPY FROM say about how its data is cut into rows (PostgreSQL, COPY).
 *
 * @param kind the format
 * @param quote the octet that quotes a value of CSV
 * @param escape the octet that escapes a quote in CSV; the quote itself unless written
 * @param freezes whether FREEZE is among the options
 */
public record CopyFormat(Kind kind, int quote, int escape, boolean freezes) {
  private static final int UNKNOWN = -1;

  /** A format of COPY. */
  public enum Kind {
    /** Lines of columns, a backslash escapes. */
    TEXT,
    /** Lines of columns, some quoted. */
    CSV,
    /** Tuples with their lengths. */
    BINARY,
    /** Named in a way that is not understood here; the server knows. */
    UNKNOWN
  }

  /** Reads the options; what the server would reject gives something, too. */
  public static CopyFormat of(String text, Copy copy, LexerSettings settings) {
    Optional<CopyOptions> read = CopyOptions.of(text, copy, settings);
    if (read.isEmpty()) {
      return new CopyFormat(Kind.UNKNOWN, UNKNOWN, UNKNOWN, mentionsFreeze(text, copy));
    }
    CopyOptions options = read.get();
    int quote = octet(options, "quote", '"');
    int escape = octet(options, "escape", quote);
    Kind kind = kind(options);
    return new CopyFormat(
        kind == Kind.CSV && (quote == UNKNOWN || escape == UNKNOWN) ? Kind.UNKNOWN : kind,
        quote,
        escape,
        options.value("freeze").isPresent());
  }

  private static boolean mentionsFreeze(String text, Copy copy) {
    return copy.options()
        .filter(span -> span.of(text).toLowerCase(Locale.ROOT).contains("freeze"))
        .isPresent();
  }

  /** The format that the options name, text when they name none. */
  static Kind kind(CopyOptions options) {
    Optional<CopyOptions.Value> named = options.value("format");
    if (named.isEmpty()) {
      return Kind.TEXT;
    }
    return switch (named.get() instanceof CopyOptions.Value.Text(String name) ? name : "") {
      case "text" -> Kind.TEXT;
      case "csv" -> Kind.CSV;
      case "binary" -> Kind.BINARY;
      default -> Kind.UNKNOWN;
    };
  }

  /** The one octet that an option is, another one when it is not there. */
  static int octet(CopyOptions options, String name, int otherwise) {
    Optional<CopyOptions.Value> value = options.value(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    boolean plain =
        value.get() instanceof CopyOptions.Value.Text(String text)
            && text.length() == 1
            && text.charAt(0) < 0x80;
    return plain ? ((CopyOptions.Value.Text) value.get()).text().charAt(0) : UNKNOWN;
  }
}
