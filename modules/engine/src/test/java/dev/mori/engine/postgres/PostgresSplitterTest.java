package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresSplitterTest {
  private static List<String> split(String text) {
    return switch (PostgresSplitter.split(text, LexerSettings.STANDARD)) {
      case PostgresSplitter.Outcome.Malformed m -> List.of("malformed at " + m.at());
      case PostgresSplitter.Outcome.Split s ->
          s.statements().stream().map(span -> span.of(text)).toList();
    };
  }

  @Test
  void cutsAtSemicolonsOutsideEverything() {
    assertThat(split(" select 1;; select ';' /* ; */ -- ;\n; "))
        .containsExactly("select 1", "select ';'");
    assertThat(split("")).isEmpty();
    assertThat(split(" ; -- x")).isEmpty();
    assertThat(split("/* a */ begin /* b */; commit")).containsExactly("begin", "commit");
  }

  @Test
  void keepsRuleActionsAndDollarBodiesTogether() {
    String rule = "create rule r as on insert to t do (delete from a; delete from b)";
    assertThat(split(rule + "; select 1")).containsExactly(rule, "select 1");
    String function = "create function f() returns int language sql as $$ select 1; $$";
    assertThat(split(function + ";")).containsExactly(function);
  }

  @Test
  void keepsAtomicBodiesTogether() {
    String function =
        "create function f(a int) returns int begin atomic select case when a > 1 then 1 end;"
            + " select 1 as end; end";
    assertThat(split(function + "; select 2")).containsExactly(function, "select 2");
    assertThat(split("begin; select 1; end; select 2"))
        .containsExactly("begin", "select 1", "end", "select 2");
  }

  @Test
  void oneBadTokenRefusesTheWholeText() {
    assertThat(split("select 1; select 'x")).containsExactly("malformed at 17");
  }
}
