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
 */
record Draft(String sql, List<Param> params, boolean ordered, boolean loose, Footprint footprint) {
  static Draft read(Sql sql, boolean ordered) {
    return new Draft(sql.text(), sql.params(), ordered, false, Footprint.reading());
  }

  static Draft write(Sql sql, Footprint footprint) {
    return new Draft(sql.text(), sql.params(), false, true, footprint);
  }

  static Draft plain(String sql) {
    return new Draft(sql, List.of(), false, false, Footprint.reading());
  }
}
