package dev.mori.engine.postgres;

import dev.mori.engine.postgres.PostgresNeighbours.Lookup;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one write is run: what is copied into the shadow before, and how what it wrote is checked
 * afterwards (OVERLAY section 7). The statement itself always runs on the shadow, in the client's
 * own words.
 *
 * @param localize relations that must live in the shadow whole before the statement may run,
 *     because it reads them there
 * @param targets the rows of prod that the statement will change, when it changes existing rows of
 *     one table
 * @param guesses rows that are likely to matter, read off the statement's constants; may fail
 *     without harm
 * @param truncates whether it is a TRUNCATE
 */
public record WritePlan(
    List<Relation> localize,
    Optional<Targets> targets,
    Optional<Guesses> guesses,
    boolean truncates) {

  public WritePlan {
    localize = List.copyOf(localize);
  }

  /**
   * The decision, on prod, which existing rows a statement changes.
   *
   * @param relation the table
   * @param request yields one column: the text of each row in the session's shape
   * @param change what happens to them
   * @param keys what is known of their keys
   */
  public record Targets(
      Relation relation, ReadOnlyRequest request, Change change, TargetKeys keys) {}

  /**
   * What happens to the target rows.
   *
   * @param deletes whether they are deleted
   * @param columns the columns that are assigned, empty when they are deleted
   */
  public record Change(boolean deletes, Set<String> columns) {}

  /**
   * Neighbours of rows that stand in the statement as constants and parameters.
   *
   * @param lookups one result column each
   * @param request the read, with the client's parameters
   */
  public record Guesses(List<Lookup> lookups, ReadOnlyRequest request) {}

  /** What came of planning a write. */
  public sealed interface Outcome {
    /** The plan. */
    record Planned(WritePlan plan) implements Outcome {}

    /** The write cannot be done exactly; the sentence says why, the hint the way out. */
    record Refused(String sentence, @Nullable String hint) implements Outcome {}
  }
}
