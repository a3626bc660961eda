package dev.mori.state;

import dev.mori.overlay.session.SchemaChange;
import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionEvent.RowsMarked;
import dev.mori.overlay.session.SessionEvent.SchemaChanged;
import dev.mori.overlay.session.SessionEvent.SessionDropped;
import dev.mori.overlay.session.SessionEvent.SessionOpened;
import dev.mori.overlay.session.SessionEvent.SessionReset;
import dev.mori.overlay.session.SessionEvent.TableDetached;
import java.util.Optional;

/**
 * The binary form of events in the journal.
 *
 * <p>A manifest names the event and the version of its form. A form never changes once it was
 * released: a new one gets the next version, and the old ones are read for ever.
 */
final class EventCodec {

  private static final String OPENED_1 = "opened.1";
  private static final String MARKED_1 = "marked.1";
  private static final String DETACHED_1 = "detached.1";
  private static final String SCHEMA_1 = "schema.1";
  private static final String RESET_1 = "reset.1";
  private static final String DROPPED_1 = "dropped.1";

  private EventCodec() {}

  static String manifest(SessionEvent event) {
    return switch (event) {
      case SessionOpened opened -> OPENED_1;
      case RowsMarked marked -> MARKED_1;
      case TableDetached detached -> DETACHED_1;
      case SchemaChanged changed -> SCHEMA_1;
      case SessionReset reset -> RESET_1;
      case SessionDropped dropped -> DROPPED_1;
    };
  }

  static void write(OctetWriter out, SessionEvent event) {
    out.unsigned(event.epoch());
    switch (event) {
      case SessionOpened opened ->
          out.text(opened.shadowDatabase()).text(opened.owner()).instant(opened.at());
      case RowsMarked marked -> MarksCodec.writeKeysByTable(out, marked.keys());
      case TableDetached detached -> MarksCodec.writeTable(out, detached.table());
      case SchemaChanged changed -> writeChange(out, changed.change());
      case SessionReset reset -> out.text(reset.shadowDatabase()).instant(reset.at());
      case SessionDropped dropped -> out.instant(dropped.at());
    }
  }

  /** Empty when the manifest is not that of an event. */
  static Optional<SessionEvent> read(String manifest, OctetReader in) {
    return switch (manifest) {
      case OPENED_1 ->
          Optional.of(new SessionOpened(in.unsigned(), in.text(), in.text(), in.instant()));
      case MARKED_1 -> Optional.of(new RowsMarked(in.unsigned(), MarksCodec.readKeysByTable(in)));
      case DETACHED_1 -> Optional.of(new TableDetached(in.unsigned(), MarksCodec.readTable(in)));
      case SCHEMA_1 -> Optional.of(new SchemaChanged(in.unsigned(), readChange(in)));
      case RESET_1 -> Optional.of(new SessionReset(in.unsigned(), in.text(), in.instant()));
      case DROPPED_1 -> Optional.of(new SessionDropped(in.unsigned(), in.instant()));
      default -> Optional.empty();
    };
  }

  static void writeChange(OctetWriter out, SchemaChange change) {
    out.unsigned(change.version()).text(change.what()).instant(change.at());
  }

  static SchemaChange readChange(OctetReader in) {
    return new SchemaChange(in.unsigned(), in.text(), in.instant());
  }
}
