package dev.mori.conformance.wire;

import java.util.List;

/** One frontend message of the extended protocol (PostgreSQL 15, 55.7 Message Formats). */
public sealed interface Op {
  /** Parse (P). The announced types are those of the later Bind's parameters. */
  record Parse(String name, String sql, List<Integer> types) implements Op {}

  /** Bind (B), with one result format for all columns. */
  record Bind(String portal, String statement, List<Param> params, boolean binaryResults)
      implements Op {}

  /** Describe (D); kind is 'S' or 'P'. */
  record Describe(char kind, String name) implements Op {}

  /** Execute (E); maxRows 0 means all. */
  record Execute(String portal, int maxRows) implements Op {}

  /** Close (C); kind is 'S' or 'P'. */
  record Close(char kind, String name) implements Op {}

  /** Flush (H). */
  record Flush() implements Op {}
}
