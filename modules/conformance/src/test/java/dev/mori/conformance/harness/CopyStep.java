package dev.mori.conformance.harness;

import dev.mori.conformance.wire.CopyIn;
import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Op;
import java.util.List;

/** A statement, and what is copied in when it asks for data. */
record CopyStep(String sql, CopyIn data, boolean extended) {
  Exchange exchange() {
    return extended
        ? new Exchange.Extended(
            List.of(
                new Op.Parse("", sql, List.of()),
                new Op.Bind("", "", List.of(), false),
                new Op.Execute("", 0)))
        : new Exchange.Simple(sql);
  }
}
