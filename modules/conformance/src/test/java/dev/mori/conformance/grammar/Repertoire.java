package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * The productions in use. Single-statement reads and writes are there always. Of the families, most
 * of which need whole tables in the session and so leave nothing to merge there, each batch has
 * only a few.
 */
final class Repertoire {
  private static final int FAMILIES_AT_ONCE = 4;

  /** The weight of a family in its batches; the core weighs a thousand. */
  private static final int FAMILY = 150;

  /** The weight of one whose statements come several in a row. */
  private static final int SEQUENCE = 40;

  private final List<Production> core;
  private final List<Production> families;
  private List<Production> now;

  Repertoire(ShopSchema schema, Ddl ddl) {
    Reads reads = new Reads(schema);
    Writes writes = new Writes(schema);
    Shapes shapes = new Shapes(schema, reads);
    this.core = core(reads, shapes, writes, ddl);
    this.families = new ArrayList<>(writes(schema, reads, writes, ddl));
    this.families.addAll(sessions(schema, reads, shapes));
    this.families.addAll(changes(schema));
    this.now = core;
  }

  private static List<Production> core(Reads reads, Shapes shapes, Writes writes, Ddl ddl) {
    return List.of(
        Production.of("write", 420, writes::any),
        Production.of("read", 190, reads::single),
        Production.of("join", 115, reads::join),
        Production.of("shape", 145, shapes::any),
        Production.of("setting", 10, sql -> Others.setting(sql.dice())),
        Production.of("plain", 20, sql -> Others.plain(sql.dice())),
        Production.of("catalog", 20, sql -> Others.catalog(sql.dice())),
        Production.of("mistake", 20, sql -> Others.mistake(sql.dice())),
        Production.of("function", 10, Others::function),
        Production.of("sequence", 4, sql -> Others.sequence(sql.dice())),
        Production.of("ddl", 12, sql -> ddl.change(sql.dice())),
        Production.of("truncate", 4, writes::truncate),
        Production.simple("copy", 4, sql -> Others.copyOut(sql.dice())),
        Production.of("made", 26, sql -> ddl.something() ? ddl.use(sql) : reads.single(sql)));
  }

  private static List<Production> writes(ShopSchema schema, Reads reads, Writes writes, Ddl ddl) {
    JoinedWrites joined = new JoinedWrites(schema);
    return List.of(
        Production.of("update from", FAMILY, joined::updateFrom),
        Production.of("delete using", FAMILY, joined::deleteUsing),
        Production.of("set sub-query", FAMILY, joined::updateSet),
        Production.of("insert select", FAMILY, joined::insertSelect),
        Production.of("merge", FAMILY, new Merges(schema)::any),
        Production.of("writing cte", FAMILY, new WritingCtes(schema)::any),
        Production.simple("string", FAMILY, new Strings(reads, writes)::any),
        Production.of("table copy", FAMILY, new TableCopies(schema, ddl)::any));
  }

  private static List<Production> sessions(ShopSchema schema, Reads reads, Shapes shapes) {
    Blocks blocks = new Blocks(schema);
    return List.of(
        Production.of("cursor", SEQUENCE, new Cursors(schema, reads)::any),
        Production.of("prepared", SEQUENCE, new PreparedSql(schema)::any),
        Production.of("export", FAMILY, new Exports(reads, shapes)::any),
        Production.of("row lock", FAMILY, new RowLocks(schema)::any),
        Production.of("temporary", SEQUENCE, new Temporaries(schema)::any),
        Production.of("block", FAMILY, blocks::block),
        Production.of("routine", SEQUENCE, blocks::routine),
        Production.of("sequences", FAMILY, new Sequences(schema)::any));
  }

  private static List<Production> changes(ShopSchema schema) {
    Constraints constraints = new Constraints(schema);
    return List.of(
        Production.of("column", SEQUENCE, new ColumnChanges(schema)::any),
        Production.of("constraint", SEQUENCE, constraints::constraint),
        Production.of("no constraint", SEQUENCE / 4, constraints::dropped),
        Production.of("index", SEQUENCE, constraints::index),
        Production.of("views", SEQUENCE, new Views(schema)::any),
        Production.of("trigger", SEQUENCE, new Triggers(schema)::any),
        Production.of("type", SEQUENCE, new UserTypes(schema)::any),
        Production.of("partition", SEQUENCE, new Partitions(schema)::any));
  }

  /** A new batch, with other families. */
  void deal(Dice dice) {
    now = new ArrayList<>(core);
    now.addAll(dice.some(families, FAMILIES_AT_ONCE));
  }

  Production pick(Dice dice) {
    return Production.pick(dice, now);
  }
}
