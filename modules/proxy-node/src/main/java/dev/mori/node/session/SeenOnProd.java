package dev.mori.node.session;

import dev.mori.engine.postgres.Relation;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Rows that prod was seen to have while one statement is run; their copies are right for it. */
final class SeenOnProd {
  private final Map<Long, Set<String>> rows = new HashMap<>();

  void add(Relation relation, Collection<String> texts) {
    rows.computeIfAbsent(relation.oid(), oid -> new HashSet<>()).addAll(texts);
  }

  Set<String> of(Relation relation) {
    return rows.getOrDefault(relation.oid(), Set.of());
  }

  boolean has(Relation relation, String text) {
    return of(relation).contains(text);
  }
}
