package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.wire.Endpoint;
import dev.mori.conformance.wire.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients of one session that race for the same rows, of which at first only prod has some: money,
 * unique names, parents and children, queues and sequences stay what a private copy keeps them.
 */
@Tag("oracle")
class RacesIT {
  private static final int CLIENTS = 5;
  private static final int ROUNDS = 8;

  private static final String SCHEMA =
      """
      CREATE TABLE account (id int PRIMARY KEY, owner int NOT NULL, balance int NOT NULL);
      INSERT INTO account SELECT i, i % 4, 100 FROM generate_series(1, 60) i;
      CREATE TABLE person (id serial PRIMARY KEY, name text UNIQUE);
      INSERT INTO person (name) SELECT 'old' || i FROM generate_series(1, 20) i;
      CREATE TABLE parent (id int PRIMARY KEY);
      CREATE TABLE child (id serial PRIMARY KEY, parent int NOT NULL REFERENCES parent);
      INSERT INTO parent SELECT generate_series(1, 40);
      CREATE TABLE task (id int PRIMARY KEY, taken_by int);
      INSERT INTO task SELECT generate_series(1, 30);
      CREATE TABLE duty (id serial PRIMARY KEY, day int NOT NULL, who int NOT NULL);
      INSERT INTO duty (day, who) SELECT i, 0 FROM generate_series(100, 110) i;
      CREATE TABLE this (id int PRIMARY KEY, n int NOT NULL);
      CREATE TABLE that (id int PRIMARY KEY, n int NOT NULL);
      INSERT INTO this SELECT i, 0 FROM generate_series(0, 400) i;
      INSERT INTO that SELECT i, 0 FROM generate_series(0, 400) i;
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;
      GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO PUBLIC;
      """;

  private static Servers servers;
  private static MoriUnderTest mori;
  private static Endpoint node;

  @BeforeAll
  static void start() throws Exception {
    servers = Servers.start(0.01);
    servers.everywhere(SCHEMA);
    mori = Moris.of("node", servers);
    node = mori.start(servers.prod());
  }

  @AfterAll
  static void stop() {
    mori.close();
    servers.close();
  }

  /** A fresh session, or the judge: a fresh copy. */
  private static Endpoint fresh(String who) throws Exception {
    if (who.equals("mori")) {
      mori.reset();
      return node;
    }
    return servers.newCopy();
  }

  /** Transfers, accounts that are opened with somebody's money, and others that are closed. */
  @ParameterizedTest
  @ValueSource(strings = {"mori", "copy"})
  void noStatementSeesMoneyOnItsWay(String who) throws Exception {
    List<List<Long>> sums =
        Crowd.of(
            CLIENTS,
            fresh(who),
            (number, one) -> {
              List<Long> seen = new ArrayList<>();
              for (int i = 0; i < ROUNDS; i++) {
                transfer(number, i, one);
                seen.add(one.number("SELECT sum(balance) FROM account"));
                seen.add(twoHalves(one));
              }
              return seen;
            });
    assertThat(sums).allSatisfy(seen -> assertThat(seen).containsOnly(6_000L));
  }

  private static void transfer(int number, int round, Crowd.One one) throws Exception {
    int from = 1 + (number * 7 + round * 3) % 30;
    int to = 31 + (number * 5 + round) % 29;
    int fresh = 1_000 + number * 100 + round;
    switch (round % 3) {
      case 0 ->
          one.insist(
              "BEGIN",
              "UPDATE account SET balance = balance - 5 WHERE id = " + from,
              "UPDATE account SET balance = balance + 5 WHERE id = " + to,
              "COMMIT");
      case 1 ->
          one.insist(
              "BEGIN",
              "UPDATE account SET balance = balance - 7 WHERE id = " + from,
              "INSERT INTO account VALUES (" + fresh + ", 1, 7)",
              "COMMIT");
      default ->
          one.insist(
              "BEGIN",
              "UPDATE account SET balance = balance + 7 WHERE id = " + from,
              "DELETE FROM account WHERE id = " + (fresh - 1),
              "COMMIT");
    }
  }

