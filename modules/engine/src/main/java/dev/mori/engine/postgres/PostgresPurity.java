package dev.mori.engine.postgres;

import dev.mori.engine.postgres.FunctionCatalog.Volatility;
import dev.mori.overlay.statement.NameUse;
import dev.mori.overlay.statement.NameUse.Position;
import dev.mori.overlay.statement.Names;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Purity;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.Reference;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Judges whether a query's text may run on prod, by every name in it (ARCHITECTURE 5, OVERLAY 6).
 *
 * <p>A name counts as a call wherever PostgreSQL could take it for one: before a parenthesis, and
 * after a dot where a function of a fitting single argument exists. Only reviewed names pass; a
 * function nobody has reviewed runs on the shadow. Views are not looked into: their definitions are
 * judged when they are inlined.
 */
public final class PostgresPurity {
  private static final Set<String> TIME_WORDS =
      Set.of("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp");
  private static final Set<String> SESSION_WORDS =
      Set.of(
          "current_catalog",
          "current_role",
          "current_schema",
          "current_user",
          "session_user",
          "user");

  /** Types whose values are numbers of catalog rows, which differ between prod and shadow. */
  private static final Set<String> CATALOG_TYPES =
      Set.of(
          "regclass",
          "regcollation",
          "regnamespace",
          "regoper",
          "regoperator",
          "regproc",
          "regprocedure",
          "regrole",
          "regtype");

  /** Called like functions, but part of the grammar and without effect. */
  private static final Set<String> GRAMMAR_CALLS =
      Set.of(
          "coalesce",
          "greatest",
          "least",
          "nullif",
          "grouping",
          "treat",
          "trim",
          "overlay",
          "xmlconcat",
          "xmlelement",
          "xmlexists",
          "xmlforest",
          "xmlparse",
          "xmlpi",
          "xmlroot",
          "xmlserialize",
          "xmltable",
          "xmlattributes",
          "xmlnamespaces",
          "rollup",
          "cube",
          "sets",
          "operator",
          "normalize",
          "inout",
          "out",
          "char",
          "character",
          "nchar",
          "national",
          "dec",
          "decimal",
          "integer",
          "smallint",
          "real",
          "boolean",
          "isnull",
          "notnull",
          "repeatable",
          "ilike",
          "similar",
          "is",
          "zone",
          "by",
          "escape",
          "passing",
          "path",
          "columns",
          "value",
          "document",
          "content");

  /**
   * Operators that stand behind words: IN, BETWEEN, LIKE, SIMILAR, USING, NATURAL, DISTINCT, CASE,
   * NULLIF.
   */
  static final List<String> UNWRITTEN_OPERATORS =
      List.of("=", "<>", "<", "<=", ">", ">=", "~~", "!~~", "~~*", "!~~*", "~", "!~");

  private final FunctionCatalog catalog;
  private final LexerSettings settings;

  /**
   * A judge for one server and one connection's settings.
   *
   * @param catalog the names that exist on prod
   * @param settings the settings the text was parsed with
   */
  public PostgresPurity(FunctionCatalog catalog, LexerSettings settings) {
    this.catalog = catalog;
    this.settings = settings;
  }

  /** Judges a parsed statement; only a plain SELECT can be pure. */
  public Purity judge(ParseOutcome.Parsed parsed) {
    return parsed.statement() instanceof Statement.Select select
        ? judge(select.query(), parsed)
        : new Purity.NotARead("The statement is not a query.");
  }

  /** Judges a query inside {@code parsed}, such as a cursor's; all names of the text count. */
  public Purity judge(Query query, ParseOutcome.Parsed parsed) {
    if (query.locksRows()) {
      return new Purity.NotARead("The query locks rows.");
    }
    Findings findings = new Findings();
    for (NameUse use : parsed.names().uses()) {
      findings.add(use);
    }
    findings.addUnknownCalls(query);
    findings.addOperators(parsed.names());
    findings.addHidden();
    return findings.verdict(parsed.text());
  }

  private final class Findings {
    private final SortedSet<String> shadow = new TreeSet<>();
    private final SortedSet<String> users = new TreeSet<>();
    private final List<NameUse> times = new ArrayList<>();
    private final List<NameUse> session = new ArrayList<>();

    void add(NameUse use) {
      String name = use.name().value();
      if (CATALOG_TYPES.contains(name)) {
        shadow.add(name);
        return;
      }
      if (catalog.hidesCalls(name)) {
        users.add(name);
      }
      if (use.position() == Position.PLAIN) {
        plain(use, name);
        return;
      }
      if (catalog.isUserFunction(name, use.position())) {
        users.add(name);
      }
      if (!use.quoted() && use.position() == Position.CALL && TIME_WORDS.contains(name)) {
        times.add(use);
        return;
      }
      BuiltInFunctions.find(name)
          .filter(entry -> isCallable(entry, use.position()))
          .ifPresentOrElse(entry -> builtIn(use, entry), () -> unlisted(use));
    }

    private void plain(NameUse use, String name) {
      if (use.quoted()) {
        return;
      }
      if (TIME_WORDS.contains(name)) {
        times.add(use);
      } else if (SESSION_WORDS.contains(name)) {
        session.add(use);
      }
    }

