package dev.mori.conformance.grammar;

/** One read or write of a given table. */
final class Probes {
  private final Conditions conditions;
  private final Writes writes;

  Probes(ShopSchema schema) {
    this.conditions = new Conditions(schema);
    this.writes = new Writes(schema);
  }

  Draft any(Sql sql, Table table) {
    int percent = sql.dice().below(100);
    if (percent < 30) {
      return writes.insert(sql, table);
    }
    if (percent < 55) {
      return writes.update(sql, table);
    }
    sql.add("SELECT * FROM " + table.name() + " WHERE ");
    conditions.where(sql, table, "");
    if (percent < 70) {
      return Draft.read(sql, false);
    }
    sql.add(" ORDER BY " + Expressions.total(table, ""));
    Reads.limit(sql);
    return Draft.read(sql, true);
  }
}
