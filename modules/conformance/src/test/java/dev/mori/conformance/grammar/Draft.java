package dev.mori.conformance.grammar;

import dev.mori.conformance.wire.Param;
import java.util.List;

/**
 * One generated statement, before it is put on a path of the protocol.
 *
 * @param sql its text
 * @param params its parameters, $1 first
 * @param ordered its ORDER BY is total, so that rows must come in the same order
 * @param loose it can fail on any of several rows, so that DETAIL of an error is not compared
 * @param footprint the locks it may take
 * @param then what the same connection sends next, mostly
 */
record Draft(
    String sql,
    List<Param> params,
    boolean ordered,
    boolean loose,
    Footprint footprint,
    List<Draft> then) {
  static Draft read(Sql sql, boolean ordered) {
    return of(sql, ordered, false, Footprint.reading());
  }

  static Draft write(Sql sql, Footprint footprint) {
    return of(sql, false, true, footprint);
  }

  static Draft plain(String sql) {
    return new Draft(sql, List.of(), false, false, Footprint.reading(), List.of());
  }

  /** A schema change, or anything else that nobody may interrupt. */
  static Draft alone(String sql) {
    return new Draft(sql, List.of(), false, true, Footprint.alone(), List.of());
  }

  private static Draft of(Sql sql, boolean ordered, boolean loose, Footprint footprint) {
    return new Draft(sql.text(), sql.params(), ordered, loose, footprint, List.of());
  }

  /** The first of these, with the others to follow it. */
  static Draft sequence(List<Draft> drafts) {
    return drafts.getFirst().with(drafts.subList(1, drafts.size()));
  }

  /** Rows have to come in the same order. */
  Draft inOrder() {
    return new Draft(sql, params, true, loose, footprint, then);
  }

  /** The same with other locks. */
  Draft locking(Footprint other) {
    return new Draft(sql, params, ordered, loose, other, then);
  }

  private Draft with(List<Draft> rest) {
    return new Draft(sql, params, ordered, loose, footprint, List.copyOf(rest));
  }
}
