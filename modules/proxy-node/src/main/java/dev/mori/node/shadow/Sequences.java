package dev.mori.node.shadow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings the sequences of a session's database to prod's state; prod is only read. */
final class Sequences {

  /** Number of sequences in one statement. */
  private static final int BATCH = 500;

  private Sequences() {}

  /**
   * Where one of prod's sequences stands.
   *
   * @param schema its schema
   * @param name its name
   * @param last the value last given, or the one to be given next
   * @param called whether {@code last} was given
   */
  private record State(String schema, String name, long last, boolean called) {}

  /**
   * Reads every sequence of prod (never by nextval) and sets the sequence of the same name.
   *
   * @param gap how many values the shadow is ahead; at the sequence's limit fewer
   * @return names of sequences whose state the role may not read
   */
  static List<String> sync(PostgresAddress prod, PostgresAddress shadow, long gap)
      throws SQLException {
    List<String> unknown = new ArrayList<>();
    List<State> states;
    try (ProdReader reader = ProdReader.open(prod)) {
      states = reader.read(connection -> read(connection, unknown));
    }
    try (Connection connection = shadow.connect()) {
      connection.setAutoCommit(false);
      for (int from = 0; from < states.size(); from += BATCH) {
        set(connection, states.subList(from, Math.min(states.size(), from + BATCH)), gap);
      }
      connection.commit();
    }
    return unknown;
  }

  private static List<State> read(Connection prod, List<String> unknown) throws SQLException {
    List<String> readable = new ArrayList<>();
    List<State> states = new ArrayList<>();
    for (List<@Nullable String> row :
        Sql.rows(
            prod,
            "SELECT n.nspname, c.relname, s.last_value, s.start_value,"
                + " has_sequence_privilege(c.oid, 'SELECT'),"
                + " has_sequence_privilege(c.oid, 'USAGE, SELECT')"
                + " FROM pg_sequences s JOIN pg_namespace n ON n.nspname = s.schemaname"
                + " JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.sequencename"
                + " WHERE has_schema_privilege(n.oid, 'USAGE') AND n.nspname <> 'pg_toast_temp_mori'"
                + " ORDER BY 1, 2")) {
      String schema = text(row, 0);
      String name = text(row, 1);
      String qualified = Sql.name(schema) + "." + Sql.name(name);
      if (text(row, 4).equals("t")) {
        readable.add(
            "SELECT "
                + Sql.text(schema)
                + ", "
                + Sql.text(name)
                + ", last_value, is_called FROM "
                + qualified);
      } else if (text(row, 5).equals("t")) {
        boolean called = row.get(2) != null;
        states.add(new State(schema, name, Long.parseLong(text(row, called ? 2 : 3)), called));
      } else {
        unknown.add(qualified);
      }
    }
    for (int from = 0; from < readable.size(); from += BATCH) {
      List<String> part = readable.subList(from, Math.min(readable.size(), from + BATCH));
      for (List<@Nullable String> row : Sql.rows(prod, String.join(" UNION ALL ", part))) {
        states.add(
            new State(
                text(row, 0),
                text(row, 1),
                Long.parseLong(text(row, 2)),
                text(row, 3).equals("t")));
      }
    }
    return states;
  }

  private static String text(List<@Nullable String> row, int column) {
    String value = row.get(column);
    return value == null ? "" : value;
  }

  /** One statement for all; arithmetic in numeric, because a gap near the limit overflows. */
  private static void set(Connection shadow, List<State> states, long gap) throws SQLException {
    String sql =
        "SELECT setval(c.oid::regclass, (p.last + s.seqincrement * least(?::numeric, CASE WHEN"
            + " s.seqincrement > 0 THEN trunc((s.seqmax::numeric - p.last) / s.seqincrement) ELSE"
            + " trunc((p.last - s.seqmin::numeric) / -s.seqincrement) END))::bigint, p.called) FROM"
            + " unnest(?::text[], ?::text[], ?::numeric[], ?::boolean[]) AS p(nsp, rel, last,"
            + " called) JOIN pg_namespace n ON n.nspname = p.nsp JOIN pg_class c ON c.relnamespace"
            + " = n.oid AND c.relname = p.rel JOIN pg_sequence s ON s.seqrelid = c.oid";
    try (PreparedStatement statement = shadow.prepareStatement(sql)) {
      statement.setLong(1, gap);
      statement.setArray(
          2, shadow.createArrayOf("text", states.stream().map(State::schema).toArray()));
      statement.setArray(
          3, shadow.createArrayOf("text", states.stream().map(State::name).toArray()));
      statement.setArray(
          4, shadow.createArrayOf("numeric", states.stream().map(State::last).toArray()));
      statement.setArray(
          5, shadow.createArrayOf("boolean", states.stream().map(State::called).toArray()));
      statement.execute();
    }
  }
}
