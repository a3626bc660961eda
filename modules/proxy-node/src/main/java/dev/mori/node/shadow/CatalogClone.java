package dev.mori.node.shadow;

import dev.mori.node.shadow.ShadowException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prod's schema as a script, made from its catalogs alone, for machines without a fitting pg_dump.
 * It needs no right on any table and locks nothing. Objects come in an order that satisfies
 * pg_depend; what cannot be made this way is refused by name.
 */
final class CatalogClone {

  private static final CatalogQueries REFUSED = CatalogQueries.load("clone-refused.sql");
  private static final CatalogQueries OBJECTS = CatalogQueries.load("clone-objects.sql");
  private static final CatalogQueries EDGES = CatalogQueries.load("clone-edges.sql");
  private static final CatalogQueries AFTER = CatalogQueries.load("clone-after.sql");

  private final Connection prod;

  /** The connection is in a read-only transaction with pinned settings. */
  CatalogClone(Connection prod) {
    this.prod = prod;
  }

  /**
   * An object to be made.
   *
   * @param key catalog and oid
   * @param rank decides between objects that do not depend on each other, then the oid
   * @param statement without the final semicolon
   */
  private record Item(Key key, int rank, String statement) {}

  /** An object's address: oid of its catalog, its own oid. */
  private record Key(long catalog, long oid) {}

  /** Statements that make the schema in an empty database whose roles exist; for a superuser. */
  String script() throws SQLException {
    refuse();
    List<String> statements = new ArrayList<>();
    statements.add("SET LOCAL search_path = ''");
    statements.add("SET LOCAL check_function_bodies = off");
    for (Item item : inOrder(items(), requirements())) {
      statements.add(item.statement);
    }
    for (List<@Nullable String> row : AFTER.rows(prod)) {
      statements.add(text(row, 0));
    }
    return String.join(";\n\n", statements) + ";\n";
  }

  private void refuse() throws SQLException {
    List<String> names = new ArrayList<>();
    for (List<@Nullable String> row : REFUSED.rows(prod)) {
      names.add(row.get(0) + " " + row.get(1));
    }
    if (!names.isEmpty()) {
      throw new ShadowException(
          Reason.SCHEMA,
          "Prod's schema has what can only be cloned by pg_dump ("
              + String.join(", ", names.subList(0, Math.min(5, names.size())))
              + "): install pg_dump of prod's version or newer on this machine.");
    }
  }

  private Map<Key, Item> items() throws SQLException {
    Map<Key, Item> items = new HashMap<>();
    for (List<@Nullable String> row : OBJECTS.rows(prod)) {
      Key key = key(row, 0);
      items.put(key, new Item(key, Integer.parseInt(text(row, 2)), text(row, 3)));
    }
    return items;
  }

  /** For each object those that must exist before. */
  private Map<Key, Set<Key>> requirements() throws SQLException {
    Map<Key, Set<Key>> requirements = new HashMap<>();
    for (List<@Nullable String> row : EDGES.rows(prod)) {
      Key later = key(row, 0);
      Key earlier = key(row, 2);
      if (!later.equals(earlier)) {
        requirements.computeIfAbsent(later, any -> new HashSet<>()).add(earlier);
      }
    }
    return requirements;
  }

  private static List<Item> inOrder(Map<Key, Item> items, Map<Key, Set<Key>> requirements) {
    Map<Key, Integer> missing = new HashMap<>();
    Map<Key, List<Item>> waiting = new HashMap<>();
    PriorityQueue<Item> ready =
        new PriorityQueue<>(
            Comparator.comparingInt(Item::rank)
                .thenComparingLong(item -> item.key.oid)
                .thenComparingLong(item -> item.key.catalog));
    for (Item item : items.values()) {
      int count = 0;
      for (Key earlier : requirements.getOrDefault(item.key, Set.of())) {
        if (items.containsKey(earlier)) {
          waiting.computeIfAbsent(earlier, any -> new ArrayList<>()).add(item);
          count++;
        }
      }
      missing.put(item.key, count);
      if (count == 0) {
        ready.add(item);
      }
    }
    List<Item> ordered = new ArrayList<>(items.size());
    for (Item item = ready.poll(); item != null; item = ready.poll()) {
      ordered.add(item);
      for (Item next : waiting.getOrDefault(item.key, List.of())) {
        if (missing.merge(next.key, -1, Integer::sum) == 0) {
          ready.add(next);
        }
      }
    }
    if (ordered.size() < items.size()) {
      throw circle(items, ordered);
    }
    return ordered;
  }

  private static ShadowException circle(Map<Key, Item> items, List<Item> ordered) {
    Set<Item> left = new HashSet<>(items.values());
    left.removeAll(new HashSet<>(ordered));
    List<String> starts =
        left.stream().map(item -> item.statement.lines().findFirst().orElse("")).sorted().toList();
    return new ShadowException(
        Reason.SCHEMA,
        "Prod's schema has objects that depend on each other in a circle ("
            + String.join(" | ", starts.subList(0, Math.min(4, starts.size())))
            + "): install pg_dump of prod's version or newer on this machine.");
  }

  private static Key key(List<@Nullable String> row, int column) {
    return new Key(Long.parseLong(text(row, column)), Long.parseLong(text(row, column + 1)));
  }

  private static String text(List<@Nullable String> row, int column) {
    String value = row.get(column);
    return value == null ? "" : value;
  }
}
