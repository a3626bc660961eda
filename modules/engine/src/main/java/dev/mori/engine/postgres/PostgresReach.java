package dev.mori.engine.postgres;

import dev.mori.overlay.statement.NameUse;
import dev.mori.overlay.statement.Names;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which relations a statement's functions and triggers can reach: a superset, found by reading
 * their bodies (ARCHITECTURE 3.4). A body that builds statements at run time, or is in a language
 * we cannot read, reaches what nobody knows.
 */
public final class PostgresReach {
  private static final Set<String> READABLE = Set.of("sql", "plpgsql");

  /** What ALTER changes in one table alone. */
  private static final Set<String> ALTERED = Set.of("table", "column", "index", "sequence", "view");

  private final PostgresCatalog catalog;
  private final boolean bound;
  private final Set<Long> secured = new HashSet<>();
  private final Set<Relation> read = new LinkedHashSet<>();
  private final Set<Relation> written = new LinkedHashSet<>();
  private final Set<String> opaque = new LinkedHashSet<>();
  private final Set<Long> seenFunctions = new HashSet<>();
  private final Set<String> seenTexts = new HashSet<>();
  private final Set<Long> seenTriggered = new HashSet<>();
  private final Deque<CatalogFunction> pending = new ArrayDeque<>();
  private boolean endsTransactions;
  private boolean namesSystemColumns;

  /** Reaches nothing yet. */
  public PostgresReach(PostgresCatalog catalog) {
    this(catalog, false);
  }

  /**
   * Reaches nothing yet.
   *
   * @param bound whether row level security may bind the client, who has taken on another role
   */
  public PostgresReach(PostgresCatalog catalog, boolean bound) {
    this.catalog = catalog;
    this.bound = bound;
  }

  /** Relations whose rows may be read. */
  public Set<Relation> read() {
    return read;
  }

  /** Relations that functions and triggers may write. */
  public Set<Relation> written() {
    return written;
  }

  /** Functions whose reach is not known. */
  public Set<String> opaque() {
    return opaque;
  }

  /**
   * Adds every user function whose name the statement mentions as a call, and the operators it
   * uses.
   */
  public void addNames(Names names) {
    behind(PostgresCatalog.ANYWHERE);
    for (NameUse use : names.uses()) {
      behind(use.name().value());
      if (use.position() != NameUse.Position.PLAIN) {
        pending.addAll(catalog.functionsNamed(use.name().value()));
      }
      if (use.position() == NameUse.Position.CALL
          && BuiltInFunctions.readsAnything(use.name().value())
          && catalog.functionsNamed(use.name().value()).isEmpty()) {
        opaque.add(use.name().value());
      }
    }
    Stream.concat(names.operators().stream(), PostgresPurity.UNWRITTEN_OPERATORS.stream())
        .forEach(symbol -> pending.addAll(catalog.operatorFunctions(symbol)));
    drain();
  }

  private void behind(String name) {
    pending.addAll(catalog.hiddenBehind(name));
    catalog.textsBehind(name).stream().filter(seenTexts::add).forEach(text -> scan(name, text));
  }

  /** Whether a procedure or block may COMMIT or ROLLBACK. */
  public boolean endsTransactions() {
    return endsTransactions;
  }

  /** Whether a body names ctid, xmin or the like: rows have other ones here than on a copy. */
  public boolean namesSystemColumns() {
    return namesSystemColumns;
  }

  /**
   * Adds what DO may reach. Its tables are localized, so it may alter them; what else ALTER changes
   * is not known to mori. Functions it makes may be called by it: their bodies count, too.
   */
  public void addBlock(String text) {
    behind(PostgresCatalog.ANYWHERE);
    Code code = Code.of(text);
    boolean makes = code.pieces().stream().anyMatch(p -> p.has("function") || p.has("procedure"));
    if (!code.readable()) {
      opaque.add("DO");
    }
    for (Code.Piece piece : code.pieces()) {
      if (piece.depth() <= 1 || makes) {
        if (piece.names().stream().anyMatch(word -> isUnknowableInBlock(piece, word))) {
          opaque.add("DO");
        }
        endsTransactions |= piece.has("commit") || piece.has("rollback");
        scan(piece.tokens());
      }
    }
    drain();
  }

