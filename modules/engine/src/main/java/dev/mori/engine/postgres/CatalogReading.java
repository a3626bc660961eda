package dev.mori.engine.postgres;

import dev.mori.engine.postgres.PostgresCatalog.ViewDefinition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the rows of {@code pg_toast_temp_mori.catalog()}; filled once, then only read. */
final class CatalogReading {
  private final RelationReading relations = new RelationReading();
  private final Map<Long, Set<Long>> adopted = new HashMap<>();
  private final Map<Long, List<UniqueIndex>> indexes = new HashMap<>();
  private final Map<Long, Map<Integer, UniqueIndex.Part>> parts = new HashMap<>();
  private final List<ForeignKey> foreignKeys = new ArrayList<>();
  private final List<CatalogTrigger> triggers = new ArrayList<>();
  private final Set<Long> ruled = new HashSet<>();
  private final Map<Long, ViewDefinition> views = new HashMap<>();
  private final Map<Long, Set<Long>> reads = new HashMap<>();
  private final Map<Long, Set<Long>> calls = new HashMap<>();
  private final Map<Long, CatalogFunction> functions = new HashMap<>();
  private final Map<String, List<CatalogFunction>> functionsByName = new HashMap<>();
  private final Map<String, List<Long>> operators = new HashMap<>();
  private final Map<String, List<Long>> equalities = new HashMap<>();
  private final HiddenCalls hidden = new HiddenCalls();
  private final Map<Long, UserType> types = new HashMap<>();
  private final Set<Long> ungroupable = new HashSet<>();
  private String temporarySchema = "";
  private Set<Long> deferring = Set.of();

  void add(CatalogRow row) {
    switch (row.kind()) {
      case "now" -> deferring = row.oids(3);
      case "ns" -> {
        if (row.flag(3)) {
          temporarySchema = row.text(2);
        }
      }
      case "rel", "col", "key" -> relations.add(row);
      case "inh" -> adopted.computeIfAbsent(row.oid(2), k -> new HashSet<>()).add(row.oid(1));
      case "idx" -> indexes.computeIfAbsent(row.oid(1), k -> new ArrayList<>()).add(index(row));
      case "idxcol" ->
          parts.computeIfAbsent(row.oid(1), k -> new HashMap<>()).put(row.number(2), part(row));
      case "fk" -> foreignKeys.add(foreignKey(row));
      case "view" -> views.put(row.oid(1), view(row));
      case "dep" ->
          (row.text(2).equals("rel") ? reads : calls)
              .computeIfAbsent(row.oid(1), k -> new HashSet<>())
              .add(row.oid(3));
      case "rule" -> {
        ruled.add(row.oid(1));
        hidden.addText("@" + row.oid(1), row.text(4));
      }
      case "trg" ->
          triggers.add(new CatalogTrigger(row.oid(1), row.text(2), row.oid(3), row.number(4)));
      case "fn" -> add(row.function());
      case "op" -> {
        operators.computeIfAbsent(row.text(3), k -> new ArrayList<>()).add(row.oid(4));
        if (row.text(3).equals("=")) {
          equalities.computeIfAbsent(row.text(2), k -> new ArrayList<>()).add(row.oid(4));
        }
      }
      case "hid", "txt", "via" -> hidden.add(row);
      case "typ" -> types.put(row.oid(1), row.type());
      case "nogroup" -> ungroupable.add(row.oid(1));
      default -> throw new IllegalArgumentException("unknown row kind " + row.kind());
    }
  }

  private void add(CatalogFunction function) {
    functions.put(function.oid(), function);
    functionsByName.computeIfAbsent(function.name().name(), k -> new ArrayList<>()).add(function);
  }

  /**
   * idx: relation, index, name, unique, primary, exclusion, immediate, nulls, predicate, .., name.
   */
  private static UniqueIndex index(CatalogRow row) {
    UniqueIndex.Form form =
        new UniqueIndex.Form(row.flag(4), row.flag(5), row.flag(6), row.flag(7), row.flag(8));
    return new UniqueIndex(
        row.oid(2), row.oid(1), row.text(3), form, row.optional(9), row.optional(11), List.of());
  }

