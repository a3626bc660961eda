package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Endpoint;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** Makes fresh duels: mori reset, a new private copy, new connections. */
final class Arena {
  private final Servers servers;
  private final MoriUnderTest mori;
  private final int connections;
  private Endpoint at;
  private Endpoint copy;

  Arena(Servers servers, MoriUnderTest mori, Endpoint at, int connections) throws SQLException {
    this.servers = servers;
    this.mori = mori;
    this.connections = connections;
    this.at = at;
    this.copy = servers.newCopy();
  }

  /** The earlier duel must be closed. */
  Duel fresh(Duration patience) throws IOException {
    mori.reset();
    try {
      servers.drop(copy);
      copy = servers.newCopy();
    } catch (SQLException e) {
      throw new IOException("no new copy", e);
    }
    return connect(patience);
  }

  /** New connections to both as they are. */
  Duel connect(Duration patience) throws IOException {
    Side ours = Side.connect(at, connections, patience);
    return new Duel(ours, Side.connect(copy, connections, patience));
  }

  /** New connections to mori only, after it was killed. */
  Side reconnectMori(Endpoint now, Duration patience) throws IOException {
    at = now;
    return Side.connect(at, connections, patience);
  }

  /** New connections to the copy only. */
  Side connectCopy(Duration patience) throws IOException {
    return Side.connect(copy, connections, patience);
  }

  MoriUnderTest mori() {
    return mori;
  }
}
