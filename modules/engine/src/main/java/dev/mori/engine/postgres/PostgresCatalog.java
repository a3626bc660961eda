package dev.mori.engine.postgres;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The schema of the shadow as one connection sees it, temporary relations and its own uncommitted
 * DDL included, together with where each relation came from. An immutable snapshot: load a new one
 * after any DDL. Read by {@link #read}.
 */
public final class PostgresCatalog {
  /** What stands for any statement in {@link #hiddenBehind}: implicit casts, operator classes. */
  static final String ANYWHERE = "*";

  /** Oids below are the server's own, in whatever schema others stand. */
  static final long FIRST_OWN = 16_384;

  private final CatalogReading reading;
  private final PostgresProdCatalog prod;
  private final Map<Long, ViewDefinition> views;
  private final Map<Long, Relation> byOid;
  private final Map<ObjectName, Relation> byName;
  private final Map<String, List<Relation>> byBareName;
  private final boolean setsSettings;
  private final Map<String, Boolean> runsHidden = new ConcurrentHashMap<>();

  private PostgresCatalog(CatalogReading reading, PostgresProdCatalog prod) {
    this.reading = reading;
    this.prod = prod;
    this.views = reading.views();
    this.byOid = reading.relations(prod, views);
    Map<ObjectName, Relation> named = new HashMap<>();
    byOid.values().forEach(r -> named.put(r.name(), r));
    this.byName = Map.copyOf(named);
    this.byBareName =
        byOid.values().stream()
            .filter(r -> r.kind() != Relation.Kind.SYSTEM)
            .collect(Collectors.groupingBy(r -> r.name().name()));
    this.setsSettings =
        Stream.concat(
                reading.functions().values().stream().map(CatalogFunction::body),
                views.values().stream().map(ViewDefinition::query))
            .anyMatch(SettingChanges::in);
  }

  /**
   * A view's or materialized view's query.
   *
   * @param query its definition, every name outside {@code pg_catalog} qualified, no semicolon
   * @param reads oids of the relations it names directly
   * @param calls oids of the functions outside {@code pg_catalog} it calls directly
   * @param digest md5 of the definition, comparable with prod's
   */
  public record ViewDefinition(String query, Set<Long> reads, Set<Long> calls, String digest) {
    /** Copies the sets. */
    public ViewDefinition {
      reads = Set.copyOf(reads);
      calls = Set.copyOf(calls);
    }
  }

  /**
   * Builds a snapshot.
   *
   * @param rows the rows of {@link PostgresCatalogSql#LOAD}, fourteen fields each, in any order
   * @param prod what is known of prod's catalog
   */
  public static PostgresCatalog read(
      List<? extends List<@Nullable String>> rows, PostgresProdCatalog prod) {
    CatalogReading reading = new CatalogReading();
    rows.forEach(row -> reading.add(new CatalogRow(row)));
    return new PostgresCatalog(reading, prod);
  }

  /** What is known of prod's catalog. */
  public PostgresProdCatalog prod() {
    return prod;
  }

  /** Every relation, system relations included. */
  public Collection<Relation> relations() {
    return byOid.values();
  }

  /** The relation with this oid. */
  public Optional<Relation> relation(long oid) {
    return Optional.ofNullable(byOid.get(oid));
  }

  /** The relation of this schema and name. */
  public Optional<Relation> relation(ObjectName name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Relations of this name in any schema outside the system schemas. */
  List<Relation> relationsNamed(String name) {
    return byBareName.getOrDefault(name, List.of());
  }

  /** The relation cloned from this relation of prod, if the session still has it. */
  public Optional<Relation> cloneOf(ObjectName prodName) {
    return byOid.values().stream()
        .filter(r -> r.origin() != null && r.origin().prod().equals(prodName))
        .findFirst();
  }

  /**
   * Resolves a name as the engine does (PostgreSQL 15, 5.9.3): a schema, when written, decides;
   * otherwise the first schema of the path that has it.
   *
   * @param schema the schema written before the name, {@code pg_temp} included; null when none is
   * @param name the relation's name, folded
   * @param path schemas in search order as {@code current_schemas(false)} or {@code (true)} gives
   *     them; temporary relations and {@code pg_catalog} come first unless the path places them
   */
  public Optional<Relation> resolve(@Nullable String schema, String name, List<String> path) {
    if (schema != null) {
      return relation(new ObjectName(schemaName(schema), name));
    }
    return searched(path).stream()
        .flatMap(s -> relation(new ObjectName(s, name)).stream())
        .findFirst();
  }

  /** The prod relation an unqualified name means on prod under the same path. */
  Optional<ObjectName> resolveOnProd(String name, List<String> path) {
    return searched(path).stream()
        .map(s -> new ObjectName(s, name))
        .filter(n -> prod.relation(n).isPresent())
        .findFirst();
  }

  private List<String> searched(List<String> path) {
    List<String> all = new ArrayList<>();
    List<String> named = path.stream().map(this::schemaName).toList();
    String temporary = reading.temporarySchema();
    if (!temporary.isEmpty() && !named.contains(temporary)) {
      all.add(temporary);
    }
    if (!named.contains("pg_catalog")) {
      all.add("pg_catalog");
    }
    all.addAll(named);
    return all;
  }

  private String schemaName(String schema) {
    String temporary = reading.temporarySchema();
    return schema.equals("pg_temp") && !temporary.isEmpty() ? temporary : schema;
  }

  /** The relation a partition finally belongs to; the relation itself when it is no partition. */
  public Relation root(Relation relation) {
    Relation at = relation;
    while (at.traits().partition()) {
      Optional<Relation> parent = relation(at.traits().parent());
      if (parent.isEmpty()) {
        return at;
      }
      at = parent.get();
    }
    return at;
  }

  /** The direct partitions or inheritance children of a relation. */
  public List<Relation> children(Relation relation) {
    Set<Long> adopted = reading.adopted(relation.oid());
    return byOid.values().stream()
        .filter(r -> r.traits().parent() == relation.oid() || adopted.contains(r.oid()))
        .toList();
  }

  /** The tables that directly inherit from an ordinary table; partitions are not meant. */
  public List<Relation> inheritors(Relation relation) {
    return relation.traits().inherited() ? children(relation) : List.of();
  }

  /** The query of a view or materialized view. */
  public Optional<ViewDefinition> view(Relation relation) {
    return Optional.ofNullable(views.get(relation.oid()));
  }

  /**
   * What a table's policies name, when it has row level security: whoever is bound by it reads this
   * too. Superusers, roles with BYPASSRLS and mostly the owner are not bound.
   */
  public Optional<Policies> policies(Relation table) {
    return table.traits().rowSecurity()
        ? Optional.of(new Policies(reading.reads(table.oid()), reading.calls(table.oid())))
        : Optional.empty();
  }

  /**
   * What a table's policies name.
   *
   * @param reads oids of relations
   * @param calls oids of functions outside {@code pg_catalog}
   */
  public record Policies(Set<Long> reads, Set<Long> calls) {
    /** Copies the sets. */
    public Policies {
      reads = Set.copyOf(reads);
      calls = Set.copyOf(calls);
    }
  }

  /** Unique indexes and exclusion constraints of a relation. */
  public List<UniqueIndex> uniqueIndexes(Relation relation) {
    return reading.indexes(relation.oid());
  }

  /** Foreign keys of this relation: those whose rows reference others. */
  public List<ForeignKey> foreignKeysOf(Relation child) {
    return reading.foreignKeys().stream().filter(f -> f.child() == child.oid()).toList();
  }

  /** Foreign keys to this relation: those whose rows are referenced. */
  public List<ForeignKey> foreignKeysTo(Relation parent) {
    return reading.foreignKeys().stream().filter(f -> f.parent() == parent.oid()).toList();
  }

  /** Enabled user triggers of a relation, mori's own not among them. */
  public List<CatalogTrigger> triggers(Relation relation) {
    return reading.triggers().stream().filter(t -> t.relation() == relation.oid()).toList();
  }

  /**
   * Whether nothing waits for the transaction's end when a statement has written rows of these
   * tables alone, as far as the ledger knows: it does not follow tables without a key in it.
   */
  public boolean settles(Set<Relation> written) {
    return reading.deferring().stream()
        .map(oid -> relation(oid).map(this::root))
        .allMatch(
            waiting ->
                waiting.isPresent()
                    && waiting.get().origin() != null
                    && !waiting.get().key().isEmpty()
                    && !written.contains(waiting.get()));
  }

  /** Whether triggers of the client's may run at the transaction's end. */
  public boolean defersTriggers() {
    return reading.triggers().stream().anyMatch(t -> reading.deferring().contains(t.relation()));
  }

  /** Whether rewrite rules other than a view's own exist on the relation. */
  public boolean hasRules(Relation relation) {
    return reading.ruled().contains(relation.oid());
  }

  /** The function with this oid, unless it is the server's own. */
  public Optional<CatalogFunction> function(long oid) {
    return Optional.ofNullable(reading.functions().get(oid));
  }

  /** Whether any function or view may change the connection's settings. */
  public boolean setsSettings() {
    return setsSettings;
  }

  /** Functions of this name in any schema, the server's own not among them. */
  public List<CatalogFunction> functionsNamed(String name) {
    return reading.functionsByName().getOrDefault(name, List.of());
  }

  /** Whether the session has this function. */
  boolean hasFunction(ObjectName name, String arguments) {
    return functionsNamed(name.name()).stream()
        .anyMatch(f -> f.name().equals(name) && f.arguments().equals(arguments));
  }

  /** The functions behind operators of this symbol that stand outside {@code pg_catalog}. */
  public List<CatalogFunction> operatorFunctions(String symbol) {
    return reading.operators().getOrDefault(symbol, List.of()).stream()
        .flatMap(oid -> function(oid).stream())
        .toList();
  }

  /**
   * A search path under which values of extensions' types are equal when the extension says so
   * (citext): the system's names first, then schemas with an {@code =} of their own. Empty when no
   * schema has one.
   */
  public String equalityPath() {
    String schemas =
        reading.equalities().entrySet().stream()
            .filter(e -> e.getValue().stream().allMatch(this::harmless))
            .map(e -> ", " + ObjectName.quote(e.getKey()))
            .sorted()
            .collect(Collectors.joining());
    return schemas.isEmpty() ? "" : "pg_catalog" + schemas;
  }

  private boolean harmless(long oid) {
    return function(oid).map(f -> f.volatility() == 'i' && f.language().equals("c")).orElse(true);
  }

  /**
   * Whether an operator of this symbol outside {@code pg_catalog} runs a function inside it: then
   * nothing tells whether production has it.
   */
  boolean hasPlainOperator(String symbol) {
    return reading.operators().getOrDefault(symbol, List.of()).stream()
        .anyMatch(oid -> function(oid).isEmpty());
  }

  /** Symbols of operators that stand outside {@code pg_catalog}. */
  Set<String> operatorSymbols() {
    return reading.operators().keySet();
  }

  /**
   * Functions that run although no statement calls them: those of an aggregate or a type, by its
   * name, those that any statement may run ({@link #ANYWHERE}).
   */
  List<CatalogFunction> hiddenBehind(String name) {
    return reading.hidden().functions(name).stream()
        .flatMap(oid -> function(oid).stream())
        .toList();
  }

  /** Expressions and commands that run although no statement has them, by the same names. */
  Set<String> textsBehind(String name) {
    return reading.hidden().texts(name);
  }

  /** Whether what runs behind this name is more than a computation that prod would do alike. */
  boolean runsHidden(String name) {
    return reading.hidden().any(name)
        && runsHidden.computeIfAbsent(name, n -> !new FunctionReach(this, n).computes());
  }

  /** The user type with this oid. */
  public Optional<UserType> type(long oid) {
    return Optional.ofNullable(reading.types().get(oid));
  }

  /** Every user type of the shadow. */
  public Collection<UserType> types() {
    return reading.types().values();
  }

  /** Whether values of the type can stand in GROUP BY; false also when not known. */
  public boolean groupable(long typeOid) {
    if (reading.ungroupable().contains(typeOid)) {
      return false;
    }
    UserType user = reading.types().get(typeOid);
    return user == null || "erbd".indexOf(user.kind()) >= 0;
  }
}
