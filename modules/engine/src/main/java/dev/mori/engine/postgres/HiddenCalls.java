package dev.mori.engine.postgres;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Code that runs although no statement calls it, by the name behind which it stands: functions of
 * aggregates, casts and operator classes; checks and defaults of domains; actions of rules.
 */
final class HiddenCalls {
  private final Map<String, Set<Long>> functions = new HashMap<>();
  private final Map<String, Set<String>> texts = new HashMap<>();
  private final Map<String, Set<String>> via = new HashMap<>();

  /** hid: name, function. txt: name, expression. via: name, name for which it stands, too. */
  void add(CatalogRow row) {
    String name = row.text(1);
    switch (row.kind()) {
      case "hid" -> functions.computeIfAbsent(name, k -> new LinkedHashSet<>()).add(row.oid(2));
      case "txt" -> addText(name, row.text(2));
      default -> via.computeIfAbsent(name, k -> new LinkedHashSet<>()).add(row.text(2));
    }
  }

  void addText(String name, String text) {
    texts.computeIfAbsent(name, k -> new LinkedHashSet<>()).add(text);
  }

  /** Whether anything stands behind the name. */
  boolean any(String name) {
    return functions.containsKey(name) || texts.containsKey(name) || via.containsKey(name);
  }

  Set<Long> functions(String name) {
    return behind(functions, name);
  }

  /** Expressions and commands in SQL, names outside {@code pg_catalog} qualified. */
  Set<String> texts(String name) {
    return behind(texts, name);
  }

  private <T> Set<T> behind(Map<String, Set<T>> map, String name) {
    Set<T> own = map.getOrDefault(name, Set.of());
    Set<String> further = via.getOrDefault(name, Set.of());
    if (further.isEmpty()) {
      return own;
    }
    Set<T> all = new LinkedHashSet<>(own);
    further.forEach(next -> all.addAll(map.getOrDefault(next, Set.of())));
    return all;
  }
}