    private void builtIn(NameUse use, BuiltInFunctions.Entry entry) {
      String name = use.name().value();
      switch (entry.effect()) {
        case IMMUTABLE -> {
          Volatility volatility = catalog.builtIn(name);
          if (volatility == Volatility.STABLE || volatility == Volatility.VOLATILE) {
            shadow.add(name);
          }
        }
        case READ -> {
          if (name.equals("age")) {
            times.add(use);
          }
        }
        case VOLATILE -> {}
        case NOW -> times.add(use);
        case SESSION -> session.add(use);
        case SHADOW -> shadow.add(name);
      }
    }

    /** A built-in function newer than the list: unreviewed unless immutable. */
    private void unlisted(NameUse use) {
      Volatility volatility = catalog.builtIn(use.name().value());
      boolean listed = BuiltInFunctions.find(use.name().value()).isPresent();
      if (!listed && (volatility == Volatility.STABLE || volatility == Volatility.VOLATILE)) {
        shadow.add(use.name().value());
      }
    }

    /** Whatever is called and known to nobody may be a function created a moment ago. */
    void addUnknownCalls(Query query) {
      for (Reference reference : query.references()) {
        String name = reference.last();
        boolean known =
            reference.form() != Reference.Form.CALL
                || BuiltInFunctions.find(name).isPresent()
                || catalog.builtIn(name) != Volatility.NONE
                || (reference.parts().size() == 1 && GRAMMAR_CALLS.contains(name));
        if (!known) {
          users.add(name);
        }
      }
    }

    void addOperators(Names names) {
      Stream.concat(names.operators().stream(), UNWRITTEN_OPERATORS.stream())
          .filter(catalog::isUserOperator)
          .forEach(symbol -> users.add("operator " + symbol));
    }

    /** Operator classes and implicit casts may run in any statement. */
    void addHidden() {
      if (catalog.hidesCalls(PostgresCatalog.ANYWHERE)) {
        users.add(PostgresCatalog.ANYWHERE);
      }
    }

    Purity verdict(String text) {
      Purity base = base(text);
      return users.isEmpty() ? base : new Purity.UserFunctions(users, base);
    }

    private Purity base(String text) {
      if (!shadow.isEmpty()) {
        return new Purity.ShadowOnly(shadow);
      }
      List<Purity.Call> timeCalls = new ArrayList<>();
      List<Purity.Call> sessionCalls = new ArrayList<>();
      boolean strings = text.indexOf('\'') >= 0 || text.indexOf('$') >= 0;
      if (strings || !times.isEmpty() || !session.isEmpty()) {
        CallFinder finder = new CallFinder(text, settings);
        times.forEach(use -> finder.find(use).ifPresent(timeCalls::add));
        session.forEach(use -> finder.find(use).ifPresent(sessionCalls::add));
        finder.timeStrings().forEach(timeCalls::add);
      }
      return timeCalls.isEmpty() && sessionCalls.isEmpty()
          ? new Purity.Pure()
          : new Purity.Contextual(timeCalls, sessionCalls);
    }
  }

  private static boolean isCallable(BuiltInFunctions.Entry entry, Position position) {
    return switch (position) {
      case CALL -> true;
      case FIELD -> entry.one();
      case AFTER_DOT -> entry.row();
      case PLAIN -> false;
    };
  }

  /** Finds how far the calls of a text reach. */
  private static final class CallFinder {
    /** How strings are read while standard_conforming_strings is off. */
    private static final LexerSettings ESCAPING =
        new LexerSettings(false, LexerSettings.STANDARD.majorVersion());

    private final String text;
    private final LexerSettings settings;
    private final List<Token> tokens;

    CallFinder(String text, LexerSettings settings) {
      this.text = text;
      this.settings = settings;
      tokens =
          switch (PostgresLexer.lex(text, settings)) {
            case LexOutcome.Lexed lexed -> lexed.tokens();
            case LexOutcome.Malformed m -> List.of();
          };
    }

    /** Constants that may become a time: {@code 'now'}, {@code U&'tod\0061y'}. */
    List<Purity.Call> timeStrings() {
      return tokens.stream()
          .filter(t -> t.kind() == Token.Kind.STRING)
          .filter(t -> saysTime(t, settings) || saysTime(t, ESCAPING))
          .map(t -> new Purity.Call("'now'", t.span()))
          .toList();
    }

    private boolean saysTime(Token string, LexerSettings read) {
      return StringValue.of(text, string, read).filter(TimeWords::in).isPresent();
    }

    /** The call with its parentheses; none for {@code age} of two arguments. */
    Optional<Purity.Call> find(NameUse use) {
      Span name = use.name().span();
      int index = 0;
      while (tokens.get(index).begin() != name.begin()) {
        index++;
      }
      int end = index;
      int commas = 0;
      if (tokens.get(index + 1).isSymbol("(")) {
        int depth = 0;
        do {
          end++;
          Token token = tokens.get(end);
          depth += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
          commas += depth == 1 && token.isSymbol(",") ? 1 : 0;
        } while (depth > 0);
      }
      return use.name().value().equals("age") && commas == 1
          ? Optional.empty()
          : Optional.of(
              new Purity.Call(use.name().value(), new Span(name.begin(), tokens.get(end).end())));
    }
  }
}
