package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresWritesTest {
  private final PostgresCatalog catalog =
      new SmallCatalog().table("public", "orders", 1, "id bigint", "note text").read();

  private WritePlan.Outcome plan(String sql) {
    PostgresWrites writes =
        new PostgresWrites(catalog, List.of("public"), new PostgresGuard(catalog), false);
    return writes.plan(Parsing.parsed(sql));
  }

  @Test
  void anUpsertMayTellInsertedRowsByXmax() {
    String upsert = "insert into orders values (1) on conflict (id) do update set note = 'x'";
    assertThat(plan(upsert + " returning id, (xmax = 0) as inserted"))
        .isInstanceOf(WritePlan.Outcome.Planned.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into orders values (1) returning ctid",
        "insert into orders select id from orders o where o.xmax = '0' returning xmax",
        "update orders set note = 'x' where id = 1 returning xmax",
        "delete from orders where ctid = '(0,1)'"
      })
  void otherSystemColumnsAreRefused(String sql) {
    assertThat(plan(sql)).isInstanceOf(WritePlan.Outcome.Refused.class);
  }

  @Test
  void rowsOfInheritanceChildrenAreNotTheTablesOwn() {
    Relation orders = catalog.resolve("public", "orders", List.of()).orElseThrow();
    assertThat(new PostgresNeighbours(catalog).prodArm(orders))
        .endsWith(" FROM ONLY \"public\".\"orders\" p)");
  }
}
