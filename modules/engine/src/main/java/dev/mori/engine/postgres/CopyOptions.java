package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Copy;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.ParseOutcome.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options of a COPY in either of its syntaxes, by the names of the newer one (gram.y:
 * copy_options, opt_binary). Whether they may stand together is the server's business.
 *
 * @param list in the order they were written
 */
record CopyOptions(List<Option> list) {
  CopyOptions {
    list = List.copyOf(list);
  }

  /** One option. */
  record Option(String name, Value value) {}

  /** What stands behind the name of an option. */
  sealed interface Value {
    /** Nothing. */
    record None() implements Value {}

    /** A word or a string, which mean the same. */
    record Text(String text) implements Value {}

    /** A number. */
    record Digits(String digits) implements Value {}

    /** An asterisk. */
    record Star() implements Value {}

    /** Names in brackets. */
    record Columns(List<String> names) implements Value {
      public Columns {
        names = List.copyOf(names);
      }
    }
  }

  /** Reads them; empty when they are not understood. */
  static Optional<CopyOptions> of(String text, Copy copy, LexerSettings settings) {
    try {
      List<Option> options = new ArrayList<>();
      if (copy.subject() instanceof Copy.Subject.Table table
          && tokens(text.substring(0, table.query().span().begin()), settings).stream()
              .anyMatch(token -> token.isWord("binary"))) {
        options.add(format("binary"));
      }
      if (copy.options().isPresent()) {
        String written = copy.options().get().of(text);
        Tokens tokens = Tokens.of(tokens(written, settings), ParserLimits.STANDARD);
        options.addAll(new Reading(written, new Cursor(tokens), settings).options());
      }
      return Optional.of(new CopyOptions(options));
    } catch (ParseStop notUnderstood) {
      return Optional.empty();
    }
  }

  private static List<Token> tokens(String text, LexerSettings settings) {
    return switch (PostgresLexer.lex(text, settings)) {
      case LexOutcome.Lexed lexed -> lexed.tokens();
      case LexOutcome.Malformed malformed -> throw stop(malformed.sentence(), malformed.at());
    };
  }

  private static ParseStop stop(String sentence, int at) {
    return new ParseStop(Reason.MALFORMED_TOKEN, sentence, at);
  }

  private static Option format(String name) {
    return new Option("format", new Value.Text(name));
  }

  /** The value of the last option of this name. */
  Optional<Value> value(String name) {
    return list.stream()
        .filter(option -> option.name().equals(name))
        .map(Option::value)
        .reduce((first, last) -> last);
  }

  /** Goes through the tokens behind STDIN or STDOUT. */
  private record Reading(String text, Cursor cursor, LexerSettings settings) {
    List<Option> options() {
      List<Option> options = new ArrayList<>();
      if (cursor.accept("using", "delimiters") || cursor.accept("delimiters")) {
        options.add(new Option("delimiter", string()));
      }
      cursor.accept("with");
      if (cursor.acceptSymbol("(")) {
        do {
          options.add(new Option(cursor.label().value(), value()));
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
      } else {
        while (!cursor.atEnd()) {
          options.add(old());
        }
      }
      cursor.expectEnd();
      return options;
    }

    private Value value() {
      if (cursor.isSymbol(",") || cursor.isSymbol(")")) {
        return new Value.None();
      }
      if (cursor.acceptSymbol("*")) {
        return new Value.Star();
      }
      if (cursor.isSymbol("(")) {
        return columns();
      }
      if (cursor.peek().isIdentifier()) {
        return new Value.Text(cursor.next().text());
      }
      if (cursor.peek().kind() == Token.Kind.NUMBER) {
        return new Value.Digits(cursor.next().span().of(text));
      }
      return string();
    }

    private Value columns() {
      return new Value.Columns(cursor.nameList().stream().map(Name::value).toList());
    }

    private Value string() {
      Token token = cursor.next();
      return new Value.Text(
          (token.kind() == Token.Kind.STRING
                  ? StringValue.of(text, token, settings)
                  : Optional.<String>empty())
              .orElseThrow(cursor::malformed));
    }

    private Option old() {
      if (cursor.accept("force", "quote")) {
        return new Option("force_quote", cursor.isSymbol("*") ? value() : list());
      }
      if (cursor.accept("force", "not", "null")) {
        return new Option("force_not_null", list());
      }
      if (cursor.accept("force", "null")) {
        return new Option("force_null", list());
      }
      String word = cursor.next().word();
      return switch (word) {
        case "binary", "csv" -> format(word);
        case "header", "freeze" -> new Option(word, new Value.None());
        case "encoding" -> new Option(word, string());
        case "delimiter", "null", "quote", "escape" -> {
          cursor.accept("as");
          yield new Option(word, string());
        }
        default -> throw cursor.malformed();
      };
    }

    /** Names without brackets. */
    private Value list() {
      List<String> names = new ArrayList<>();
      do {
        names.add(cursor.columnName().value());
      } while (cursor.acceptSymbol(","));
      return new Value.Columns(names);
    }
  }
}
