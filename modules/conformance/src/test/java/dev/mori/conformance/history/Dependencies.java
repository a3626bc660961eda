package dev.mori.conformance.history;

import dev.mori.conformance.history.Transaction.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Who must come before whom: the edges of Adya's graph, and those of time. */
final class Dependencies {
  /** A read as a node of its own: at READ COMMITTED each statement sees a state of its own. */
  private record Statement(int transaction, int number) {}

  /** The end of one transaction, in the order of all ends: what begins later comes after it. */
  private record Moment(int number) {}

  /** The far end of an anti-dependency, from where only dependencies lead on. */
  private record Beyond(Object node) {}

  /** An edge between two nodes. */
  private record Edge(Object from, Object to) {}

  private final List<Transaction> counted;
  private final Versions versions;
  private final boolean byStatement;
  private final List<Edge> overwrites = new ArrayList<>();
  private final List<Edge> reads = new ArrayList<>();
  private final List<Edge> antis = new ArrayList<>();
  private final List<Edge> times = new ArrayList<>();

  /**
   * Draws all edges.
   *
   * @param byStatement whether each read is a node of its own
   */
  Dependencies(List<Transaction> history, Versions versions, boolean byStatement) {
    this.counted = history.stream().filter(t -> t.outcome() != Outcome.ABORTED).toList();
    this.versions = versions;
    this.byStatement = byStatement;
    versions.keys().forEach(this::writes);
    counted.forEach(this::reads);
    times();
  }

  private void writes(Key key) {
    for (int number = 1; number < versions.last(key); number++) {
      int next = number + 1;
      versions
          .writer(key, number)
          .forEach(a -> versions.writer(key, next).forEach(b -> add(overwrites, a.id(), b.id())));
    }
  }

  private void reads(Transaction reader) {
    int number = 0;
    for (Event.Read read : reader.reads().toList()) {
      Object node = byStatement ? new Statement(reader.id(), ++number) : reader.id();
      for (Map.Entry<Key, Seen> seen : read.seen().entrySet()) {
        int position = seen.getValue().position();
        versions
            .writer(seen.getKey(), position)
            .filter(writer -> writer.id() != reader.id())
            .forEach(writer -> add(reads, writer.id(), node));
        versions
            .writer(seen.getKey(), position + 1)
            .filter(writer -> writer.id() != reader.id())
            .forEach(writer -> add(antis, node, writer.id()));
      }
    }
  }

  private void times() {
    List<Transaction> ended =
        counted.stream()
            .filter(t -> t.outcome() == Outcome.COMMITTED)
            .sorted(Comparator.comparingLong(Transaction::end))
            .toList();
    for (int i = 0; i < ended.size(); i++) {
      add(times, ended.get(i).id(), new Moment(i));
      if (i > 0) {
        add(times, new Moment(i - 1), new Moment(i));
      }
    }
    List<Long> ends = ended.stream().map(Transaction::end).toList();
    for (Transaction transaction : counted) {
      after(ends, transaction.begin(), transaction.id());
      int number = 0;
      for (Event.Read read : transaction.reads().toList()) {
        if (byStatement) {
          after(ends, read.begin(), new Statement(transaction.id(), ++number));
        }
      }
    }
  }

  private void after(List<Long> ends, long begin, Object node) {
    int before = Collections.binarySearch(ends, begin);
    int last = (before >= 0 ? before : -before - 1) - 1;
    if (last >= 0) {
      add(times, new Moment(last), node);
    }
  }

  private static void add(List<Edge> edges, Object from, Object to) {
    edges.add(new Edge(from, to));
  }

  /** Overwriting alone. */
  Graph overwriting() {
    return graph(List.of(overwrites));
  }

  /** Overwriting, reading and time: the way that information goes. */
  Graph informing() {
    return graph(List.of(overwrites, reads, times));
  }

  /**
   * That, and anti-dependencies of which no two follow each other: no cycle when everybody sees
   * what was committed at one moment.
   */
  Graph snapshot() {
    Graph informing = informing();
    Graph graph = informing();
    for (Edge anti : antis) {
      graph.edge(anti.from(), new Beyond(anti.to()));
      informing.after(anti.to()).forEach(next -> graph.edge(new Beyond(anti.to()), next));
    }
    return graph;
  }

  /** All dependencies, without time. */
  Graph all() {
    return graph(List.of(overwrites, reads, antis));
  }

  private static Graph graph(List<List<Edge>> kinds) {
    Graph graph = new Graph();
    kinds.forEach(edges -> edges.forEach(edge -> graph.edge(edge.from(), edge.to())));
    return graph;
  }

  /** How many edges stand between transactions. */
  int size() {
    return overwrites.size() + reads.size() + antis.size();
  }
}
