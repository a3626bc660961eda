package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.wire.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts made to hold a node up, to reach the shadow's server, or to cheat the ledger. */
@Tag("oracle")
class GuardIT {
  private static Twins twins;

  @BeforeAll
  static void start() throws Exception {
    twins = Twins.start();
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @Test
  void theTimeInAStringIsTheTransactions() throws Exception {
    for (String now :
        List.of(
            "'now'::timestamptz",
            "$$now$$::timestamptz",
            "timestamptz U&'n\\006fw'",
            "CAST(e'n\\x6fw' AS timestamptz)",
            "('{now}'::timestamptz[])[1]",
            "upper('[-infinity,now]'::tstzrange)",
            "'today 00:00'::timestamptz + (now() - 'today'::timestamptz)")) {
      twins.same(
          "BEGIN",
          "SELECT pg_sleep(0.05)",
          "SELECT " + now + " = now(), id FROM orders WHERE id = 1",
          "COMMIT");
    }
  }

  @Test
  @Timeout(60)
  void longTextsHoldNobodyUp() throws Exception {
    List<Exchange> texts = new ArrayList<>();
    for (String text :
        List.of(
            "SELECT id, 'now" + " ".repeat(50_000) + "x' FROM orders WHERE id = 1",
            "ALTER TABLE orders ADD COLUMN c1 text DEFAULT '" + "''".repeat(20_000) + "'",
            "ALTER TABLE orders ADD COLUMN c2 int DEFAULT 1::int" + " ".repeat(50_000) + "%",
            "EXPLAIN ".repeat(5_000),
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 /* "
                + "copy ".repeat(20_000)
                + "*/ $$",
            "SELECT set_config('a.b', '" + "search_path ".repeat(20_000) + "', true) IS NULL",
            "SELECT \"" + "a".repeat(50_000))) {
      texts.add(new Exchange.Simple(text));
    }
    long begin = System.nanoTime();
    twins.same(texts);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
  }
}
