package dev.mori.conformance.wire;

import java.util.List;
import java.util.stream.Collectors;

/** What a client sends before it waits for ReadyForQuery. */
public sealed interface Exchange {
  /** A simple Query (Q), possibly of several statements. */
  record Simple(String sql) implements Exchange {
    @Override
    public String toString() {
      return sql;
    }
  }

  /**
   * A FunctionCall (F), its arguments in text.
   *
   * @param function the function's oid
   */
  record Call(int function, List<String> arguments) implements Exchange {}

  /** Extended messages followed by one Sync. */
  record Extended(List<Op> ops) implements Exchange {
    @Override
    public String toString() {
      return ops.stream().map(Extended::show).collect(Collectors.joining(" | "));
    }

    private static String show(Op op) {
      return switch (op) {
        case Op.Parse p -> "P" + name(p.name()) + " " + p.sql() + types(p.types());
        case Op.Bind b ->
            "B"
                + name(b.portal())
                + name(b.statement())
                + (b.params().isEmpty() ? "" : " " + b.params())
                + (b.binaryResults() ? " binary" : "");
        case Op.Describe d -> "D" + d.kind() + name(d.name());
        case Op.Execute e -> "E" + name(e.portal()) + (e.maxRows() == 0 ? "" : " " + e.maxRows());
        case Op.Close c -> "C" + c.kind() + name(c.name());
        case Op.Flush f -> "H";
      };
    }

    private static String types(List<Integer> types) {
      return types.stream().allMatch(oid -> oid == 0) ? "" : " types " + types;
    }

    private static String name(String name) {
      return name.isEmpty() ? "" : "<" + name + ">";
    }
  }
}
