package dev.mori.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.admin.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftCountTest {
  @Test
  void theRowsOfAllChangedTablesAreCounted() {
    DriftCount count =
        DriftCount.of(
            session(mark("public.a", 2), mark("public.b", 3), mark("public.c", 1)),
            table ->
                table.equals("public.c")
                    ? Reply.Drift.unknown("prod says: no")
                    : new Reply.Drift(2, 1, List.of(), ""));
    assertThat(count.sentence())
        .isEqualTo(
            "drift in main: prod has changed 2 of 4 rows since they were written here; cannot be"
                + " told of public.c");
  }

  @Test
  void whatIsTooMuchIsLeftOutAndNamed() {
    List<String> asked = new ArrayList<>();
    DriftCount count =
        DriftCount.of(
            session(mark("public.big", DriftCount.KEYS + 1), mark("public.small", 1)),
            table -> {
              asked.add(table);
              return new Reply.Drift(1, 0, List.of(), "");
            });
    assertThat(asked).containsExactly("public.small");
    assertThat(count.sentence()).endsWith("; not compared, being too much: public.big");
  }

  @Test
  void onlySoManyTablesAreAskedFor() {
    Reply.TableMark[] marks =
        IntStream.range(0, DriftCount.TABLES + 2)
            .mapToObj(i -> mark("public.t" + i, 1))
            .toArray(Reply.TableMark[]::new);
    DriftCount count = DriftCount.of(session(marks), table -> new Reply.Drift(1, 1, List.of(), ""));
    assertThat(count.compared()).isEqualTo(DriftCount.TABLES);
    assertThat(count.leftOut()).containsExactly("public.t20", "public.t21");
  }

  @Test
  void aCleanSessionHasNothingToTell() {
    assertThat(DriftCount.of(session(), table -> Reply.Drift.NONE).any()).isFalse();
  }

  private static Reply.TableMark mark(String table, long keys) {
    return new Reply.TableMark(table, "dirty", keys);
  }

  private static Reply.Session session(Reply.TableMark... marks) {
    return new Reply.Session(
        "main", 1, 1, "mori_main", new Reply.Origin("me", "now"), List.of(marks), List.of());
  }
}
