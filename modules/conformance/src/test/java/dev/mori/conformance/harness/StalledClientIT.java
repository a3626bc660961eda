package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.wire.Endpoint;
import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Op;
import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that does not read its result: prod must come to a halt in the middle of it, or the node
 * would take in the whole of it.
 */
@Tag("oracle")
class StalledClientIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** 200 MB: far more than sockets on the way can hold. */
  private static final String LARGE = "SELECT id, repeat('x', 100000) FROM wide";

  private static final String COPY = "COPY (" + LARGE + ") TO STDOUT";
  private static final int ROWS = 2_000;

  /**
   * Looks in a row, a tenth of a second apart, that prod has to be found waiting for its client.
   */
  private static final int LOOKS = 15;

  private static final String LOOK =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE state = 'active' AND wait_event = 'ClientWrite'
      """;

  private static Servers servers;
  private static MoriUnderTest mori;
  private static Endpoint node;

  @BeforeAll
  static void start() throws Exception {
    servers = Servers.start(0.01);
    servers.everywhere(
        "CREATE TABLE wide AS SELECT i AS id, 'w' AS w FROM generate_series(1, " + ROWS + ") i",
        "ALTER TABLE wide ADD PRIMARY KEY (id)",
        "GRANT SELECT ON wide TO PUBLIC");
    mori = Moris.of("node", servers);
    node = mori.start(servers.prod());
  }

  @AfterAll
  static void stop() {
    mori.close();
    servers.close();
  }

  @BeforeEach
  void afresh() throws Exception {
    mori.reset();
  }

  @Test
  void aReadOfProdWaitsForTheClient() throws Exception {
    try (WireClient client = WireClient.connect(node, Map.of(), PATIENCE)) {
      waits(client, new Exchange.Simple(LARGE), ROWS);
    }
  }

  @Test
  void soDoesARewrittenOneAndInASnapshot() throws Exception {
    try (WireClient client = WireClient.connect(node, Map.of(), PATIENCE)) {
      client.rows("UPDATE wide SET w = 'v' WHERE id = 1");
      waits(client, new Exchange.Simple(LARGE), ROWS);
      client.rows("BEGIN ISOLATION LEVEL REPEATABLE READ");
      waits(client, new Exchange.Simple(LARGE), ROWS);
      assertThat(client.rows("SELECT count(*) FROM wide").toString())
          .contains(Integer.toString(ROWS));
    }
  }

  @Test
  void soDoesTheRestOfAPortal() throws Exception {
    try (WireClient client = WireClient.connect(node, Map.of(), PATIENCE)) {
      waits(
          client,
          new Exchange.Extended(
              List.of(
                  new Op.Parse("", LARGE, List.of()),
                  new Op.Bind("", "", List.of(), false),
                  new Op.Execute("", 1),
                  new Op.Execute("", 0))),
          ROWS);
    }
  }

  @Test
  void soDoesACopyOut() throws Exception {
    try (WireClient client = WireClient.connect(node, Map.of(), PATIENCE)) {
      waits(client, new Exchange.Simple(COPY), ROWS);
      client.rows("UPDATE wide SET w = 'v' WHERE id = 1");
      waits(client, new Exchange.Simple(COPY + " (FORMAT csv)"), ROWS);
      waits(client, new Exchange.Simple(COPY + " (FORMAT binary)"), ROWS + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LARGE, COPY})
  void aClientThatLeavesInTheMiddleLeavesNothingRunning(String large) throws Exception {
    try (WireClient watch = WireClient.connect(servers.prodAsSuperuser(), Map.of(), PATIENCE)) {
      try (WireClient client = WireClient.connect(node, Map.of(), PATIENCE)) {
        client.send(new Exchange.Simple(large));
        halted(watch);
      }
      int looks = 0;
      while (waiting(watch) > 0 && looks < 40 * LOOKS) {
        looks++;
      }
      assertThat(waiting(watch)).isZero();
    }
  }

  private static void waits(WireClient client, Exchange large, int rows) throws IOException {
    try (WireClient watch = WireClient.connect(servers.prodAsSuperuser(), Map.of(), PATIENCE)) {
      client.send(large);
      halted(watch);
      Reply reply = client.read();
      assertThat(reply.firstError()).isNull();
      assertThat(reply.rows().size() + copied(reply)).isEqualTo(rows);
      assertThat(waiting(watch)).isZero();
    }
  }

  private static long copied(Reply reply) {
    return reply.parts().stream()
        .filter(part -> part instanceof Reply.Mark mark && mark.type() == 'd')
        .count();
  }

  /** Prod has begun to wait for us and goes on waiting. */
  private static void halted(WireClient watch) throws IOException {
    int inRow = 0;
    for (int i = 0; i < 40 * LOOKS && inRow < LOOKS; i++) {
      inRow = waiting(watch) == 1 ? inRow + 1 : 0;
    }
    assertThat(inRow).as("the node took it all in").isEqualTo(LOOKS);
  }

  private static int waiting(WireClient watch) throws IOException {
    // By itself: joined with no row at all, it would not be called.
    watch.rows("SELECT pg_sleep(0.1)");
    return Integer.parseInt(watch.rows(LOOK).getFirst().values().getFirst());
  }
}
