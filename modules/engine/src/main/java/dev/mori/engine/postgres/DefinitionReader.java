package dev.mori.engine.postgres;

import dev.mori.overlay.statement.AlterAction;
import dev.mori.overlay.statement.Definition;
import dev.mori.overlay.statement.Definition.Flag;
import dev.mori.overlay.statement.Definition.ObjectKind;
import dev.mori.overlay.statement.Definition.Verb;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.QualifiedName;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads CREATE, ALTER, DROP and their relatives as far as anything depends on them: kind, names,
 * related tables, flags, ALTER actions, defining query. The rest is stepped over.
 */
final class DefinitionReader {
  private final Cursor cursor;
  private final ParserLimits limits;
  private final EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
  private final List<QualifiedName> names = new ArrayList<>();
  private final List<QualifiedName> relations = new ArrayList<>();
  private List<AlterAction> actions = List.of();
  private Optional<Query> query = Optional.empty();

  DefinitionReader(Cursor cursor, ParserLimits limits) {
    this.cursor = cursor;
    this.limits = limits;
  }

  /** The statement that starts here with the word {@code first}. */
  Statement statement(String first) {
    cursor.next();
    return switch (first) {
      case "create" -> create();
      case "alter" -> alter();
      case "drop" -> drop();
      case "comment" -> {
        cursor.expect("on");
        yield labelled(Verb.COMMENT);
      }
      case "security" -> {
        cursor.expect("label");
        while (!cursor.accept("on")) {
          step();
        }
        yield labelled(Verb.SECURITY_LABEL);
      }
      case "grant" -> privileges(Verb.GRANT, "to");
      case "revoke" -> privileges(Verb.REVOKE, "from");
      case "reassign" -> toEnd(Verb.REASSIGN, ObjectKind.OWNED);
      case "import" -> toEnd(Verb.IMPORT, ObjectKind.FOREIGN_TABLE);
      case "refresh" -> refresh();
      default -> throw cursor.malformed();
    };
  }

  private Statement create() {
    if (cursor.accept("or", "replace")) {
      flags.add(Flag.OR_REPLACE);
    }
    if (cursor.accept("unique")) {
      flags.add(Flag.UNIQUE);
    }
    persistence();
    cursor.accept("recursive");
    ObjectKind kind = ObjectKinds.read(cursor);
    concurrently();
    ifNotExists();
    switch (kind) {
      case TABLE -> kind = table();
      case FOREIGN_TABLE -> {
        name();
        relations.addAll(RelatedTables.find(cursor));
      }
      case VIEW, MATERIALIZED_VIEW -> view();
      case INDEX -> index();
      case TRIGGER, RULE, POLICY -> ownedByTable(kind);
      case SCHEMA -> {
        if (cursor.accept("authorization") || !cursor.atEnd()) {
          name();
        }
      }
      case CATALOG_OBJECT, DEFAULT_PRIVILEGES, OWNED, SYSTEM, PRIVILEGES, OTHER -> {}
      case SEQUENCE -> {
        name();
        ownedBy();
      }
      default -> name();
    }
    return toEnd(Verb.CREATE, kind);
  }

  private void persistence() {
    if (cursor.peek(1).isWord("temporary") || cursor.peek(1).isWord("temp")) {
      if (!cursor.accept("global")) {
        cursor.accept("local");
      }
    }
    if (cursor.accept("temporary") || cursor.accept("temp")) {
      flags.add(Flag.TEMPORARY);
    } else if (cursor.accept("unlogged")) {
      flags.add(Flag.UNLOGGED);
    }
  }

  private void concurrently() {
    if (cursor.accept("concurrently")) {
      flags.add(Flag.CONCURRENTLY);
    }
  }

  private void ifNotExists() {
    if (cursor.accept("if", "not", "exists")) {
      flags.add(Flag.IF_NOT_EXISTS);
    }
  }

  private void ifExists() {
    if (cursor.accept("if", "exists")) {
      flags.add(Flag.IF_EXISTS);
    }
  }

