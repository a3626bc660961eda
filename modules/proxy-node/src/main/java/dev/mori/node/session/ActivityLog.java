package dev.mori.node.session;

import dev.mori.engine.postgres.ReadPlan;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.statement.Statement;

/** What the node decided for each statement, for {@code mori log}; never a value of a row. */
public interface ActivityLog {
  /** A read was planned. */
  void read(SessionName session, Statement statement, ReadPlan plan);
}
