package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Alias;
import dev.mori.overlay.statement.Purity;
import dev.mori.overlay.statement.QueryLevel;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.TableRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites one text, or one view's query inside it: every reference prod cannot answer alone is
 * replaced at its place. What cannot be carried is collected as an obstacle; the text is then void.
 */
final class ReadRewriter {
  private final OverlayContext context;
  private final RelationReach reach;
  private final Deltas deltas;
  private final List<String> obstacles = new ArrayList<>();
  private @Nullable String refusal;
  private boolean changed;

  ReadRewriter(OverlayContext context, RelationReach reach, Deltas deltas) {
    this.context = context;
    this.reach = reach;
    this.deltas = deltas;
  }

  /** Why the read has to be localized; empty when the text is good. */
  List<String> obstacles() {
    return obstacles;
  }

  /** Why the read cannot be answered at all. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** Whether any text differs from the original. */
  boolean changed() {
    return changed;
  }

  /** The text with its references replaced. */
  String rewrite(ReadText read, List<String> path) {
    TextEdits edits = new TextEdits(read.text());
    Map<TableRef, Relation> replaced = new HashMap<>();
    for (TableRef ref : read.query().tables()) {
      Optional<Relation> relation =
          context.catalog().resolve(ref.name().schema().orElse(null), ref.name().name(), path);
      relation.ifPresent(
          r -> {
            Optional<String> form = form(read, ref, r);
            if (form.isEmpty()) {
              keep(ref, r, path, edits);
            } else {
              put(read.text(), ref, form.get(), edits);
              replaced.put(ref, r);
            }
          });
    }
    if (!replaced.isEmpty()) {
      new ReferenceFixes(read, replaced, edits, obstacles).apply();
      new GroupingFix(read, replaced, context.catalog(), obstacles).apply(edits);
    }
    transactionTime(read, edits);
    changed |= !edits.isEmpty();
    return edits.apply(read.query().span());
  }

  /** What stands in the place of a reference; empty when it stays. */
  private Optional<String> form(ReadText read, TableRef ref, Relation relation) {
    Optional<String> form =
        relation.kind() == Relation.Kind.VIEW ? view(relation) : table(read, ref, relation);
    if (form.isPresent() && ref.is(TableRef.Trait.TABLESAMPLE)) {
      obstacles.add("TABLESAMPLE of " + relation.name().sql());
    }
    if (form.isPresent()
        && ref.is(TableRef.Trait.ONLY)
        && relation.kind() == Relation.Kind.PARTITIONED) {
      obstacles.add("ONLY of the partitioned table " + relation.name().sql());
    }
    return form;
  }

  /** Puts a form in the place of a reference, under the name it had. */
  static void put(String text, TableRef ref, String form, TextEdits edits) {
    Optional<Alias> alias = ref.alias();
    String named =
        alias.isPresent()
            ? " " + alias.get().span().of(text)
            : " AS " + ObjectName.quote(ref.visibleName());
    boolean command = ref.role() == TableRef.Role.TABLE_COMMAND;
    edits.replace(ref.source(), (command ? "SELECT * FROM " : "") + form + named);
  }

  /** A reference prod can answer stays, fully qualified where prod's own path would miss it. */
  private void keep(TableRef ref, Relation relation, List<String> path, TextEdits edits) {
    Relation.Origin origin = relation.origin();
    boolean qualified = ref.name().schema().isPresent();
    if (qualified || origin == null || relation.kind() == Relation.Kind.SYSTEM) {
      return;
    }
    Optional<ObjectName> there = context.catalog().resolveOnProd(ref.name().name(), path);
    if (!there.filter(origin.prod()::equals).isPresent()) {
      edits.replace(ref.name().span(), origin.prod().sql());
    }
  }

  /** The view's query in its place, or nothing when prod's own view answers the same. */
  private Optional<String> view(Relation view) {
    RelationReach below = new RelationReach(context);
    Optional<ReadText> text = context.views().of(view);
    text.ifPresent(t -> below.add(t, RelationReach.SYSTEM_PATH));
    boolean plain =
        below.bases().stream()
            .allMatch(r -> context.views().shape(r) instanceof TableShape.Fitting f && f.plain());
    if (text.isEmpty()) {
      obstacles.add("the query of view " + view.name().sql() + " is not understood");
      return Optional.empty();
    }
    boolean timed = below.timedView() || RelationReach.hasTime(text.get().purity());
    boolean clock = context.inTransaction() && timed;
    if (!clock && view.origin() != null && !below.changedView() && below.allClean() && plain) {
      return Optional.empty();
    }
    if (text.get().text().indexOf('\\') >= 0) {
      obstacles.add("a backslash in view " + view.name().sql());
    }
    return Optional.of("(" + rewrite(text.get(), RelationReach.SYSTEM_PATH) + ")");
  }

