package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Endpoint;
import dev.mori.conformance.wire.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything committed that both sides hold, compared. */
public final class Contents {
  private static final String TABLES =
      "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n"
          + " ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition"
          + " AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast_temp_mori')"
          + " AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1";

  private static final List<String> CATALOGS =
      List.of(
          "SELECT table_schema, table_name, column_name, ordinal_position, column_default,"
              + " is_nullable, data_type, character_maximum_length, numeric_precision,"
              + " is_identity, is_generated, generation_expression"
              + " FROM information_schema.columns WHERE table_schema IN ('public', 'warehouse')",
          "SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid)"
              + " FROM pg_constraint WHERE connamespace::regnamespace::text"
              + " IN ('public', 'warehouse')",
          "SELECT schemaname, tablename, indexname, indexdef FROM pg_indexes"
              + " WHERE schemaname IN ('public', 'warehouse')",
          "SELECT schemaname, viewname, definition FROM pg_views"
              + " WHERE schemaname IN ('public', 'warehouse')",
          "SELECT t.typnamespace::regnamespace::text, t.typname, t.typtype,"
              + " (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum"
              + " WHERE enumtypid = t.oid) FROM pg_type t WHERE t.typnamespace::regnamespace::text"
              + " IN ('public', 'warehouse')");

  private Contents() {}

  /** How the databases behind mori and of a copy differ; empty when they do not. */
  public static Optional<String> difference(Endpoint mori, Endpoint copy) throws IOException {
    Duration patience = Duration.ofMinutes(1);
    try (Duel duel = new Duel(Side.connect(mori, 1, patience), Side.connect(copy, 1, patience))) {
      return compare(duel) instanceof Outcome.Mismatch mismatch
          ? Optional.of(mismatch.show())
          : Optional.empty();
    }
  }

  /** Tables with all rows, then the catalogs. */
  static Outcome compare(Duel duel) throws IOException {
    List<String> names = tables(duel.mori());
    List<String> expected = tables(duel.copy());
    if (!names.equals(expected)) {
      return new Outcome.Mismatch("contents: different tables", names, expected);
    }
    List<String> queries = new ArrayList<>(CATALOGS);
    names.forEach(name -> queries.add("SELECT * FROM " + name));
    for (String query : queries) {
      List<String> ours = duel.mori().committed(query);
      List<String> theirs = duel.copy().committed(query);
      if (!ours.equals(theirs)) {
        return new Outcome.Mismatch("contents: " + query, ours, theirs);
      }
    }
    return new Outcome.Equal(new Reply(List.of(), 'I'));
  }

  private static List<String> tables(Side side) throws IOException {
    List<String> names = new ArrayList<>();
    for (Reply.Row row : side.rows(TABLES)) {
      names.add(String.valueOf(row.values().get(0)));
    }
    return names;
  }
}
