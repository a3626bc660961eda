package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.TableRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Laws that hold for every text, tried on damaged statements (fixed seeds). */
class PostgresParserPropertyTest {
  private static final int DAMAGED_TEXTS = 20_000;

  private static final List<String> CORPUS =
      Stream.of("queries.txt", "modifications.txt", "psql.txt")
          .flatMap(resource -> Corpus.load(resource).stream())
          .map(Corpus::sql)
          .toList();

  @Test
  void damagedTextNeverThrowsAndNeverLosesATable() {
    Random random = new Random(20);
    int parsed = 0;
    for (int i = 0; i < DAMAGED_TEXTS; i++) {
      String sql = damage(CORPUS.get(random.nextInt(CORPUS.size())), random);
      ParseOutcome outcome = PostgresParser.parse(sql, LexerSettings.STANDARD);
      if (outcome instanceof ParseOutcome.Parsed p) {
        Optional<Query> query = Parsing.query(p.statement());
        if (query.isPresent()) {
          parsed++;
          assertComplete(sql, query.get());
          assertWellFormed(sql, query.get());
        }
      }
    }
    assertThat(parsed).as("damaged texts that still parse").isGreaterThan(DAMAGED_TEXTS / 20);
  }

  @Test
  void randomCharactersNeverThrow() {
    Random random = new Random(21);
    String alphabet = "select from'\"$(),;.-*/:x1 \n\\[]eEuU&@=";
    for (int i = 0; i < DAMAGED_TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(40);
      for (int k = 0; k < length; k++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(PostgresParser.parse(text.toString(), LexerSettings.STANDARD)).isNotNull();
      assertThat(PostgresSplitter.split(text.toString(), LexerSettings.STANDARD)).isNotNull();
    }
  }

  @Test
  void blanksAndCommentsBetweenTokensChangeNothingButPlaces() {
    for (String sql : CORPUS) {
      List<Token> tokens = tokens(sql);
      StringBuilder spread = new StringBuilder("/* a -- */ ");
      for (Token token : tokens) {
        spread.append(sql, token.begin(), token.end()).append(" /* from x */\n-- from y\n");
      }
      List<String> before = names(Parsing.query(sql));
      // A string followed by a line break and a string would become one; the corpus has none left.
      assertThat(names(Parsing.query(spread.toString()))).as(sql).isEqualTo(before);
    }
  }

  private static List<String> names(Query query) {
    return query.tables().stream()
        .map(
            t ->
                t.name().parts().stream().map(n -> n.value()).toList()
                    + "@"
                    + t.level()
                    + t.role()
                    + t.traits())
        .toList();
  }

  private static String damage(String sql, Random random) {
    List<Token> tokens = new ArrayList<>(tokens(sql));
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && tokens.size() > 2; i++) {
      int at = random.nextInt(tokens.size() - 1);
      switch (random.nextInt(3)) {
        case 0 -> tokens.remove(at);
        case 1 -> tokens.add(at, tokens.get(random.nextInt(tokens.size() - 1)));
        default -> tokens.set(at, tokens.get(random.nextInt(tokens.size() - 1)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (Token token : tokens) {
      text.append(sql, token.begin(), token.end()).append(' ');
    }
    return text.toString();
  }

  private static List<Token> tokens(String sql) {
    return switch (PostgresLexer.lex(sql, LexerSettings.STANDARD)) {
      case LexOutcome.Lexed lexed -> lexed.tokens();
      case LexOutcome.Malformed m -> List.of();
    };
  }

  /** An independent look at the tokens: whatever a FROM or JOIN names must be known. */
  private static void assertComplete(String sql, Query query) {
    List<Token> tokens = tokens(sql);
    Set<Integer> known = new HashSet<>();
    for (TableRef table : query.tables()) {
      known.add(table.name().span().begin());
    }
    Set<String> commonTables = new HashSet<>();
    query
        .levels()
        .forEach(
            level ->
                level
                    .with()
                    .ifPresent(
                        with -> with.tables().forEach(t -> commonTables.add(t.name().value()))));
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (introducesTable(tokens, i)) {
        Token name = tokens.get(i + 1);
        boolean function = name.isWord("only") || name.isWord("lateral") || isCall(tokens, i + 1);
        boolean place =
            name.isIdentifier()
                && !function
                && !Keywords.VALUE_FUNCTIONS.contains(name.word())
                && !commonTables.contains(name.text());
        if (place) {
          assertThat(known).as(name.text() + " in " + sql).contains(name.begin());
        }
      }
    }
  }

  private static boolean isCall(List<Token> tokens, int index) {
    int end = index + 1;
    while (tokens.get(end).isSymbol(".") && tokens.get(end + 1).isIdentifier()) {
      end += 2;
    }
    return tokens.get(end).isSymbol("(")
        || (tokens.get(index).isWord("rows") && tokens.get(end).isWord("from"));
  }

  /** A FROM or JOIN that is neither a name, nor DISTINCT FROM, nor inside a function call. */
  private static boolean introducesTable(List<Token> tokens, int index) {
    Token token = tokens.get(index);
    if (!token.isWord("from") && !token.isWord("join")) {
      return false;
    }
    if (index > 0) {
      Token before = tokens.get(index - 1);
      if (before.isSymbol(".")
          || before.isSymbol("::")
          || before.isWord("as")
          || before.isWord("distinct")
          || before.isWord("rows")) {
        return false;
      }
    }
    int depth = 0;
    for (int i = index - 1; i >= 0; i--) {
      if (tokens.get(i).isSymbol(")")) {
        depth++;
      } else if (tokens.get(i).isSymbol("(") && depth-- == 0) {
        return false;
      } else if (depth == 0 && tokens.get(i).isWord("select")) {
        return true;
      }
    }
    return false;
  }

  private static void assertWellFormed(String sql, Query query) {
    for (int i = 0; i < query.levels().size(); i++) {
      assertThat(query.levels().get(i).id()).as(sql).isEqualTo(i);
      assertThat(query.levels().get(i).parent()).as(sql).isLessThan(i);
    }
    for (TableRef table : query.tables()) {
      assertThat(table.source().contains(table.name().span())).as(sql).isTrue();
      assertThat(table.level()).as(sql).isBetween(0, query.levels().size() - 1);
    }
  }
}