  /** The overlay of a stored relation, or nothing when prod's own answers the same. */
  private Optional<String> table(ReadText read, TableRef ref, Relation relation) {
    if (relation.kind() == Relation.Kind.SYSTEM || relation.kind() == Relation.Kind.SEQUENCE) {
      obstacles.add("reads " + relation.name().sql() + " together with tables of prod");
      return Optional.empty();
    }
    if (relation.traits().inherited() && !reach.allClean()) {
      obstacles.add(relation.name().sql() + " has inheritance children");
      return Optional.empty();
    }
    TableShape shape = context.views().shape(relation);
    OverlayForm form = new OverlayForm(relation, context.catalog().root(relation), deltas);
    return switch (reach.standing(relation)) {
      case CLEAN -> clean(shape, form);
      case DIRTY -> dirty(read, ref, relation, shape);
      case DETACHED -> {
        if (!(shape instanceof TableShape.Fitting fitting && fitting.rowType())) {
          shape = TableShape.sessionOnly(context.catalog(), relation);
        }
        if (shape instanceof TableShape.Diverged diverged) {
          obstacles.add(diverged.reason());
          yield Optional.empty();
        }
        if (relation.columns().isEmpty()) {
          obstacles.add(relation.name().sql() + " has no columns");
          yield Optional.empty();
        }
        yield Optional.of(form.sessionOnly(shape));
      }
    };
  }

  private Optional<String> clean(TableShape shape, OverlayForm form) {
    return switch (shape) {
      case TableShape.Fitting fitting ->
          fitting.plain() ? Optional.empty() : Optional.of(form.prodOnly(fitting));
      default -> unfit(shape);
    };
  }

  private Optional<String> dirty(ReadText read, TableRef ref, Relation relation, TableShape shape) {
    if (!(shape instanceof TableShape.Fitting fitting)) {
      return unfit(shape);
    }
    if (relation.key().isEmpty()) {
      obstacles.add(relation.name().sql() + " has no key");
      return Optional.empty();
    }
    if (fitting.prod().rowSecurity()) {
      refusal =
          "Row level security of "
              + relation.name().sql()
              + " cannot be applied to rows changed in this session.";
      return Optional.empty();
    }
    KeyBinding binding = KeyBinding.of(read, ref, relation, deltas);
    Relation root = context.catalog().root(relation);
    OverlayForm form = new OverlayForm(relation, root, deltas);
    if (!binding.keys().isEmpty() && !context.tables().mayBeLocal(root, binding.keys())) {
      return clean(shape, form);
    }
    return Optional.of(form.both(fitting, binding));
  }

  private Optional<String> unfit(TableShape shape) {
    switch (shape) {
      case TableShape.Diverged diverged -> obstacles.add(diverged.reason());
      case TableShape.Drifted drifted -> refusal = drifted.reason();
      case TableShape.SessionOnly s -> obstacles.add("a table of the session alone");
      case TableShape.Fitting f ->
          throw new IllegalStateException("a fitting shape is no obstacle");
    }
    return Optional.empty();
  }

  /** Inside a transaction block, or when rows of the shadow take part, its clock is the one. */
  private void transactionTime(ReadText read, TextEdits edits) {
    boolean needed = context.inTransaction() || !reach.allClean();
    Purity purity = read.purity();
    Purity base = purity instanceof Purity.UserFunctions user ? user.base() : purity;
    if (needed && base instanceof Purity.Contextual contextual) {
      TransactionTime time = new TransactionTime(read);
      for (Purity.Call call : contextual.transactionTime()) {
        if (TransactionTime.CARRIED.contains(call.function())) {
          edits.replace(call.span(), time.replacement(call, deltas.transactionTime()));
        } else if (context.inTransaction()) {
          obstacles.add(call.function() + " of the transaction's start");
        }
      }
    }
  }

  /** What a call of the transaction's start time becomes. */
  private record TransactionTime(ReadText read) {
    /** Calls with a replacement; others are {@code age(x)} and {@code 'now'}. */
    static final Set<String> CARRIED =
        Set.of(
            "now",
            "transaction_timestamp",
            "current_timestamp",
            "current_date",
            "current_time",
            "localtime",
            "localtimestamp");

    String replacement(Purity.Call call, int parameter) {
      String written = call.span().of(read.text());
      String digits = written.replaceAll("[^0-9]", "");
      String precision = digits.isEmpty() ? "" : "(" + digits + ")";
      String type =
          switch (call.function()) {
            case "current_date" -> "date";
            case "current_time" -> "timetz";
            case "localtime" -> "time";
            case "localtimestamp" -> "timestamp";
            default -> "timestamptz";
          };
      String value = "$" + parameter + "::pg_catalog.timestamptz";
      String cast =
          type.equals("timestamptz") && precision.isEmpty()
              ? value
              : value + "::pg_catalog." + type + precision;
      return "(" + cast + ")" + label(call.span(), call.function());
    }

    /** A bare select item keeps its column name, on which an outer level may rely. */
    private String label(Span span, String function) {
      return read.query().levels().stream()
              .map(QueryLevel::core)
              .filter(QueryLevel.Core.Select.class::isInstance)
              .flatMap(core -> ((QueryLevel.Core.Select) core).block().items().stream())
              .anyMatch(item -> item.label().isEmpty() && item.expression().equals(span))
          ? " AS " + ObjectName.quote(function)
          : "";
    }
  }
}
