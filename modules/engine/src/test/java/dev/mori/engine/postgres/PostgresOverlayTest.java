package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PostgresOverlayTest {
  private final PostgresCatalog catalog =
      new SmallCatalog()
          .table("public", "orders", 1, "id bigint", "total numeric", "__d boolean")
          .table("public", "lines", 2, "a integer", "b text", "n integer")
          .table("app", "users", 1, "id uuid", "name text")
          .made("public", "fresh", "id bigint", "body text")
          .read();
  private final List<List<List<KeyValue>>> asked = new ArrayList<>();
  private Set<String> dirty = Set.of("orders", "lines");
  private Set<String> local = Set.of();
  private boolean inTransaction = false;

  private final class Marks implements SessionTables {
    @Override
    public Standing standing(Relation table) {
      return dirty.contains(table.name().name()) ? Standing.DIRTY : Standing.CLEAN;
    }

    @Override
    public boolean mayBeLocal(Relation table, List<List<KeyValue>> keys) {
      asked.add(keys);
      return local.contains(table.name().name());
    }
  }

  private ReadPlan plan(String sql, Long... types) {
    PostgresGuard guard = new PostgresGuard(catalog);
    OverlayContext context =
        new OverlayContext(
            new ViewTexts(catalog, guard::viewText),
            List.of("public", "app"),
            new Marks(),
            List.of(types),
            inTransaction);
    return new PostgresOverlay(context).plan(guard.viewText(sql).orElseThrow());
  }

  private ReadPlan.Rewritten rewritten(String sql, Long... types) {
    ReadPlan plan = plan(sql, types);
    assertThat(plan).isInstanceOf(ReadPlan.Rewritten.class);
    return (ReadPlan.Rewritten) plan;
  }

  @Test
  void aDirtyTableBecomesTheMeasuredForm() {
    ReadPlan.Rewritten plan = rewritten("SELECT count(*) FROM orders o WHERE o.total > 5");
    assertThat(plan.text())
        .isEqualTo(
            """
            SELECT count(*) FROM (SELECT "id", "total", "__d" FROM (SELECT "id", "total", "__d", \
            false AS "__d1" FROM "public"."orders" UNION ALL (SELECT "id", "total", "__d", true \
            FROM pg_catalog.unnest($1::"public"."orders"[]) OFFSET '0')) AS u WHERE "__d1" OR "id" \
            NOT IN (SELECT e FROM pg_catalog.unnest($2::bigint[]) AS e)) o WHERE o.total > 5\
            """);
    assertThat(plan.deltas()).extracting(ReadPlan.DeltaParameter::number).containsExactly(1, 2);
    assertThat(plan.captureSql())
        .startsWith(
            "SELECT c[1], c[2] FROM pg_toast_temp_mori.capture('SELECT ARRAY[g1.a[1], g2.a[1]]::text[]");
    assertThat(plan.captureParameters()).isEmpty();
  }

  @Test
  void deltasAreNumberedAfterTheClientsParameters() {
    ReadPlan.Rewritten plan = rewritten("SELECT * FROM lines WHERE n > $1 LIMIT $2", 23L, 20L);
    assertThat(plan.deltas())
        .containsExactly(
            new ReadPlan.DeltaParameter(3, "\"public\".\"lines\"[]"),
            new ReadPlan.DeltaParameter(4, "integer[]"),
            new ReadPlan.DeltaParameter(5, "text[]"));
    assertThat(plan.text())
        .contains(
            "(\"a\", \"b\") NOT IN (SELECT e1, e2 FROM ROWS FROM (pg_catalog.unnest($4::integer[]),"
                + " pg_catalog.unnest($5::text[])) AS e(e1, e2))");
  }

  @Test
  void oneTableNamedTwiceIsShippedOnce() {
    assertThat(rewritten("SELECT * FROM orders a JOIN orders b ON b.id = a.id + 1").deltas())
        .hasSize(2);
  }

  @Test
  void aReadOfCleanTablesStaysByteForByte() {
    assertThat(plan("SELECT * FROM users")).isInstanceOf(ReadPlan.ProdDirect.class);
  }

  @Test
  void aBoundKeyThatIsNotLocalNeedsNoOverlay() {
    assertThat(plan("SELECT * FROM orders WHERE id = 007")).isInstanceOf(ReadPlan.ProdDirect.class);
    assertThat(asked).containsExactly(List.of(List.of(new KeyValue.Constant("7"))));
  }

  @Test
  void aBoundKeyThatMayBeLocalRestrictsWhatIsShipped() {
    local = Set.of("orders", "lines");
    ReadPlan.Rewritten one =
        rewritten("SELECT * FROM orders WHERE id = $1 AND total > $2", 20L, 1700L);
    assertThat(one.captureSql())
        .contains("WHERE k.k1 = ($1)[1]::pg_catalog.int8")
        .endsWith("ARRAY[$1::pg_catalog.text]::pg_catalog.text[]) AS c");
    assertThat(one.captureParameters()).containsExactly(1);
    ReadPlan.Rewritten two = rewritten("SELECT * FROM lines WHERE a IN (1, 2) AND b = 'x'");
    assertThat(two.captureSql()).contains("WHERE k.k1 IN (1, 2) AND k.k2 = ''x''");
    assertThat(asked.getLast())
        .containsExactly(
            List.of(new KeyValue.Constant("1"), new KeyValue.Constant("x")),
            List.of(new KeyValue.Constant("2"), new KeyValue.Constant("x")));
  }

  @Test
  void anArrayParameterBindsTheKeyToItsElements() {
    assertThat(plan("SELECT * FROM orders WHERE id = ANY ($1)", 1016L))
        .isInstanceOf(ReadPlan.ProdDirect.class);
    assertThat(asked).containsExactly(List.of(List.of(new KeyValue.Elements(1))));
  }

  @Test
  void whatDependsOnSettingsBindsNothing() {
    local = Set.of("orders");
    for (String condition :
        List.of("id = 5 OR total = 1", "id > 5", "id = 5::int8::int", "id = 5 + 0", "id = null")) {
      assertThat(rewritten("SELECT * FROM orders WHERE " + condition).captureSql())
          .as(condition)
          .doesNotContain("k.k1 =  ")
          .doesNotContain("WHERE k.k1");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void aBindingOfAnotherLevelDoesNotCount() {
    assertThat(
            rewritten("SELECT * FROM orders o WHERE EXISTS (SELECT 1 FROM users WHERE o.id = 5)")
                .captureSql())
        .doesNotContain("WHERE k.k1");
    assertThat(rewritten("SELECT * FROM orders o LEFT JOIN users u ON o.id = 5").captureSql())
        .doesNotContain("WHERE k.k1");
  }

  @Test
  void aTableOfTheSessionTravelsColumnByColumn() {
    ReadPlan.Rewritten plan = rewritten("SELECT f.body FROM fresh f JOIN users u ON true");
    assertThat(plan.text())
        .isEqualTo(
            """
            SELECT f.body FROM (SELECT d.c1::bigint AS "id", d.c2::text AS "body" FROM ROWS FROM \
            (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS d(c1, c2) \
            OFFSET '0') f JOIN users u ON true\
            """);
    assertThat(plan("SELECT * FROM fresh")).isInstanceOf(ReadPlan.ShadowOnly.class);
  }

  @Test
  void namesThatNobodyHasAreTheShadowsBusiness() {
    assertThat(plan("SELECT * FROM nothing, orders")).isInstanceOf(ReadPlan.ShadowOnly.class);
    assertThat(plan("SELECT 1")).isInstanceOf(ReadPlan.ShadowOnly.class);
    assertThat(plan("SELECT relname FROM pg_class")).isInstanceOf(ReadPlan.ShadowOnly.class);
  }

  @Test
  void whatAnInlineViewCannotGiveIsLocalized() {
    for (String sql :
        List.of(
            "SELECT ctid FROM orders",
            "SELECT o FROM orders o",
            "SELECT o.missing FROM orders o",
            "SELECT * FROM orders TABLESAMPLE SYSTEM (5)",
            "SELECT * FROM orders, pg_class",
            "SELECT nextval('s') FROM orders",
            "SELECT * FROM users FOR UPDATE")) {
      assertThat(plan(sql)).as(sql).isInstanceOf(ReadPlan.Localize.class);
    }
  }

  @Test
  void schemaQualifiedColumnsLoseTheirSchema() {
    assertThat(rewritten("SELECT public.orders.id, public.orders.* FROM public.orders").text())
        .startsWith("SELECT orders.id, orders.* FROM (SELECT");
  }

  @Test
  void theStartOfTheTransactionTravelsToo() {
    ReadPlan.Rewritten plan =
        rewritten(
            "SELECT now() - interval '1 day', current_timestamp(0), x.current_date FROM"
                + " (SELECT current_date) x, orders");
    assertThat(plan.text())
        .startsWith(
            """
            SELECT ($3::pg_catalog.timestamptz) - interval '1 day', \
            ($3::pg_catalog.timestamptz::pg_catalog.timestamptz(0)) AS "current_timestamp", \
            x.current_date FROM \
            (SELECT ($3::pg_catalog.timestamptz::pg_catalog.date) AS "current_date") x, (SELECT\
            """);
    assertThat(plan("SELECT now() FROM users")).isInstanceOf(ReadPlan.ProdDirect.class);
    inTransaction = true;
    assertThat(rewritten("SELECT now() FROM users").text())
        .isEqualTo("SELECT ($1::pg_catalog.timestamptz) AS \"now\" FROM users");
    assertThat(plan("SELECT age(name::timestamp) FROM users"))
        .isInstanceOf(ReadPlan.Localize.class);
  }

  @Test
  void theFallbackNamesEveryTableOfProd() {
    assertThat(plan("SELECT * FROM orders JOIN users ON true"))
        .asInstanceOf(type(ReadPlan.Rewritten.class))
        .extracting(ReadPlan.Rewritten::relations)
        .asInstanceOf(list(Relation.class))
        .extracting(r -> r.name().name())
        .containsExactlyInAnyOrder("orders", "users");
  }
}