  private static boolean isUnknowableInBlock(Code.Piece piece, String word) {
    if (!word.equals("alter")) {
      return isUnknowable(word, true);
    }
    for (int i = 0; i < piece.tokens().size(); i++) {
      if (piece.at(i).isWord("alter") && !ALTERED.contains(piece.at(i + 1).word())) {
        return true;
      }
    }
    return false;
  }

  /** Adds everything a view is made of. */
  public void addView(Relation view) {
    catalog
        .view(view)
        .ifPresent(
            definition -> {
              definition.reads().forEach(oid -> catalog.relation(oid).ifPresent(this::addBound));
              definition.calls().forEach(oid -> catalog.function(oid).ifPresent(pending::add));
            });
    drain();
  }

  /** Adds what a view's owner or a function reads, with what policies name that may bind them. */
  private void addBound(Relation relation) {
    addRead(relation);
    addPolicies(relation);
  }

  private void addPolicies(Relation relation) {
    catalog
        .policies(relation)
        .filter(policies -> secured.add(relation.oid()))
        .ifPresent(
            policies -> {
              policies.reads().forEach(oid -> catalog.relation(oid).ifPresent(this::addBound));
              policies.calls().forEach(oid -> catalog.function(oid).ifPresent(pending::add));
              drain();
            });
  }

  /** Adds a relation that is read; views are followed, inheritance children come with it. */
  public void addRead(Relation relation) {
    if (bound) {
      addPolicies(relation);
    }
    if (!read.add(catalog.root(relation))) {
      return;
    }
    if (relation.kind() == Relation.Kind.VIEW) {
      addView(relation);
    }
    catalog.inheritors(relation).forEach(this::addRead);
  }

  /**
   * Adds what a write to this relation sets off: its defaults, triggers, rules, cascades and what
   * those write.
   */
  public void addWritten(Relation relation) {
    Relation root = catalog.root(relation);
    if (!seenTriggered.add(root.oid())) {
      return;
    }
    written.add(root);
    if (bound) {
      addPolicies(relation);
    }
    catalog.inheritors(root).forEach(this::addWritten);
    for (CatalogTrigger trigger : catalog.triggers(root)) {
      catalog.function(trigger.function()).ifPresent(pending::add);
    }
    if (root.kind() == Relation.Kind.VIEW) {
      addWrittenThrough(root);
    }
    behind("@" + root.oid());
    for (Column column : root.columns()) {
      catalog.type(column.type().oid()).ifPresent(type -> behind(type.name().name()));
      behind("=" + column.type().oid());
      if (column.defaultExpression() != null) {
        scan(root.name().sql(), column.defaultExpression());
      }
    }
    for (ForeignKey key : catalog.foreignKeysTo(root)) {
      if (changesChildren(key)) {
        catalog.relation(key.child()).ifPresent(this::addWritten);
      }
    }
    drain();
  }

  /** A write to a view is one to a table below it, unless a trigger or rule takes its place. */
  private void addWrittenThrough(Relation view) {
    catalog
        .view(view)
        .ifPresent(
            definition ->
                definition
                    .reads()
                    .forEach(oid -> catalog.relation(oid).ifPresent(this::addWritten)));
  }

  private static boolean changesChildren(ForeignKey key) {
    return changes(key.actions().onDelete()) || changes(key.actions().onUpdate());
  }

  private static boolean changes(ForeignKey.Action action) {
    return switch (action) {
      case CASCADE, SET_NULL, SET_DEFAULT -> true;
      case NO_ACTION, RESTRICT -> false;
    };
  }

