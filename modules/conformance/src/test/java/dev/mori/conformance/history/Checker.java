package dev.mori.conformance.history;

import dev.mori.conformance.history.Anomaly.Kind;
import dev.mori.conformance.history.Transaction.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Says what in a history its isolation level forbids, in the manner of Elle: every write is told
 * from every other and every state of a key names the writes before it, so the order of versions,
 * and with it Adya's graph, is known and not guessed.
 */
public final class Checker {
  private final List<Transaction> history;
  private final Map<Object, Transaction> byId;
  private final Versions versions;
  private final List<Anomaly> found = new ArrayList<>();
  private int edges;

  private Checker(List<Transaction> history) {
    this.history = history;
    this.byId = history.stream().collect(Collectors.toMap(Transaction::id, Function.identity()));
    this.versions = new Versions(history);
  }

  /**
   * What was found.
   *
   * @param anomalies all that the level forbids
   * @param edges dependencies among which cycles were looked for
   */
  public record Finding(List<Anomaly> anomalies, int edges) {
    /** How many of a kind. */
    public long count(Kind kind) {
      return anomalies.stream().filter(a -> a.kind() == kind).count();
    }
  }

  /** Holds a history to a level. */
  public static Finding check(List<Transaction> history, Level level) {
    Checker checker = new Checker(history);
    checker.states();
    checker.cycles(level);
    return new Finding(List.copyOf(checker.found), checker.edges);
  }

  /** What single states give away, at every level. */
  private void states() {
    found.addAll(versions.anomalies());
    for (Transaction transaction : history) {
      internal(transaction);
      if (transaction.outcome() == Outcome.COMMITTED) {
        transaction.reads().forEach(read -> intermediate(transaction, read));
      }
    }
  }

  /** Nobody sees a write that its writer has followed by another one. */
  private void intermediate(Transaction reader, Event.Read read) {
    read.seen()
        .forEach(
            (key, seen) ->
                versions
                    .writer(key, seen.position())
                    .filter(writer -> writer.id() != reader.id())
                    .filter(
                        writer ->
                            versions
                                .writer(key, seen.position() + 1)
                                .anyMatch(next -> next.id() == writer.id()))
                    .forEach(
                        writer ->
                            note(Kind.G1B, key + ": " + reader + " saw the middle of " + writer)));
  }

  /** After a write of its own a transaction sees that write as the last one. */
  private void internal(Transaction transaction) {
    Map<Key, Integer> own = new HashMap<>();
    for (Event event : transaction.events()) {
      switch (event) {
        case Event.Write write when write.undone() -> {}
        case Event.Write write -> {
          Integer before = own.put(write.key(), write.after().position());
          if (before != null && before + 1 != write.after().position()) {
            note(Kind.INTERNAL, write.key() + " changed under " + transaction);
          }
        }
        case Event.Read read ->
            read.seen()
                .forEach(
                    (key, seen) -> {
                      if (own.getOrDefault(key, seen.position()) > seen.position()) {
                        note(Kind.INTERNAL, key + " went back under " + transaction);
                      }
                    });
      }
    }
  }

  private void cycles(Level level) {
    Dependencies transactions = new Dependencies(history, versions, false);
    Dependencies seers = new Dependencies(history, versions, level == Level.READ_COMMITTED);
    edges = transactions.size();
    cycles(Kind.G0, transactions.overwriting());
    cycles(Kind.G1C, transactions.informing());
    cycles(Kind.G_SINGLE, seers.snapshot());
    if (level == Level.SERIALIZABLE) {
      cycles(Kind.G2, transactions.all());
    }
  }

  private void cycles(Kind kind, Graph graph) {
    for (List<Object> cycle : graph.cycles()) {
      String nodes =
          cycle.stream()
              .map(node -> byId.containsKey(node) ? byId.get(node).toString() : node.toString())
              .collect(Collectors.joining("\n  before "));
      note(kind, nodes);
    }
  }

  private void note(Kind kind, String story) {
    found.add(new Anomaly(kind, story));
  }
}