  private static long twoHalves(Crowd.One one) throws Exception {
    one.get("BEGIN ISOLATION LEVEL REPEATABLE READ");
    long even = one.number("SELECT sum(balance) FROM account WHERE id % 2 = 0");
    long odd = one.number("SELECT sum(balance) FROM account WHERE id % 2 = 1");
    one.get("COMMIT");
    return even + odd;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mori", "copy"})
  void aStatementSeesAllOfATransactionOrNothing(String who) throws Exception {
    List<Long> torn =
        Crowd.of(
            CLIENTS,
            fresh(who),
            (number, one) -> {
              long halves = 0;
              for (int id = 0; id < 60; id++) {
                halves += number == 0 ? both(id, one) : watched(id, one);
              }
              return halves;
            });
    assertThat(torn).containsOnly(0L);
  }

  private static long both(int id, Crowd.One one) throws Exception {
    one.run(
        "BEGIN",
        "UPDATE this SET n = 1 WHERE id = " + id,
        "UPDATE that SET n = 1 WHERE id = " + id,
        "COMMIT");
    return 0;
  }

  /** By range from one table and by key from the other, until the change is there. */
  private static long watched(int id, Crowd.One one) throws Exception {
    String look =
        "SELECT a.n * 10 + b.n FROM this a, that b WHERE a.id BETWEEN %d AND %d AND b.id = %d"
            .formatted(id, id, id);
    long seen = one.number(look);
    long halves = 0;
    while (seen != 11) {
      halves += seen == 0 ? 0 : 1;
      seen = one.number(look);
    }
    return halves;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mori", "copy"})
  void everyNameHasOneBearer(String who) throws Exception {
    Endpoint at = fresh(who);
    List<Integer> won =
        Crowd.of(
            CLIENTS,
            at,
            (number, one) -> {
              int mine = 0;
              for (int i = 1; i <= ROUNDS; i++) {
                one.run("DELETE FROM person WHERE name = 'old" + i + "'");
                mine +=
                    one.run("INSERT INTO person (name) VALUES ('new" + i + "')").isEmpty() ? 1 : 0;
                one.run("INSERT INTO person (name) VALUES ('old" + i + "')");
                one.run(
                    "INSERT INTO person (name) VALUES ('old"
                        + (i + 1)
                        + "') ON CONFLICT DO NOTHING");
              }
              return mine;
            });
    assertThat(won.stream().mapToInt(n -> n).sum()).isEqualTo(ROUNDS);
    try (Crowd.One one = Crowd.one(at)) {
      assertThat(one.get("SELECT name FROM person")).doesNotHaveDuplicates();
      assertThat(one.get("SELECT id FROM person")).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mori", "copy"})
  void noChildOutlivesItsParent(String who) throws Exception {
    Endpoint at = fresh(who);
    List<List<String>> states =
        Crowd.of(
            CLIENTS,
            at,
            (number, one) -> {
              List<String> all = new ArrayList<>();
              for (int i = 1; i <= 20; i++) {
                all.add(
                    one.run(
                        number % 3 == 0
                            ? "DELETE FROM parent WHERE id = " + i
                            : "INSERT INTO child (parent) VALUES (" + i + ")"));
              }
              return all;
            });
    assertThat(states).allSatisfy(s -> assertThat(s).isSubsetOf("", "23503"));
    try (Crowd.One one = Crowd.one(at)) {
      assertThat(
              one.number(
                  "SELECT count(*) FROM child c LEFT JOIN parent p ON p.id = c.parent"
                      + " WHERE p.id IS NULL"))
          .isZero();
      assertThat(one.number("SELECT count(*) FROM parent WHERE id > 20")).isEqualTo(20);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOR UPDATE", "FOR UPDATE SKIP LOCKED"})
  void everyTaskIsTakenOnce(String lock) throws Exception {
    for (String who : List.of("mori", "copy")) {
      List<List<String>> taken =
          Crowd.of(CLIENTS, fresh(who), (number, one) -> tasks(number, lock, one));
      assertThat(taken.stream().flatMap(List::stream)).as(who).doesNotHaveDuplicates().hasSize(30);
    }
  }

  private static List<String> tasks(int number, String lock, Crowd.One one) throws Exception {
    List<String> mine = new ArrayList<>();
    boolean more = true;
    while (more) {
      one.get("BEGIN");
      List<String> found =
          one.get("SELECT id FROM task WHERE taken_by IS NULL ORDER BY id LIMIT 1 " + lock);
      for (String id : found) {
        one.get("UPDATE task SET taken_by = " + number + " WHERE id = " + id);
      }
      one.get("COMMIT");
      mine.addAll(found);
      more = one.number("SELECT count(*) FROM task WHERE taken_by IS NULL") > 0;
    }
    return mine;
  }

  /** Runs that mori repeats give their values back, and still nobody gets one twice. */
  @ParameterizedTest
  @ValueSource(strings = {"mori", "copy"})
  void noSequenceGivesAValueTwice(String who) throws Exception {
    List<List<String>> values =
        Crowd.of(
            CLIENTS,
            fresh(who),
            (number, one) -> {
              List<String> all = new ArrayList<>();
              for (int i = 0; i < ROUNDS; i++) {
                all.addAll(one.get("SELECT nextval('child_id_seq')"));
                all.addAll(
                    one.get(
                        "INSERT INTO child (parent) VALUES (%d), (%d) RETURNING id"
                            .formatted(1 + (number + i) % 40, 1 + i)));
                all.addAll(one.get("SELECT nextval('child_id_seq'), nextval('person_id_seq')"));
              }
              return all;
            });
    assertThat(values.stream().flatMap(List::stream)).doesNotHaveDuplicates();
  }

  /** Whoever finds nobody on duty takes it: of rows that only prod has, and of none at all. */
  @ParameterizedTest
  @ValueSource(strings = {"mori", "copy"})
  void serializableTransactionsDoNotBothFindNobody(String who) throws Exception {
    Endpoint at = fresh(who);
    Crowd.of(
        CLIENTS,
        at,
        (number, one) -> {
          for (int day = 105; day < 105 + ROUNDS; day++) {
            String state = take(day, number, one);
            while (state.startsWith("40")) {
              state = take(day, number, one);
            }
            assertThat(state).isEmpty();
          }
          return number;
        });
    try (Crowd.One one = Crowd.one(at)) {
      assertThat(one.get("SELECT count(*) FROM duty GROUP BY day")).containsOnly("1");
      assertThat(one.number("SELECT count(*) FROM duty")).isEqualTo(13);
    }
  }

  private static String take(int day, int number, Crowd.One one) throws Exception {
    one.get("BEGIN ISOLATION LEVEL SERIALIZABLE");
    String count = "SELECT count(*) FROM duty WHERE day = " + day;
    Reply counted = one.client().query(count);
    if (counted.firstError() != null) {
      one.run("ROLLBACK");
      return Objects.requireNonNull(counted.firstError()).code();
    }
    return "0".equals(counted.rows().getFirst().values().getFirst())
        ? one.run("INSERT INTO duty (day, who) VALUES (" + day + ", " + number + ")", "COMMIT")
        : one.run("COMMIT");
  }

  /** In one statement, in a transaction that locks first, and in one that may not lose any. */
  @ParameterizedTest
  @ValueSource(strings = {"mori", "copy"})
  void noIncrementIsLost(String who) throws Exception {
    Endpoint at = fresh(who);
    Crowd.of(
        CLIENTS,
        at,
        (number, one) -> {
          for (int i = 0; i < ROUNDS; i++) {
            one.insist("UPDATE this SET n = n + 1 WHERE id = 300");
            one.get("BEGIN");
            long locked = one.number("SELECT n FROM that WHERE id = 300 FOR UPDATE");
            one.get("UPDATE that SET n = " + (locked + 1) + " WHERE id = 300");
            one.get("COMMIT");
            increment(one);
          }
          return number;
        });
    try (Crowd.One one = Crowd.one(at)) {
      long all = (long) CLIENTS * ROUNDS;
      assertThat(one.number("SELECT n FROM this WHERE id = 300")).isEqualTo(all);
      assertThat(one.number("SELECT n FROM that WHERE id = 300")).isEqualTo(all);
      assertThat(one.number("SELECT n FROM this WHERE id = 301")).isEqualTo(all);
    }
  }

  private static void increment(Crowd.One one) throws Exception {
    String state = "40001";
    while (state.startsWith("40")) {
      one.get("BEGIN ISOLATION LEVEL REPEATABLE READ");
      long n = one.number("SELECT n FROM this WHERE id = 301");
      state = one.run("UPDATE this SET n = " + (n + 1) + " WHERE id = 301", "COMMIT");
    }
    assertThat(state).isEmpty();
  }

  /** A client that was told of a commit finds it wherever it looks. */
  @ParameterizedTest
  @ValueSource(strings = {"mori", "copy"})
  void whatWasCommittedIsSeenOnEveryConnection(String who) throws Exception {
    Endpoint at = fresh(who);
    List<Map<String, Long>> stale =
        Crowd.of(
            CLIENTS,
            at,
            (number, one) -> {
              long missed = 0;
              try (Crowd.One other = Crowd.one(at)) {
                for (int i = 0; i < ROUNDS; i++) {
                  int id = number * ROUNDS + i;
                  one.get("UPDATE that SET n = 5 WHERE id = " + id);
                  missed += other.number("SELECT n FROM that WHERE id = " + id) == 5 ? 0 : 1;
                }
              }
              return Map.of("stale", missed);
            });
    assertThat(stale).containsOnly(Map.of("stale", 0L));
  }
}
