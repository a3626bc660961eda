package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Op;
import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a client's connection when its session or its shadow changes under it. */
@Tag("oracle")
class ConnectionsIT {
  private static Twins twins;

  @BeforeAll
  static void start() throws Exception {
    twins = Twins.start("CREATE ROLE clerk; GRANT SELECT ON orders TO clerk");
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @Test
  void aResetFailsTheOpenTransactionOnceAndLosesNothingElse() throws Exception {
    try (WireClient client = twins.connect(Map.of())) {
      ok(client, "BEGIN");
      ok(client, "UPDATE orders SET note = 'gone' WHERE id = 5");
      twins.reset();
      Reply failed = client.query("INSERT INTO settings (key, value) VALUES ('k', '1')");
      assertThat(Objects.requireNonNull(failed.firstError()).code()).isEqualTo("40001");
      assertThat(failed.status()).isEqualTo('I');
      assertThat(ok(client, "SELECT count(*) FROM settings WHERE key = 'k'")).containsExactly("0");
      ok(client, "BEGIN");
      ok(client, "UPDATE orders SET note = 'kept' WHERE id = 5");
      ok(client, "COMMIT");
      assertThat(ok(client, "SELECT note FROM orders WHERE id = 5")).containsExactly("kept");
    }
  }

  @Test
  void aResetFailsAPipelinesTransactionToo() throws Exception {
    try (WireClient client = twins.connect(Map.of())) {
      ok(client, "BEGIN");
      twins.reset();
      Reply reply =
          run(
              client,
              new Op.Parse("", "SELECT 1", List.of()),
              new Op.Bind("", "", List.of(), false),
              new Op.Execute("", 0));
      assertThat(Objects.requireNonNull(reply.firstError()).code()).isEqualTo("40001");
      assertThat(reply.status()).isEqualTo('I');
      assertThat(ok(client, "SELECT 1")).containsExactly("1");
    }
  }

  @Test
  void settingsOutliveAReset() throws Exception {
    try (WireClient client =
        twins.connect(Map.of("application_name", "shop", "options", "-c geqo=off"))) {
      ok(client, "SET search_path = warehouse, public");
      ok(client, "SET app.tenant = 'seven'");
      ok(client, "SET statement_timeout = '9min'");
      ok(client, "SET ROLE clerk");
      twins.reset();
      Map<String, String> expected =
          Map.of(
              "search_path", "warehouse, public",
              "app.tenant", "seven",
              "statement_timeout", "9min",
              "role", "clerk",
              "application_name", "shop",
              "geqo", "off");
      for (Map.Entry<String, String> each : expected.entrySet()) {
        assertThat(ok(client, "SELECT current_setting('" + each.getKey() + "')"))
            .as(each.getKey())
            .containsExactly(each.getValue());
      }
    }
  }

  /** A migration that is not committed yet keeps nobody waiting who does not touch its tables. */
  @Test
  void anOpenSchemaChangeDoesNotHoldOthersUp() throws Exception {
    twins.reset();
    try (WireClient migration = twins.connect(Map.of());
        WireClient another = twins.connect(Map.of());
        WireClient third = twins.connect(Map.of())) {
      ok(migration, "BEGIN");
      ok(migration, "ALTER TABLE customers ADD COLUMN nickname text DEFAULT 'none'");
      ok(another, "CREATE TABLE meanwhile (a int)");
      ok(another, "CREATE VIEW upward AS SELECT o.id FROM orders o");
      assertThat(ok(third, "SELECT count(*) > 0 FROM orders")).containsExactly("t");
      assertThat(ok(third, "SELECT count(*) > 0 FROM upward")).containsExactly("t");
      ok(migration, "COMMIT");
      assertThat(ok(third, "SELECT DISTINCT nickname FROM customers")).containsExactly("none");
    }
    twins.reset();
  }

  @Test
  void theLossOfTheShadowEndsTheConnection() throws Exception {
    try (WireClient client = twins.connect(Map.of())) {
      ok(client, "SET idle_session_timeout = '20ms'");
      Reply reply = client.query("SELECT 1");
      while (reply.firstError() == null) {
        reply = client.query("SELECT count(*) FROM orders a, orders b, orders c WHERE a.id < 40");
      }
      assertThat(Objects.requireNonNull(reply.firstError()).fields())
          .containsEntry('C', "57P01")
          .containsEntry('S', "FATAL");
      assertThatThrownBy(() -> client.query("SELECT 1")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aTextIsReadOneWayOnly() throws Exception {
    Map<String, String> before = twins.prod();
    String text = "SELECT id, '\\', pg_advisory_lock(77) --'\nFROM orders WHERE id = 1";
    try (WireClient client = twins.connect(Map.of())) {
      client.query("SET standard_conforming_strings = off");
      client.run(new Exchange.Extended(List.of(new Op.Parse("s", text, List.of()))));
      client.query("SET standard_conforming_strings = on");
      Reply reply =
          client.run(
              new Exchange.Extended(
                  List.of(new Op.Bind("", "s", List.of(), false), new Op.Execute("", 0))));
      assertThat(reply.rows()).isEmpty();
      assertThat(Objects.requireNonNull(reply.firstError()).code()).isEqualTo("0A000");
      assertThat(ProdFingerprint.differences(before, twins.prod())).isEmpty();
    }
    assertThat(
            twins.answers(
                "SET standard_conforming_strings = off",
                "SET standard_conforming_strings = on; " + text))
        .anyMatch(line -> line.contains("0A000"));
  }

  @Test
  void otherEncodingsAreRefusedAtStartUp() throws Exception {
    assertThatThrownBy(() -> twins.connect(Map.of("client_encoding", "LATIN1")).close())
        .hasMessageContaining("0A000")
        .hasMessageContaining("client_encoding");
    try (WireClient client = twins.connect(Map.of("client_encoding", "SQL_ASCII"))) {
      assertThat(ok(client, "SELECT U&'\\00fc' || 'ü'")).containsExactly("üü");
    }
  }

  private static Reply run(WireClient client, Op... ops) throws IOException {
    return client.run(new Exchange.Extended(List.of(ops)));
  }

  /** The first column of the answer, which must not be an error. */
  private static List<String> ok(WireClient client, String sql) throws IOException {
    Reply reply = client.query(sql);
    assertThat(reply.firstError()).as(sql).isNull();
    return reply.rows().stream()
        .map(row -> WireClient.utf8(Objects.requireNonNull(row.values().getFirst())))
        .toList();
  }
}
