package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.PostgresNeighbours;
import dev.mori.engine.postgres.PostgresNeighbours.Lookup;
import dev.mori.engine.postgres.RecordText;
import dev.mori.engine.postgres.Relation;
import dev.mori.node.prod.Binding;
import dev.mori.node.session.Neighbourhood.Found;
import dev.mori.node.sql.SqlAnswer;
import dev.mori.node.sql.SqlCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Copies of prod's rows in the shadow that nobody of the session has written yet. Prod may have
 * changed or deleted such a row since it was copied; where an outcome hangs on one, prod is asked
 * and the copy put right.
 */
final class StaleCopies {
  private final Neighbourhood neighbourhood;

  StaleCopies(Neighbourhood neighbourhood) {
    this.neighbourhood = neighbourhood;
  }

  /** Copies of one table's rows, as texts in the session's shape. */
  private record Copies(Relation relation, List<String> texts) {}

  /**
   * Copies that are not as prod has them.
   *
   * @param held the copies
   * @param now what prod has under their keys, and under those of others that were asked for
   */
  record Stale(List<Copies> held, Found now) {
    static final Stale NONE = new Stale(List.of(), Found.NOTHING);

    boolean isEmpty() {
      return held.isEmpty();
    }
  }

  /** The call whose answer {@link #texts} reads: every copy of the relation's rows. */
  static SqlCall every(Relation relation) {
    return SqlCall.of(PostgresLedger.COPIES, Long.toString(relation.oid()));
  }

  static List<String> texts(SqlAnswer answer) {
    String copies = Objects.requireNonNull(answer.orFail().rowsOf(0).getFirst().getFirst());
    return RecordText.elements(copies).stream().map(Objects::requireNonNull).toList();
  }

  /** Those of these copies that are stale; what prod was seen to have just now is not. */
  CompletionStage<Stale> among(
      PostgresNeighbours neighbours,
      SeenOnProd seen,
      Map<Relation, ? extends Collection<String>> copies) {
    List<Copies> doubtful = new ArrayList<>();
    copies.forEach(
        (relation, texts) -> {
          if (neighbours.onProd(relation) && neighbours.carried(relation)) {
            List<String> unseen = texts.stream().filter(text -> !seen.has(relation, text)).toList();
            for (int from = 0; from < unseen.size(); from += Hydration.CHUNK) {
              int to = Math.min(unseen.size(), from + Hydration.CHUNK);
              doubtful.add(new Copies(relation, unseen.subList(from, to)));
            }
          }
        });
    List<Lookup> lookups = new ArrayList<>();
    List<@Nullable String> parameters = new ArrayList<>();
    for (Copies some : doubtful) {
      Relation relation = some.relation();
      parameters.add(
          RecordText.array(
              some.texts().stream().map(t -> neighbours.prodShape(relation, t)).toList()));
      lookups.add(neighbours.same(relation, neighbours.rows(relation, parameters.size())));
    }
    return neighbourhood
        .lookUp(lookups, Binding.texts(parameters))
        .thenApply(now -> stale(doubtful, now));
  }

  private static Stale stale(List<Copies> doubtful, Found now) {
    List<Copies> held = new ArrayList<>();
    for (int i = 0; i < doubtful.size(); i++) {
      Set<String> there = new HashSet<>(now.rowsOf(i));
      List<String> others =
          doubtful.get(i).texts().stream().filter(text -> !there.contains(text)).toList();
      if (!others.isEmpty()) {
        held.add(new Copies(doubtful.get(i).relation(), others));
      }
    }
    return held.isEmpty() ? Stale.NONE : new Stale(held, now);
  }

  /**
   * Puts them right; the stage tells how many are others now. A copy that somebody is writing
   * stays, and counts as seen, as does one whose text differs though its values do not.
   */
  static CompletionStage<Long> mend(Hydration place, SeenOnProd seen, Stale stale) {
    Map<Relation, Set<List<@Nullable String>>> there = new HashMap<>();
    for (int i = 0; i < stale.now().lookups().size(); i++) {
      Relation relation = stale.now().lookups().get(i).relation();
      Set<List<@Nullable String>> keys = there.computeIfAbsent(relation, r -> new HashSet<>());
      stale.now().rowsOf(i).forEach(text -> keys.add(key(relation, text)));
    }
    CompletionStage<Long> changed = CompletableFuture.completedStage(0L);
    for (Copies held : stale.held()) {
      Relation relation = held.relation();
      seen.add(relation, held.texts());
      Set<List<@Nullable String>> keys = there.getOrDefault(relation, Set.of());
      List<String> gone =
          held.texts().stream().filter(text -> !keys.contains(key(relation, text))).toList();
      changed = changed.thenCompose(sum -> place.forget(relation, gone).thenApply(n -> sum + n));
    }
    for (int i = 0; i < stale.now().lookups().size(); i++) {
      Relation relation = stale.now().lookups().get(i).relation();
      List<String> rows = stale.now().rowsOf(i);
      seen.add(relation, rows);
      changed = changed.thenCompose(sum -> place.hydrate(relation, rows).thenApply(n -> sum + n));
    }
    return changed;
  }

  /** The values of a row's key. */
  static List<@Nullable String> key(Relation relation, String text) {
    List<@Nullable String> fields = RecordText.fields(text);
    List<@Nullable String> key = new ArrayList<>();
    relation.key().forEach(column -> key.add(fields.get(relation.columns().indexOf(column))));
    return key;
  }
}
