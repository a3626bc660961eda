package dev.mori.state;

import dev.mori.overlay.session.SchemaChange;
import dev.mori.overlay.session.SessionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The binary form of states, in snapshots and on the way to replicas; the rule of {@link
 * EventCodec} holds here too.
 */
final class StateCodec {

  private static final String CLOSED_1 = "closed.1";
  private static final String OPEN_1 = "open.1";

  private StateCodec() {}

  static String manifest(SessionState state) {
    return switch (state) {
      case SessionState.Closed closed -> CLOSED_1;
      case SessionState.Open open -> OPEN_1;
    };
  }

  static void write(OctetWriter out, SessionState state) {
    out.unsigned(state.epoch()).unsigned(state.revision());
    if (state instanceof SessionState.Open open) {
      out.text(open.shadowDatabase()).text(open.origin().owner()).instant(open.origin().at());
      out.unsigned(open.schema().version()).unsigned(open.schema().changes().size());
      open.schema().changes().forEach(change -> EventCodec.writeChange(out, change));
      MarksCodec.writeMarks(out, open.marks());
    }
  }

  /** Empty when the manifest is not that of a state. */
  static Optional<SessionState> read(String manifest, OctetReader in) {
    return switch (manifest) {
      case CLOSED_1 -> Optional.of(new SessionState.Closed(in.unsigned(), in.unsigned()));
      case OPEN_1 -> Optional.of(readOpen(in));
      default -> Optional.empty();
    };
  }

  private static SessionState readOpen(OctetReader in) {
    long epoch = in.unsigned();
    long revision = in.unsigned();
    String shadowDatabase = in.text();
    SessionState.Origin origin = new SessionState.Origin(in.text(), in.instant());
    long version = in.unsigned();
    List<SchemaChange> changes = new ArrayList<>();
    for (int left = in.count(4); left > 0; left--) {
      changes.add(EventCodec.readChange(in));
    }
    return new SessionState.Open(
        epoch,
        revision,
        shadowDatabase,
        origin,
        new SessionState.Schema(version, changes),
        MarksCodec.readMarks(in));
  }
}