  /** idxcol: index, ordinal, attnum, definition, not null, operator. */
  private static UniqueIndex.Part part(CatalogRow row) {
    return new UniqueIndex.Part(row.number(3), row.text(4), row.flag(5), row.optional(6));
  }

  /**
   * fk: oid, name, child, parent, columns, referenced, del, upd, match, deferrable, deferred,
   * parent.
   */
  private static ForeignKey foreignKey(CatalogRow row) {
    ForeignKey.Actions actions =
        new ForeignKey.Actions(
            action(row.letter(7)), action(row.letter(8)), row.letter(9) == 'f', row.oid(12) != 0);
    ForeignKey.Deferral deferral =
        row.flag(11)
            ? ForeignKey.Deferral.INITIALLY
            : row.flag(10) ? ForeignKey.Deferral.ALLOWED : ForeignKey.Deferral.NEVER;
    return new ForeignKey(
        row.text(2), row.oid(3), row.oid(4), row.numbers(5), row.numbers(6), actions, deferral);
  }

  private static ForeignKey.Action action(char letter) {
    return switch (letter) {
      case 'a' -> ForeignKey.Action.NO_ACTION;
      case 'r' -> ForeignKey.Action.RESTRICT;
      case 'c' -> ForeignKey.Action.CASCADE;
      case 'n' -> ForeignKey.Action.SET_NULL;
      case 'd' -> ForeignKey.Action.SET_DEFAULT;
      default -> throw new IllegalArgumentException("unknown foreign key action " + letter);
    };
  }

  /** view: relation, definition. */
  private static ViewDefinition view(CatalogRow row) {
    String definition = row.text(2);
    String query = definition.strip();
    return new ViewDefinition(
        query.endsWith(";") ? query.substring(0, query.length() - 1) : query,
        Set.of(),
        Set.of(),
        md5(definition));
  }

  private static String md5(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  Set<Long> deferring() {
    return deferring;
  }

  String temporarySchema() {
    return temporarySchema;
  }

  Map<Long, Relation> relations(PostgresProdCatalog prod, Map<Long, ViewDefinition> complete) {
    return relations.build(prod, complete);
  }

  /** Children of which the relation is not the first parent. */
  Set<Long> adopted(long relation) {
    return adopted.getOrDefault(relation, Set.of());
  }

  List<UniqueIndex> indexes(long relation) {
    return indexes.getOrDefault(relation, List.of()).stream().map(this::withParts).toList();
  }

  private UniqueIndex withParts(UniqueIndex i) {
    List<UniqueIndex.Part> ordered =
        parts.getOrDefault(i.oid(), Map.of()).entrySet().stream()
            .sorted(Comparator.comparingInt(Map.Entry::getKey))
            .map(Map.Entry::getValue)
            .toList();
    return new UniqueIndex(
        i.oid(), i.relation(), i.name(), i.form(), i.predicate(), i.constraint(), ordered);
  }

  Map<Long, ViewDefinition> views() {
    Map<Long, ViewDefinition> complete = new HashMap<>();
    views.forEach(
        (oid, v) ->
            complete.put(
                oid,
                new ViewDefinition(
                    v.query(),
                    reads.getOrDefault(oid, Set.of()),
                    calls.getOrDefault(oid, Set.of()),
                    v.digest())));
    return complete;
  }

  /** What the relation's view query or policies name. */
  Set<Long> reads(long relation) {
    return reads.getOrDefault(relation, Set.of());
  }

  Set<Long> calls(long relation) {
    return calls.getOrDefault(relation, Set.of());
  }

  List<ForeignKey> foreignKeys() {
    return foreignKeys;
  }

  List<CatalogTrigger> triggers() {
    return triggers;
  }

  Set<Long> ruled() {
    return ruled;
  }

  Map<Long, CatalogFunction> functions() {
    return functions;
  }

  Map<String, List<CatalogFunction>> functionsByName() {
    return functionsByName;
  }

  Map<String, List<Long>> operators() {
    return operators;
  }

  /** The functions of {@code =} by the schema of the operator. */
  Map<String, List<Long>> equalities() {
    return equalities;
  }

  HiddenCalls hidden() {
    return hidden;
  }

  Map<Long, UserType> types() {
    return types;
  }

  Set<Long> ungroupable() {
    return ungroupable;
  }
}
