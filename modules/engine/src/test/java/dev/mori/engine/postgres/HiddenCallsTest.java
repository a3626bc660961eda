package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What runs behind names, and whether prod may run it. */
class HiddenCallsTest {
  private final List<List<@Nullable String>> rows = new ArrayList<>();

  private void row(@Nullable String... fields) {
    rows.add(Arrays.asList(Arrays.copyOf(fields, 14)));
  }

  private void function(String oid, String name, String language, String body, String defaults) {
    row("fn", oid, "public", name, "i", language, "f", "", body, null, null, "same", defaults);
  }

  private PostgresCatalog catalog() {
    List<List<@Nullable String>> functions =
        rows.stream().filter(r -> "fn".equals(r.getFirst())).toList();
    return PostgresCatalog.read(rows, PostgresProdCatalog.of(functions));
  }

  @Test
  void namesLeadToWhatStandsBehindTheTypesInThem() {
    row("txt", "#20001", "(pg_advisory_lock(VALUE) IS NULL)");
    row("txt", "#20002", "(length(VALUE) < 5)");
    row("via", "wares", "#20001");
    row("via", "wares", "#20002");
    row("via", "names", "#20002");
    PostgresCatalog catalog = catalog();
    assertThat(catalog.runsHidden("wares")).isTrue();
    assertThat(catalog.runsHidden("names")).isFalse();
    assertThat(catalog.runsHidden("nobody")).isFalse();
    assertThat(catalog.textsBehind("wares")).hasSize(2);
  }

  @Test
  void theServersCodeIsJudgedByItsOwnNames() {
    function("20010", "lock_it", "internal", "pg_advisory_lock", "");
    function("20011", "citextin", "internal", "textin", "");
    function("20012", "unheard", "internal", "", "");
    assertThat(obstacles("lock_it")).hasSize(1);
    assertThat(obstacles("citextin")).isEmpty();
    assertThat(obstacles("unheard")).hasSize(1);
  }

  @Test
  void defaultsOfArgumentsAreLookedInto() {
    function("20020", "deff", "c", "", "pg_sleep('1')");
    assertThat(obstacles("deff")).hasSize(1);
  }

  @Test
  void aFunctionOfProductionsAloneIsNotCalled() {
    function("20030", "gone", "sql", "SELECT 1", "");
    PostgresProdCatalog prod = PostgresProdCatalog.of(rows);
    FunctionReach reach = new FunctionReach(PostgresCatalog.read(List.of(), prod));
    reach.add("gone");
    assertThat(reach.obstacles()).hasSize(1);
  }

  private List<String> obstacles(String called) {
    FunctionReach reach = new FunctionReach(catalog());
    reach.add(called);
    return reach.obstacles();
  }
}
