package dev.mori.conformance.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A directed graph whose cycles are looked for. */
final class Graph {
  private final Map<Object, Set<Object>> edges = new HashMap<>();

  void edge(Object from, Object to) {
    if (!from.equals(to)) {
      edges.computeIfAbsent(from, n -> new LinkedHashSet<>()).add(to);
    }
  }

  Set<Object> after(Object node) {
    return edges.getOrDefault(node, Set.of());
  }

  int size() {
    return edges.values().stream().mapToInt(Set::size).sum();
  }

  /** One cycle of each strongly connected part, each node once. */
  List<List<Object>> cycles() {
    return new Parts().all().stream().map(this::cycle).toList();
  }

  /** The shortest way from some node of the part back to it. */
  private List<Object> cycle(Set<Object> part) {
    Object start = part.iterator().next();
    Map<Object, Object> from = new HashMap<>();
    Deque<Object> next = new ArrayDeque<>(List.of(start));
    while (!from.containsKey(start)) {
      Object node = next.remove();
      for (Object to : after(node)) {
        if (part.contains(to) && from.putIfAbsent(to, node) == null) {
          next.add(to);
        }
      }
    }
    List<Object> way = new ArrayList<>(List.of(start));
    for (Object node = from.get(start); !start.equals(node); node = from.get(node)) {
      way.addFirst(node);
    }
    return way;
  }

  /** Tarjan's algorithm, without recursion: histories are long. */
  private final class Parts {
    private final Map<Object, Integer> number = new HashMap<>();
    private final Map<Object, Integer> low = new HashMap<>();
    private final Deque<Object> stack = new ArrayDeque<>();
    private final Set<Object> stacked = new HashSet<>();
    private final List<Set<Object>> found = new ArrayList<>();

    private record Visit(Object node, java.util.Iterator<Object> rest) {}

    List<Set<Object>> all() {
      for (Object node : edges.keySet()) {
        if (!number.containsKey(node)) {
          walk(node);
        }
      }
      return found;
    }

    private void walk(Object root) {
      Deque<Visit> open = new ArrayDeque<>();
      open.push(enter(root));
      while (!open.isEmpty()) {
        Visit visit = open.element();
        if (!visit.rest().hasNext()) {
          open.pop();
          leave(visit.node());
          if (!open.isEmpty()) {
            low.merge(open.element().node(), low.get(visit.node()), Math::min);
          }
          continue;
        }
        Object to = visit.rest().next();
        if (!number.containsKey(to)) {
          open.push(enter(to));
        } else if (stacked.contains(to)) {
          low.merge(visit.node(), number.get(to), Math::min);
        }
      }
    }

    private Visit enter(Object node) {
      number.put(node, number.size());
      low.put(node, number.get(node));
      stack.push(node);
      stacked.add(node);
      return new Visit(node, after(node).iterator());
    }

    private void leave(Object node) {
      if (!Objects.equals(low.get(node), number.get(node))) {
        return;
      }
      Set<Object> part = new LinkedHashSet<>();
      Object member;
      do {
        member = stack.pop();
        stacked.remove(member);
        part.add(member);
      } while (!member.equals(node));
      if (part.size() > 1) {
        found.add(part);
      }
    }
  }
}
