package dev.mori.node.session;

import dev.mori.engine.postgres.KeyValue;
import dev.mori.engine.postgres.Relation;
import dev.mori.engine.postgres.SessionTables;
import dev.mori.overlay.session.KeyMark;
import dev.mori.overlay.session.Marks;
import dev.mori.overlay.session.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What one client knows of its session's tables: the session's marks, and what its own open
 * transaction has written.
 *
 * @param marks of the session, a superset of the committed local keys
 * @param touched shadow oids of the tables this transaction has written
 */
record ClientTables(Marks marks, Set<Long> touched) implements SessionTables {

  @Override
  public Standing standing(Relation table) {
    Relation.Origin origin = table.origin();
    if (origin != null && origin.detached()) {
      return Standing.DETACHED;
    }
    return touched.contains(table.oid()) || origin == null || marks.isDirty(id(origin))
        ? Standing.DIRTY
        : Standing.CLEAN;
  }

  @Override
  public boolean mayBeLocal(Relation table, List<List<KeyValue>> keys) {
    Relation.Origin origin = table.origin();
    if (origin == null || touched.contains(table.oid())) {
      return true;
    }
    return keys.stream().anyMatch(key -> mayBeLocal(table, origin, key));
  }

  private boolean mayBeLocal(Relation table, Relation.Origin origin, List<KeyValue> key) {
    List<String> texts = new ArrayList<>();
    for (KeyValue value : key) {
      if (!(value instanceof KeyValue.Constant constant)) {
        return true; // A parameter's canonical text is the shadow's to say.
      }
      texts.add(constant.text());
    }
    return marks.mayContain(id(origin), mark(table, texts));
  }

  /** The mark of a key given by its canonical texts. */
  static KeyMark mark(Relation table, List<String> texts) {
    return integerKey(table)
        ? KeyMark.ofLong(Long.parseLong(texts.getFirst()))
        : KeyMark.ofText(texts);
  }

  /** Whether the key of a table is one integer. */
  static boolean integerKey(Relation table) {
    return table.key().size() == 1
        && switch (table.key().getFirst().type().bare()) {
          case "smallint", "integer", "bigint" -> true;
          default -> false;
        };
  }

  /** Whether nothing speaks against it that all these keys of a table are local. */
  boolean mayAllBeLocal(Relation table, Set<Long> keys) {
    Relation.Origin origin = table.origin();
    return origin != null
        && (touched.contains(table.oid())
            || keys.stream().allMatch(key -> marks.mayContain(id(origin), KeyMark.ofLong(key))));
  }

  static TableId id(Relation.Origin origin) {
    return new TableId(origin.prod().schema(), origin.prod().name());
  }
}
