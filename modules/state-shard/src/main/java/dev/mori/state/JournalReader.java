package dev.mori.state;

import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads events of sessions past their entities, on one connection. Blocks. */
final class JournalReader {
  private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

  private final JournalTables journal;
  private @Nullable Connection connection;

  JournalReader(JournalTables journal) {
    this.journal = journal;
  }

  /** As {@link JournalTables#eventsAfter}. */
  synchronized Optional<List<SessionEvent>> eventsAfter(SessionName session, long revision)
      throws SQLException {
    try {
      Connection known = connection;
      if (known == null) {
        known = journal.connect();
        connection = known;
      }
      return journal.eventsAfter(known, session, revision);
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  /** Gives the connection back. */
  synchronized void close() {
    Connection known = connection;
    connection = null;
    try {
      if (known != null) {
        known.close();
      }
    } catch (SQLException e) {
      LOG.debug("closing", e);
    }
  }
}
