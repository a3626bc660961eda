package dev.mori.conformance.grammar;

/** Partitions attached, detached, made and dropped, with rows that fit and rows that do not. */
final class Partitions {
  private final ShopSchema schema;
  private final Probes probes;

  Partitions(ShopSchema schema) {
    this.schema = schema;
    this.probes = new Probes(schema);
  }

  Draft any(Sql sql) {
    Dice dice = sql.dice();
    Table events = schema.table("events");
    String part = dice.pick("events_2024", "events_2025_h1", "events_2025_h2");
    String bounds =
        part.equals("events_2024")
            ? "('2024-01-01') TO ('2025-01-01')"
            : part.endsWith("h1")
                ? "('2025-01-01') TO ('2025-07-01')"
                : "('2025-07-01') TO ('2026-01-01')";
    return dice.chance(50)
        ? new Scenario(sql, 65)
            .change("ALTER TABLE events DETACH PARTITION " + part)
            .undoneNowAndThen()
            .probe(probes, events, 3)
            .look("SELECT count(*), min(happened_on), max(id) FROM " + part)
            .oneOf(
                "INSERT INTO " + part + " VALUES (1, '2019-01-01', 'odd')",
                "DELETE FROM " + part + " WHERE id % 3 = 0",
                "INSERT INTO events VALUES (77, '2024-02-02', 'late'), (78, '2025-02-02', 'late')")
            .change("ALTER TABLE events ATTACH PARTITION " + part + " FOR VALUES FROM " + bounds)
            .probe(probes, events, 2)
            .end("")
        : made(sql, events);
  }

  private Draft made(Sql sql, Table events) {
    String name = "events_n" + schema.next();
    return new Scenario(sql, 80)
        .oneOf(
            "CREATE TABLE "
                + name
                + " PARTITION OF events FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')",
            "CREATE TABLE "
                + name
                + " PARTITION OF events FOR VALUES FROM ('2024-03-01') TO ('2024-04-01')",
            "CREATE TABLE " + name + " PARTITION OF events DEFAULT",
            "CREATE TABLE "
                + name
                + " PARTITION OF events FOR VALUES FROM ('2022-01-01') TO ('2024-01-01')")
        .undoneNowAndThen()
        .change(
            "INSERT INTO events VALUES (7001, '2030-05-05', 'far'), (7002, '2029-05-05', 'far')")
        .look("SELECT tableoid::regclass::text, id FROM events WHERE id BETWEEN 7000 AND 7010")
        .probe(probes, events, 3)
        .look("SELECT * FROM " + name)
        .end("DROP TABLE IF EXISTS " + name);
  }
}