  private void name() {
    QualifiedName name = anyName();
    name.schema().filter("pg_temp"::equals).ifPresent(s -> flags.add(Flag.TEMPORARY));
    names.add(name);
  }

  /** A name of any number of parts in which keywords may stand, as types and roles have. */
  private QualifiedName anyName() {
    int begin = cursor.position();
    List<Name> parts = new ArrayList<>();
    parts.add(cursor.label());
    while (cursor.isSymbol(".") && cursor.peek(1).isIdentifier()) {
      cursor.next();
      parts.add(cursor.label());
    }
    return new QualifiedName(parts, cursor.spanFrom(begin));
  }

  private ObjectKind table() {
    name();
    if (cursor.areWords("partition", "of")) {
      flags.add(Flag.PARTITION);
    }
    int as = RelatedTables.indexOf(cursor, "as");
    if (as < 0) {
      if (RelatedTables.indexOf(cursor, "partition") >= 0 && !flags.contains(Flag.PARTITION)) {
        flags.add(Flag.PARTITIONED);
      }
      relations.addAll(RelatedTables.find(cursor));
      return ObjectKind.TABLE;
    }
    cursor.moveTo(as + 1);
    if (cursor.isWord("execute")) {
      flags.add(Flag.EXECUTES);
    } else {
      definingQuery(List.of());
    }
    if (cursor.accept("with", "no", "data")) {
      flags.add(Flag.NO_DATA);
    }
    return ObjectKind.TABLE_AS;
  }

  private void view() {
    boolean recursive = cursor.tokens().at(cursor.position() - 2).isWord("recursive");
    name();
    int as = RelatedTables.indexOf(cursor, "as");
    if (as < 0) {
      throw cursor.malformed();
    }
    cursor.moveTo(as + 1);
    definingQuery(recursive ? List.of(names.getFirst().parts().getLast()) : List.of());
    if (cursor.accept("with", "no", "data")) {
      flags.add(Flag.NO_DATA);
    }
  }

  private void definingQuery(List<Name> scope) {
    Grammar grammar = new Grammar(cursor, limits);
    int begin = cursor.position();
    grammar.collector().openScope();
    scope.forEach(grammar.collector()::defineCommonTable);
    grammar.queries().query(-1, dev.mori.overlay.statement.QueryLevel.Role.STATEMENT);
    if (grammar.collector().hasModificationInWith() || grammar.collector().into().isPresent()) {
      throw cursor.malformed();
    }
    query = Optional.of(grammar.finish(begin));
  }

  private void index() {
    if (!cursor.isWord("on")) {
      name();
    }
    cursor.expect("on");
    cursor.accept("only");
    relations.add(anyName());
  }

  private void ownedByTable(ObjectKind kind) {
    name();
    String word = kind == ObjectKind.RULE ? "to" : "on";
    int at = RelatedTables.indexOf(cursor, word);
    if (at < 0) {
      throw cursor.malformed();
    }
    cursor.moveTo(at + 1);
    relations.add(anyName());
    while (cursor.peek().isIdentifier() || cursor.isSymbol(",") || cursor.isSymbol("(")) {
      if (cursor.accept("from")) {
        relations.add(anyName());
        return;
      }
      step();
    }
  }

  /** {@code OWNED BY table.column} of a sequence. */
  private void ownedBy() {
    int owned = RelatedTables.indexOf(cursor, "owned");
    if (owned >= 0 && cursor.tokens().at(owned + 1).isWord("by")) {
      cursor.moveTo(owned + 2);
      QualifiedName column = anyName();
      if (column.parts().size() > 1) {
        relations.add(withoutLast(column));
      }
    }
  }

  private static QualifiedName withoutLast(QualifiedName name) {
    List<Name> parts = name.parts().subList(0, name.parts().size() - 1);
    return new QualifiedName(parts, parts.getFirst().span().to(parts.getLast().span()));
  }

