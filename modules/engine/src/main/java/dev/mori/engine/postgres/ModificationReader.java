package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Alias;
import dev.mori.overlay.statement.Clause;
import dev.mori.overlay.statement.Filter;
import dev.mori.overlay.statement.InsertSource;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.OnConflict;
import dev.mori.overlay.statement.QualifiedName;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.QueryLevel;
import dev.mori.overlay.statement.QueryLevel.Core;
import dev.mori.overlay.statement.QueryLevel.Role;
import dev.mori.overlay.statement.QueryLevel.Tail;
import dev.mori.overlay.statement.Returning;
import dev.mori.overlay.statement.SetItem;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.TableRef;
import dev.mori.overlay.statement.TableRef.Trait;
import dev.mori.overlay.statement.With;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads INSERT, UPDATE, DELETE and MERGE (gram.y: InsertStmt, UpdateStmt, DeleteStmt, MergeStmt).
 */
final class ModificationReader {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Tokens tokens;

  ModificationReader(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor();
    this.tokens = cursor.tokens();
  }

  /** Whether one starts here, possibly with a WITH clause in front. */
  boolean startsHere() {
    int index = cursor.position();
    if (tokens.at(index).isWord("with")) {
      index = WithScanner.scan(tokens, index).main();
    }
    return switch (tokens.at(index).word()) {
      case "insert", "update", "delete", "merge" -> true;
      default -> false;
    };
  }

  /** One inside WITH; gives the id of its level. */
  int nested(int parent) {
    int id = grammar.collector().levelCount();
    read(parent, Role.COMMON_TABLE);
    return id;
  }

  /** The statement itself, which must reach to where the caller expects its end. */
  Statement statement(int begin) {
    Function<Query, Statement> made = read(-1, Role.STATEMENT);
    Query query = grammar.finish(begin);
    return grammar.collector().hasModificationInWith()
        ? new Statement.DataModifyingCte(query)
        : made.apply(query);
  }

  private Function<Query, Statement> read(int parent, Role role) {
    int begin = cursor.position();
    int id = grammar.collector().open(cursor.peek().begin());
    Optional<With> with = grammar.queries().with(id);
    Function<Query, Statement> made =
        switch (cursor.next().word()) {
          case "insert" -> insert(id);
          case "update" -> update(id);
          case "delete" -> delete(id);
          case "merge" -> merge(id);
          default -> throw cursor.malformed();
        };
    with.ifPresent(w -> grammar.collector().closeScope());
    grammar
        .collector()
        .close(
            new QueryLevel(
                id,
                parent,
                role,
                cursor.spanFrom(begin),
                with,
                new Core.Modification(),
                Tail.NONE));
    return made;
  }

  private Function<Query, Statement> insert(int level) {
    cursor.expect("into");
    int begin = cursor.position();
    QualifiedName name = cursor.qualifiedName();
    Optional<Alias> alias = Optional.empty();
    int aliasBegin = cursor.position();
    if (cursor.accept("as")) {
      Name aliasName = cursor.columnName();
      alias = Optional.of(new Alias(aliasName, List.of(), cursor.spanFrom(aliasBegin)));
    }
    TableRef target =
        target(name, cursor.spanFrom(begin), alias, level, EnumSet.noneOf(Trait.class));
    InsertReader reader = new InsertReader(grammar);
    List<Name> columns = reader.columns();
    Statement.Overriding overriding = reader.overriding();
    InsertSource source = reader.source(level);
    Optional<OnConflict> onConflict = reader.onConflict(level);
    Optional<Returning> returning = grammar.queries().selects().returning(level);
    return query ->
        new Statement.Insert(query, target, columns, overriding, source, onConflict, returning);
  }

  private Function<Query, Statement> update(int level) {
    TableRef target = target(level);
    cursor.expect("set");
    List<SetItem> set = new SetReader(grammar).items(level);
    Optional<Clause> from = list("from", level);
    Filter filter = grammar.queries().selects().filter(level);
    Optional<Returning> returning = grammar.queries().selects().returning(level);
    return query -> new Statement.Update(query, target, set, from, filter, returning);
  }

  private Function<Query, Statement> delete(int level) {
    cursor.expect("from");
    TableRef target = target(level);
    Optional<Clause> using = list("using", level);
    Filter filter = grammar.queries().selects().filter(level);
    Optional<Returning> returning = grammar.queries().selects().returning(level);
    return query -> new Statement.Delete(query, target, using, filter, returning);
  }

  /** MERGE: after USING everything is read as one expression up to the end of the group. */
  private Function<Query, Statement> merge(int level) {
    cursor.expect("into");
    TableRef target = target(level);
    cursor.expect("using");
    grammar.from().joined(level);
    cursor.expect("on");
    int end = cursor.position();
    while (tokens.at(end).kind() != Token.Kind.END
        && !tokens.at(end).isSymbol(")")
        && !tokens.at(end).isSymbol(";")) {
      end = isOpening(end) ? tokens.partner(end) + 1 : end + 1;
    }
    grammar.expressions().rest(level, end);
    return query -> new Statement.Merge(query, target);
  }

  private boolean isOpening(int index) {
    return tokens.at(index).isSymbol("(") || tokens.at(index).isSymbol("[");
  }

  private Optional<Clause> list(String word, int level) {
    int begin = cursor.position();
    if (!cursor.accept(word)) {
      return Optional.empty();
    }
    grammar.from().list(level);
    return Optional.of(cursor.clauseFrom(begin, begin + 1));
  }

  /** {@code [ONLY] name [*] [[AS] alias]}. */
  private TableRef target(int level) {
    int begin = cursor.position();
    EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
    QualifiedName name = grammar.from().relationName(traits);
    int aliasBegin = cursor.position();
    Optional<Alias> alias = Optional.empty();
    boolean as = cursor.accept("as");
    if (as || (cursor.isColumnName() && !cursor.isWord("set"))) {
      Name aliasName = cursor.columnName();
      alias = Optional.of(new Alias(aliasName, List.of(), cursor.spanFrom(aliasBegin)));
    }
    return target(name, cursor.spanFrom(begin), alias, level, traits);
  }

  private TableRef target(
      QualifiedName name, Span source, Optional<Alias> alias, int level, EnumSet<Trait> traits) {
    TableRef target = new TableRef(name, source, alias, level, TableRef.Role.TARGET, traits);
    grammar.collector().add(target);
    return target;
  }
}
