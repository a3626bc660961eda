package dev.mori.conformance.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.history.Anomaly.Kind;
import dev.mori.conformance.history.Transaction.Outcome;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every anomaly, written by hand, is found at the levels that forbid it, and only there. */
class CheckerTest {
  private static final Key X = new Key("x", 1);
  private static final Key Y = new Key("y", 1);

  @Test
  void aHistoryInOrderIsClean() {
    assertThat(
            found(
                Level.SERIALIZABLE,
                t(1, 0, 10, wrote(X, 1)),
                t(2, 20, 30, read(20, X, 1), wrote(X, 1, 2), read(25, X, 1, 2)),
                t(3, 40, 50, read(40, X, 1, 2), read(45, Y))))
        .isEmpty();
  }

  @Test
  void dirtyWrite() {
    assertThat(
            found(
                Level.READ_COMMITTED,
                t(1, 0, 10, wrote(X, 1), wrote(Y, 2, 1)),
                t(2, 0, 10, wrote(X, 1, 2), wrote(Y, 2))))
        .contains(Kind.G0);
  }

  @Test
  void readOfWhatWasRolledBack() {
    assertThat(
            found(
                Level.READ_COMMITTED,
                new Transaction(1, Outcome.ABORTED, List.of(wrote(X, 1)), 0, 10),
                t(2, 0, 10, read(5, X, 1))))
        .containsExactly(Kind.G1A);
    Event.Write undone = new Event.Write(X, 1, items(1), true);
    assertThat(found(Level.READ_COMMITTED, t(1, 0, 10, undone), t(2, 0, 10, read(5, X, 1))))
        .containsExactly(Kind.G1A);
    assertThat(found(Level.READ_COMMITTED, t(1, 0, 10, undone), t(2, 0, 10, read(5, X)))).isEmpty();
  }

  @Test
  void readOfTheMiddleOfATransaction() {
    assertThat(
            found(
                Level.READ_COMMITTED,
                t(1, 0, 10, wrote(X, 1), wrote(X, 1, 2)),
                t(2, 0, 10, read(5, X, 1))))
        .contains(Kind.G1B);
  }

  @Test
  void informationInACircle() {
    assertThat(
            found(
                Level.READ_COMMITTED,
                t(1, 0, 10, wrote(X, 1), read(5, Y, 2)),
                t(2, 0, 10, wrote(Y, 2), read(5, X, 1))))
        .contains(Kind.G1C);
  }

  /** Two reads of one transaction may differ at READ COMMITTED, and later no more. */
  @Test
  void readSkew() {
    Transaction writer = t(1, 0, 10, wrote(X, 1), wrote(Y, 1));
    Transaction reader = t(2, 0, 20, read(1, X), read(15, Y, 1));
    assertThat(found(Level.READ_COMMITTED, writer, reader)).isEmpty();
    assertThat(found(Level.REPEATABLE_READ, writer, reader)).containsExactly(Kind.G_SINGLE);
  }

  @Test
  void oneStatementThatSeesHalfATransaction() {
    Event.Read half = new Event.Read(Map.of(X, items(), Y, items(1)), 1);
    assertThat(
            found(Level.READ_COMMITTED, t(1, 0, 10, wrote(X, 1), wrote(Y, 1)), t(2, 0, 20, half)))
        .containsExactly(Kind.G_SINGLE);
  }

  @Test
  void longFork() {
    Event.Read first = new Event.Read(Map.of(X, items(1), Y, items()), 1);
    Event.Read second = new Event.Read(Map.of(X, items(), Y, items(1)), 1);
    List<Transaction> fork =
        List.of(
            t(1, 0, 10, wrote(X, 1)),
            t(2, 0, 10, wrote(Y, 1)),
            t(3, 0, 20, first),
            t(4, 0, 20, second));
    assertThat(found(Level.READ_COMMITTED, fork)).containsExactly(Kind.G_SINGLE);
    assertThat(found(Level.REPEATABLE_READ, fork)).containsExactly(Kind.G_SINGLE);
  }

  @Test
  void lostUpdate() {
    List<Transaction> lost =
        List.of(t(1, 0, 10, read(1, X), wrote(X, 1)), t(2, 0, 10, read(1, X), wrote(X, 1, 2)));
    assertThat(found(Level.READ_COMMITTED, lost)).isEmpty();
    assertThat(found(Level.REPEATABLE_READ, lost)).containsExactly(Kind.G_SINGLE);
  }

  @Test
  void writeSkew() {
    List<Transaction> skew =
        List.of(t(1, 0, 10, read(1, X), wrote(Y, 1)), t(2, 0, 10, read(1, Y), wrote(X, 1)));
    assertThat(found(Level.REPEATABLE_READ, skew)).isEmpty();
    assertThat(found(Level.SERIALIZABLE, skew)).containsExactly(Kind.G2);
  }

  @Test
  void staleRead() {
    assertThat(found(Level.READ_COMMITTED, t(1, 0, 10, wrote(X, 1)), t(2, 20, 30, read(25, X))))
        .containsExactly(Kind.G_SINGLE);
  }

  @Test
  void aWriteThatIsGone() {
    assertThat(
            found(
                Level.READ_COMMITTED,
                t(1, 0, 10, wrote(X, 1)),
                t(2, 20, 30, read(25, X, 1)),
                t(3, 40, 50, read(45, X))))
        .containsExactly(Kind.G_SINGLE);
  }

  @Test
  void twoWritesInOnePlace() {
    assertThat(found(Level.READ_COMMITTED, t(1, 0, 10, wrote(X, 1)), t(2, 0, 10, wrote(X, 2))))
        .contains(Kind.TORN_KEY);
    assertThat(found(Level.READ_COMMITTED, t(1, 0, 10, wrote(X, 1)), t(2, 0, 9, read(5, X, 1, 1))))
        .contains(Kind.TORN_KEY);
  }

  @Test
  void aTransactionThatForgetsItsOwnWrite() {
    assertThat(found(Level.READ_COMMITTED, t(1, 0, 10, wrote(X, 1), read(5, X))))
        .contains(Kind.INTERNAL);
  }

  @Test
  void registersTellTheirOrderByTheirVersions() {
    Event.Read old = new Event.Read(Map.of(X, new Seen.Register(1, 7), Y, items(3)), 5);
    List<Transaction> half =
        List.of(
            t(1, 0, 1, new Event.Write(X, 7, new Seen.Register(1, 7), false)),
            t(2, 0, 10, new Event.Write(X, 8, new Seen.Register(2, 8), false), wrote(Y, 3)),
            t(3, 0, 20, old));
    assertThat(found(Level.READ_COMMITTED, half)).containsExactly(Kind.G_SINGLE);
  }

  private static Set<Kind> found(Level level, Transaction... history) {
    return found(level, Arrays.asList(history));
  }

  private static Set<Kind> found(Level level, List<Transaction> history) {
    return Checker.check(history, level).anomalies().stream()
        .map(Anomaly::kind)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Transaction t(int id, long begin, long end, Event... events) {
    return new Transaction(id, Outcome.COMMITTED, List.of(events), begin, end);
  }

  /** The last of the values is what was written. */
  private static Event.Write wrote(Key key, Integer... values) {
    return new Event.Write(key, values[values.length - 1], items(values), false);
  }

  private static Event.Read read(long begin, Key key, Integer... values) {
    Map<Key, Seen> seen = new HashMap<>();
    seen.put(key, items(values));
    return new Event.Read(seen, begin);
  }

  private static Seen items(Integer... values) {
    return new Seen.Items(List.of(values));
  }
}
