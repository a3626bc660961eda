package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.grammar.Step;
import dev.mori.conformance.wire.Exchange;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of several violated constraints mori may name another one; of a single one it may not. */
@Tag("oracle")
class TiesIT {
  private static Servers servers;
  private static MoriUnderTest mori;
  private static Arena arena;

  @BeforeAll
  static void start() throws Exception {
    servers = Servers.start(0.01);
    servers.everywhere(
        """
        CREATE TABLE parent (id int PRIMARY KEY);
        CREATE TABLE one (pid int CONSTRAINT one_fk REFERENCES parent);
        CREATE TABLE two (pid int CONSTRAINT two_fk REFERENCES parent);
        CREATE TABLE three (pid int CONSTRAINT three_fk REFERENCES parent);
        INSERT INTO parent VALUES (1), (2), (3);
        INSERT INTO one VALUES (1), (3);
        INSERT INTO three VALUES (1);
        GRANT SELECT ON parent, one, two, three TO PUBLIC;
        """);
    mori = Moris.of("node", servers);
    arena = new Arena(servers, mori, mori.start(servers.prod()), 1);
  }

  @AfterAll
  static void stop() {
    mori.close();
    servers.close();
  }

  @Test
  void anotherViolatedConstraintIsATie() throws Exception {
    // Brings row 2 into the shadow before row 1.
    List<Step> script =
        List.of(
            step("INSERT INTO two VALUES (2)"),
            step("UPDATE parent SET id = id + 100 WHERE id IN (1, 2)"));
    assertThat(play(script)).isInstanceOf(Outcome.Mismatch.class);
    assertThat(new Ties(arena).among(script, (Outcome.Mismatch) play(script))).isTrue();
  }

  @Test
  void aConstraintThatHoldsIsNone() throws Exception {
    List<Step> script = List.of(step("UPDATE parent SET id = id + 100 WHERE id IN (2, 3)"));
    assertThat(play(script)).isInstanceOf(Outcome.Equal.class);
    Outcome.Mismatch invented =
        new Outcome.Mismatch(
            "different replies",
            List.of("error S=ERROR V=ERROR C=23503 M=no s=public t=two n=two_fk"),
            List.of("error S=ERROR V=ERROR C=23503 M=yes s=public t=one n=one_fk"));
    assertThat(new Ties(arena).among(script, invented)).isFalse();
  }

  private static Outcome play(List<Step> script) throws Exception {
    try (Duel duel = arena.fresh(Duration.ofSeconds(30))) {
      for (Step step : script.subList(0, script.size() - 1)) {
        assertThat(duel.play(step)).isInstanceOf(Outcome.Equal.class);
      }
      return duel.play(script.getLast());
    }
  }

  private static Step step(String sql) {
    return new Step(0, new Exchange.Simple(sql), true, true, "tie", 1);
  }
}
