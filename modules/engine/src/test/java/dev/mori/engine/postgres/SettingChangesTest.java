package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingChangesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "set search_path = x",
        "BEGIN -- c\nSET search_path = pg_catalog; RETURN new; END",
        "begin null; /* x */ reset all; end",
        "select U&\"set_confi\\0067\"('search_path', 'x', false)",
        "select \"set_config\" ('search_path', 'x', false)",
        "begin perform f('set search_path = x'); end",
        "begin perform f($q$select set_config('a.b', 'c', true)$q$); end",
        "begin perform f(e'\\x73et search_path = x'); end",
        "begin execute q; end",
        "begin if a then set local x = 1; end if; end",
        "'unterminated"
      })
  void found(String body) {
    assertThat(SettingChanges.in(body)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE t SET a = 1",
        "begin update t set a = 'set'; insert into t values (1) on conflict do update set a = 2; end",
        "select 'offset', \"set\" from t offset 3",
        ""
      })
  void notFound(String body) {
    assertThat(SettingChanges.in(body)).isEqualTo(body.contains("'set'"));
  }
}
