package dev.mori.engine.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What calls of user functions may read: a superset of relations, found by the words of the bodies,
 * and whether the call means on prod what it means in the session.
 */
final class FunctionReach {
  private static final Set<String> READABLE = Set.of("sql", "plpgsql");

  private static final Set<String> TIME_WORDS =
      Set.of("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp");

  private final PostgresCatalog catalog;
  private final Set<Long> seen = new HashSet<>();
  private final Set<String> seenNames = new HashSet<>();
  private final Set<String> seenTexts = new HashSet<>();
  private final Set<Relation> relations = new LinkedHashSet<>();
  private final List<String> obstacles = new ArrayList<>();
  private final List<String> dynamic = new ArrayList<>();
  private boolean timed;

  FunctionReach(PostgresCatalog catalog) {
    this.catalog = catalog;
    behind(PostgresCatalog.ANYWHERE);
  }

  /** What stands behind one name alone. */
  FunctionReach(PostgresCatalog catalog, String name) {
    this.catalog = catalog;
    behind(name);
  }

  /** Adds every function a name may mean: a folded name, or {@code operator +}. */
  void add(String called) {
    String operator = "operator ";
    List<CatalogFunction> candidates =
        called.startsWith(operator)
            ? catalog.operatorFunctions(called.substring(operator.length()))
            : catalog.functionsNamed(called);
    if (called.startsWith(operator)
        && catalog.hasPlainOperator(called.substring(operator.length()))) {
      obstacles.add(called + " may be the session's alone");
    }
    candidates.forEach(this::add);
    catalog.prod().functionsNamed(called).stream()
        .filter(f -> !catalog.hasFunction(f.name(), f.arguments()))
        .forEach(f -> obstacles.add("function " + f.name().sql() + " is production's alone"));
    behind(called);
  }

  private void behind(String name) {
    if (seenNames.add(name)) {
      catalog.hiddenBehind(name).forEach(this::add);
      catalog.textsBehind(name).stream().filter(seenTexts::add).forEach(text -> scan(name, text));
    }
  }

  /** Adds a function by its oid in the shadow. */
  void add(long oid) {
    catalog.function(oid).ifPresent(this::add);
  }

  private void add(CatalogFunction function) {
    if (!seen.add(function.oid())) {
      return;
    }
    String name = function.name().sql();
    Optional<CatalogFunction> there =
        catalog.prod().function(function.name(), function.arguments());
    if (there.isEmpty() || !there.get().digest().equals(function.digest())) {
      obstacles.add("function " + name + " is not the same on prod");
    }
    if (function.volatility() == 'v') {
      obstacles.add("function " + name + " is volatile");
    }
    behind(function.name().name());
    scan(name, function.defaults());
    if (function.kind() == 'a') {
      return; // Its parts are hidden behind its name.
    }
    if (function.liar()) {
      obstacles.add("function " + name + " is internal code that is not known to be harmless");
    }
    if (READABLE.contains(function.language())) {
      scan(name, function.body(), function.language().equals("plpgsql"));
    } else if (!function.compiled()) {
      obstacles.add("function " + name + " is written in " + function.language());
      dynamic.add(name);
    } else if (BuiltInFunctions.readsAnything(function.name().name())) {
      dynamic.add(name);
    }
  }

  private void scan(String where, String text) {
    scan(where, text, false);
  }

  private void scan(String where, String text, boolean plpgsql) {
    Code code = Code.of(text);
    if (!code.readable()) {
      dynamic.add(where);
    }
    for (Token token : code.identifiers()) {
      boolean quoted = token.kind() == Token.Kind.QUOTED;
      String word = token.text();
      if (PostgresReach.isUnknowable(word, plpgsql)) {
        dynamic.add(where);
      }
      timed |= !quoted && asksTime(word);
      if (!quoted && impure(word)) {
        obstacles.add(where + " names " + word);
      }
      relations.addAll(catalog.relationsNamed(word));
      add(word);
    }
    catalog.operatorSymbols().stream()
        .filter(text::contains)
        .forEach(symbol -> catalog.operatorFunctions(symbol).forEach(this::add));
  }

  /** Whether a body names the transaction's start time. */
  boolean timed() {
    return timed;
  }

  private static boolean asksTime(String word) {
    return TIME_WORDS.contains(word)
        || BuiltInFunctions.find(word)
            .filter(e -> e.effect() == BuiltInFunctions.Effect.NOW)
            .isPresent();
  }

  private static boolean impure(String word) {
    return BuiltInFunctions.find(word)
        .filter(e -> e.effect() == BuiltInFunctions.Effect.SHADOW)
        .isPresent();
  }

  /** Whether all that was added gives on prod, at any time, what it gives in the session. */
  boolean computes() {
    return obstacles.isEmpty() && dynamic.isEmpty() && relations.isEmpty() && !timed;
  }

  /** Relations the functions may read. */
  Set<Relation> relations() {
    return relations;
  }

  /** Why a call cannot run on prod at all. */
  List<String> obstacles() {
    return obstacles;
  }

  /** Functions that may read anything. */
  List<String> dynamic() {
    return dynamic;
  }
}
