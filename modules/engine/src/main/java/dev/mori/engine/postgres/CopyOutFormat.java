package dev.mori.engine.postgres;

import dev.mori.engine.postgres.CopyFormat.Kind;
import dev.mori.engine.postgres.CopyOptions.Option;
import dev.mori.engine.postgres.CopyOptions.Value;
import dev.mori.overlay.statement.Copy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a COPY TO writes its rows, as its options say (PostgreSQL 15, copy.c: ProcessCopyOptions).
 *
 * @param kind text, CSV or binary
 * @param delimiter the octet between two values
 * @param nullText what stands for NULL
 * @param header whether the names of the columns come first
 * @param quote the octet around a value of CSV
 * @param escape the octet before a quote in a value of CSV
 * @param forced whose values are always quoted in CSV
 */
public record CopyOutFormat(
    Kind kind,
    byte delimiter,
    String nullText,
    boolean header,
    byte quote,
    byte escape,
    Forced forced) {

  /**
   * FORCE_QUOTE.
   *
   * @param all whether an asterisk was written
   * @param columns the names that were
   */
  public record Forced(boolean all, List<String> columns) {
    public Forced {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Reads options that the server accepts; empty when it is not certain here what they do. An
   * encoding other than the client's is such a case.
   */
  public static Optional<CopyOutFormat> of(String text, Copy copy, LexerSettings settings) {
    return CopyOptions.of(text, copy, settings)
        .filter(options -> options.list().stream().allMatch(CopyOutFormat::known))
        .flatMap(CopyOutFormat::of);
  }

  private static boolean known(Option option) {
    return switch (option.name()) {
      case "format", "delimiter", "null", "quote", "escape" -> option.value() instanceof Value.Text;
      case "header" -> header(option.value()).isPresent();
      case "force_quote" ->
          option.value() instanceof Value.Star || option.value() instanceof Value.Columns;
      case "encoding" ->
          option.value() instanceof Value.Text(String name)
              && (name.equalsIgnoreCase("utf8") || name.equalsIgnoreCase("utf-8"));
      default -> false;
    };
  }

  private static Optional<CopyOutFormat> of(CopyOptions options) {
    Kind kind = CopyFormat.kind(options);
    boolean csv = kind == Kind.CSV;
    int delimiter = CopyFormat.octet(options, "delimiter", csv ? ',' : '\t');
    int quote = CopyFormat.octet(options, "quote", '"');
    int escape = CopyFormat.octet(options, "escape", quote);
    if (kind == Kind.UNKNOWN || delimiter < 0 || quote < 0 || escape < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new CopyOutFormat(
            kind,
            (byte) delimiter,
            options.value("null").map(v -> ((Value.Text) v).text()).orElse(csv ? "" : "\\N"),
            options.value("header").flatMap(CopyOutFormat::header).orElse(false),
            (byte) quote,
            (byte) escape,
            forced(options.value("force_quote"))));
  }

  /** What HEADER says (copy.c: defGetCopyHeaderChoice). */
  private static Optional<Boolean> header(Value value) {
    return switch (value) {
      case Value.None none -> Optional.of(true);
      case Value.Digits(String digits) when digits.equals("0") -> Optional.of(false);
      case Value.Digits(String digits) when digits.equals("1") -> Optional.of(true);
      case Value.Text(String text) ->
          switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on" -> Optional.of(true);
            case "false", "off" -> Optional.of(false);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private static Forced forced(Optional<Value> value) {
    return new Forced(
        value.filter(v -> v instanceof Value.Star).isPresent(),
        value
            .filter(Value.Columns.class::isInstance)
            .map(v -> ((Value.Columns) v).names())
            .orElse(List.of()));
  }

  /** Which of these columns' values are always quoted: a name means the first that has it. */
  boolean[] quoted(List<String> names) {
    boolean[] quoted = new boolean[names.size()];
    Arrays.fill(quoted, forced.all());
    for (String name : forced.columns()) {
      int index = names.indexOf(name);
      if (index >= 0) {
        quoted[index] = true;
      }
    }
    return quoted;
  }
}