  private void drain() {
    while (!pending.isEmpty()) {
      CatalogFunction function = pending.pop();
      if (!seenFunctions.add(function.oid())) {
        continue;
      }
      behind(function.name().name());
      scan(function.name().sql(), function.defaults());
      if (function.compiled()) {
        if (BuiltInFunctions.readsAnything(function.name().name())) {
          opaque.add(function.name().sql());
        }
        continue;
      }
      if (!READABLE.contains(function.language())) {
        opaque.add(function.name().sql());
        continue;
      }
      scan(function.name().sql(), function.body(), function.language().equals("plpgsql"));
    }
  }

  /**
   * Whether this word in a body may stand for any table: dynamic SQL, functions that read what a
   * text names, and DDL, which mori follows only when the client says it.
   */
  static boolean isUnknowable(String word, boolean plpgsql) {
    return word.equals("alter")
        || BuiltInFunctions.readsAnything(word)
        || (word.equals("execute") && plpgsql);
  }

  private void scan(String where, String text) {
    scan(where, text, false);
  }

  /** In a body in PL/pgSQL EXECUTE runs a text that nobody knows. */
  private void scan(String where, String text, boolean plpgsql) {
    switch (PostgresLexer.lex(text, LexerSettings.STANDARD)) {
      case LexOutcome.Malformed malformed -> opaque.add(where);
      case LexOutcome.Lexed lexed -> {
        if (lexed.tokens().stream()
            .anyMatch(t -> t.isIdentifier() && isUnknowable(t.text(), plpgsql))) {
          opaque.add(where);
        }
        endsTransactions |=
            plpgsql
                && lexed.tokens().stream()
                    .anyMatch(t -> t.isWord("commit") || t.isWord("rollback"));
        scan(lexed.tokens());
      }
    }
  }

  /**
   * Every identifier that names a relation counts as a read of it, unless INSERT INTO stands before
   * it.
   */
  private void scan(List<Token> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() == Token.Kind.OPERATOR) {
        pending.addAll(catalog.operatorFunctions(token.text()));
      }
      if (!token.isIdentifier()) {
        continue;
      }
      namesSystemColumns |= PostgresWrites.SYSTEM_COLUMNS.contains(token.text());
      pending.addAll(catalog.functionsNamed(token.text()));
      behind(token.text());
      for (Relation relation : named(token.text())) {
        int before = (i >= 2 && tokens.get(i - 1).isSymbol(".") ? i - 2 : i) - 1;
        boolean inserted = stand(tokens, before, "insert", "into");
        if (inserted || changes(tokens, before)) {
          addWritten(relation);
        }
        if (inserted) {
          addPolicies(relation);
        } else {
          addBound(relation);
        }
      }
    }
  }

  /**
   * Whether UPDATE, DELETE FROM, MERGE INTO or ALTER TABLE ends there, IF EXISTS and ONLY left out:
   * a changed key is checked against its children, too.
   */
  private static boolean changes(List<Token> tokens, int end) {
    int at = end >= 0 && tokens.get(end).isSymbol("(") ? end - 1 : end;
    at = at >= 0 && tokens.get(at).isWord("only") ? at - 1 : at;
    at = stand(tokens, at, "if", "exists") ? at - 2 : at;
    return (at >= 0 && tokens.get(at).isWord("update"))
        || stand(tokens, at, "delete", "from")
        || stand(tokens, at, "merge", "into")
        || stand(tokens, at, "alter", "table");
  }

  private static boolean stand(List<Token> tokens, int end, String first, String second) {
    return end >= 1 && tokens.get(end).isWord(second) && tokens.get(end - 1).isWord(first);
  }

  private List<Relation> named(String name) {
    return catalog.relations().stream()
        .filter(
            r ->
                r.kind() != Relation.Kind.SYSTEM
                    && r.kind() != Relation.Kind.SEQUENCE
                    && r.name().name().equals(name))
        .toList();
  }
}
