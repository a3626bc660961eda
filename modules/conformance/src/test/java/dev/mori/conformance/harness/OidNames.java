package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names of types and tables by OID, of one side; OIDs of two databases cannot be compared. */
final class OidNames {
  private static final int FIRST_NOT_FIXED = 10_000;

  private final WireClient committed;
  private final Kind types = new Kind("pg_type", "typ", new HashMap<>());
  private final Kind tables = new Kind("pg_class", "rel", new HashMap<>());

  /**
   * With a connection of its own.
   *
   * @param committed always idle; it sees what is committed
   */
  OidNames(WireClient committed) {
    this.committed = committed;
  }

  /** The type's name, for a built-in one its number. */
  String type(int oid, WireClient inTransaction, boolean usable) throws IOException {
    return name(types, oid, inTransaction, usable);
  }

  /** The table's name, for a fixed catalog its number, for no table 0. */
  String table(int oid, WireClient inTransaction, boolean usable) throws IOException {
    return name(tables, oid, inTransaction, usable);
  }

  /** A catalog, the prefix of its columns, and what it has told so far. */
  private record Kind(String catalog, String prefix, Map<Integer, String> known) {}

  private String name(Kind kind, int oid, WireClient inTransaction, boolean usable)
      throws IOException {
    if (oid >= 0 && oid < FIRST_NOT_FIXED) {
      return Integer.toString(oid);
    }
    String name = kind.known().get(oid);
    if (name != null) {
      return name;
    }
    String sql =
        "SELECT n.nspname || '.' || c."
            + kind.prefix()
            + "name FROM pg_catalog."
            + kind.catalog()
            + " c JOIN pg_catalog.pg_namespace n ON n.oid = c."
            + kind.prefix()
            + "namespace"
            + " WHERE c.oid = "
            + Integer.toUnsignedString(oid);
    List<Reply.Row> rows = committed.rows(sql);
    if (rows.isEmpty() && usable) {
      rows = inTransaction.rows(sql);
    }
    String found = rows.isEmpty() ? "unknown" : String.valueOf(rows.get(0).values().get(0));
    if (!rows.isEmpty()) {
      kind.known().put(oid, found);
    }
    return found;
  }
}
