package dev.mori.conformance.grammar;

import java.util.List;

/**
 * SELECT FOR UPDATE and its weaker forms, and advisory locks. The footprint of a locking read is
 * that of a DELETE, so that nobody else's transaction is held up; advisory locks are only tried.
 */
final class RowLocks {
  private final ShopSchema schema;
  private final Conditions conditions;

  RowLocks(ShopSchema schema) {
    this.schema = schema;
    this.conditions = new Conditions(schema);
  }

  Draft any(Sql sql) {
    int percent = sql.dice().below(100);
    if (percent < 35) {
      return advisory(sql.dice());
    }
    return percent < 43 ? whole(sql.dice()) : locking(sql);
  }

  private Draft whole(Dice dice) {
    String mode = dice.pick("ACCESS SHARE", "ROW EXCLUSIVE", "SHARE", "ACCESS EXCLUSIVE");
    return Draft.sequence(
        List.of(
            Draft.plain("BEGIN"),
            Draft.alone(
                "LOCK "
                    + dice.pick("", "TABLE ", "TABLE ONLY ")
                    + dice.pick(schema.tables).name()
                    + dice.pick("", " IN " + mode + " MODE")
                    + dice.pick("", " NOWAIT")),
            Draft.plain(dice.pick("COMMIT", "ROLLBACK"))));
  }

  private Draft locking(Sql sql) {
    Dice dice = sql.dice();
    Table table = dice.pick(schema.tables);
    List<Joins.Edge> edges = Joins.of(table);
    Footprint locks = Footprint.deleting(table);
    String strength =
        dice.pick(" FOR UPDATE", " FOR NO KEY UPDATE", " FOR SHARE", " FOR KEY SHARE");
    String wait = dice.pick("", "", " NOWAIT", " SKIP LOCKED");
    if (edges.isEmpty() || dice.chance(60)) {
      sql.add("SELECT * FROM " + table.name() + " t WHERE ");
      conditions.where(sql, table, "t.");
      boolean ordered = dice.chance(50);
      if (ordered) {
        sql.add(" ORDER BY " + Expressions.total(table, "t."));
        Reads.limit(sql);
      }
      sql.add(strength + wait);
      Draft draft = Draft.read(sql, ordered);
      return draft.locking(locks);
    }
    Joins.Edge edge = dice.pick(edges);
    Table other = schema.table(edge.other());
    locks.add(Footprint.deleting(other));
    sql.add(
        "SELECT t."
            + edge.mine()
            + " AS k, o."
            + dice.pick(other.comparable()).name()
            + " AS v FROM "
            + table.name()
            + " t JOIN ");
    sql.add(other.name() + " o ON o." + edge.theirs() + " = t." + edge.mine() + " WHERE ");
    conditions.key(sql, table, "t.");
    sql.add(strength + dice.pick("", " OF t", " OF o", " OF t, o") + wait);
    return Draft.read(sql, false).locking(locks);
  }

  private static Draft advisory(Dice dice) {
    String key = dice.pick("", "7, ") + dice.between(1, 4);
    return Draft.plain(
        "SELECT "
            + dice.pick(
                "pg_try_advisory_lock(" + key + ")",
                "pg_try_advisory_lock(" + key + ")",
                "pg_try_advisory_xact_lock(" + key + ")",
                "pg_try_advisory_lock_shared(" + key + ")",
                "pg_try_advisory_xact_lock_shared(" + key + ")",
                "pg_advisory_unlock(" + key + ")",
                "pg_advisory_unlock(" + key + ")",
                "pg_advisory_unlock_shared(" + key + ")",
                "pg_advisory_unlock_all()",
                "pg_try_advisory_lock(" + key + "), id FROM tags WHERE id < 4"));
  }
}