  private Statement alter() {
    ObjectKind kind = ObjectKinds.read(cursor);
    boolean all = cursor.areWords("all", "in", "tablespace");
    if (all || !hasNames(kind)) {
      return toEnd(Verb.ALTER, kind);
    }
    ifExists();
    boolean only = cursor.accept("only");
    boolean grouped = only && cursor.acceptSymbol("(");
    name();
    if (grouped) {
      cursor.expectSymbol(")");
    } else {
      cursor.acceptSymbol("*");
    }
    switch (kind) {
      case TABLE, FOREIGN_TABLE, INDEX, VIEW, MATERIALIZED_VIEW -> {
        actions = new AlterReader(cursor).actions();
        relations.addAll(RelatedTables.find(cursor));
      }
      case SEQUENCE -> {
        actions = new AlterReader(cursor).rename();
        ownedBy();
      }
      case TRIGGER, POLICY, RULE -> {
        cursor.expect("on");
        relations.add(anyName());
      }
      default -> actions = new AlterReader(cursor).rename();
    }
    return toEnd(Verb.ALTER, kind);
  }

  private static boolean hasNames(ObjectKind kind) {
    return switch (kind) {
      case CATALOG_OBJECT, DEFAULT_PRIVILEGES, OWNED, SYSTEM, PRIVILEGES, OTHER -> false;
      default -> true;
    };
  }

  private Statement drop() {
    ObjectKind kind = ObjectKinds.read(cursor);
    concurrently();
    ifExists();
    if (hasNames(kind)) {
      do {
        name();
        if (cursor.isSymbol("(")) {
          cursor.skipGroup();
        }
      } while (cursor.acceptSymbol(","));
      if (cursor.accept("on")) {
        relations.add(anyName());
      }
    }
    while (!cursor.atEnd()) {
      if (cursor.isWord("cascade")) {
        flags.add(Flag.CASCADE);
      }
      step();
    }
    return toEnd(Verb.DROP, kind);
  }

  /** COMMENT ON and SECURITY LABEL ON. */
  private Statement labelled(Verb verb) {
    boolean column = cursor.isWord("column");
    boolean constraint = cursor.isWord("constraint");
    ObjectKind kind = ObjectKinds.read(cursor);
    if (hasNames(kind) || column || constraint) {
      QualifiedName name = anyName();
      if (column && name.parts().size() > 1) {
        name = withoutLast(name);
      }
      names.add(name);
      if (cursor.isSymbol("(")) {
        cursor.skipGroup();
      }
      if (cursor.accept("on") && !cursor.accept("domain")) {
        relations.add(anyName());
      }
    }
    return toEnd(verb, column ? ObjectKind.TABLE : kind);
  }

  private Statement privileges(Verb verb, String end) {
    int on = RelatedTables.indexOf(cursor, "on");
    if (on < 0) {
      return toEnd(verb, ObjectKind.ROLE);
    }
    cursor.moveTo(on + 1);
    boolean relation = cursor.accept("table");
    boolean other = !relation && cursor.peek(1).isIdentifier() && !cursor.peek(1).isWord(end);
    if (!other) {
      do {
        name();
      } while (cursor.acceptSymbol(","));
    }
    return toEnd(verb, ObjectKind.PRIVILEGES);
  }

  private Statement refresh() {
    cursor.expect("materialized", "view");
    concurrently();
    name();
    if (cursor.accept("with", "no", "data")) {
      flags.add(Flag.NO_DATA);
    }
    return toEnd(Verb.REFRESH, ObjectKind.MATERIALIZED_VIEW);
  }

  private void step() {
    if (cursor.atEnd()) {
      throw cursor.malformed();
    }
    cursor.next();
  }

  private Statement toEnd(Verb verb, ObjectKind kind) {
    while (!cursor.atEnd()) {
      cursor.next();
    }
    return new Statement.Ddl(new Definition(verb, kind, names, relations, actions, flags, query));
  }
}
