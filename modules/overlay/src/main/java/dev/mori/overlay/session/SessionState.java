package dev.mori.overlay.session;

import dev.mori.overlay.session.SessionEvent.RowsMarked;
import dev.mori.overlay.session.SessionEvent.SchemaChanged;
import dev.mori.overlay.session.SessionEvent.SessionDropped;
import dev.mori.overlay.session.SessionEvent.SessionOpened;
import dev.mori.overlay.session.SessionEvent.SessionReset;
import dev.mori.overlay.session.SessionEvent.TableDetached;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * A session as its events have made it, and the rules for what it accepts. Immutable.
 *
 * <p>{@link #decide} looks and changes nothing; {@link #apply} is the only way to the next state.
 * The revision counts the events that were applied to the name since it was first opened, so a
 * larger revision knows more.
 */
public sealed interface SessionState {

  /** Limit of the keys in one event, which keeps an event below about 165 kB. */
  int MAX_KEYS_PER_EVENT = 16_384;

  /**
   * Limit of the schema changes that are remembered one by one; older ones only count in the
   * version.
   */
  int MAX_SCHEMA_CHANGES = 200;

  /** The state before the first event. */
  static SessionState initial() {
    return new Closed(0, 0);
  }

  /** The current or last epoch; 0 before the first opening. */
  long epoch();

  /** Number of events applied so far. */
  long revision();

  /** What would come of the command. */
  Decision decide(SessionCommand command);

  /**
   * The state after the event.
   *
   * @throws IllegalStateException when the event can not follow this state: the journal is damaged
   */
  SessionState apply(SessionEvent event);

  /**
   * No session of this name exists: never opened, or dropped.
   *
   * @param epoch the last epoch, 0 for never opened
   * @param revision number of events applied so far
   */
  record Closed(long epoch, long revision) implements SessionState {

    @Override
    public Decision decide(SessionCommand command) {
      return command instanceof SessionCommand.Open open
          ? new Decision.Accepted(
              List.of(new SessionOpened(epoch + 1, open.shadowDatabase(), open.owner(), open.at())))
          : new Decision.NoSession();
    }

    @Override
    public SessionState apply(SessionEvent event) {
      if (event instanceof SessionOpened opened && opened.epoch() == epoch + 1) {
        Origin origin = new Origin(opened.owner(), opened.at());
        return new Open(
            opened.epoch(),
            revision + 1,
            opened.shadowDatabase(),
            origin,
            Schema.CLONED,
            Marks.NONE);
      }
      throw impossible(this, event);
    }
  }

  /**
   * The session exists.
   *
   * @param epoch current epoch, from 1
   * @param revision number of events applied so far
   * @param shadowDatabase name of the database that holds the session's rows in this epoch
   * @param origin who made it and when
   * @param schema how the schema has changed in this epoch
   * @param marks what may be local in this epoch
   */
  record Open(
      long epoch, long revision, String shadowDatabase, Origin origin, Schema schema, Marks marks)
      implements SessionState {

    @Override
    public Decision decide(SessionCommand command) {
      return switch (command) {
        case SessionCommand.Open open -> unchanged();
        case SessionCommand.MarkRows mark ->
            inEpoch(mark.epoch(), now -> markEvents(mark.keys()).toList());
        case SessionCommand.DetachTable detach ->
            inEpoch(detach.epoch(), now -> detachEvents(Stream.of(detach.table())).toList());
        case SessionCommand.ChangeSchema change ->
            inEpoch(
                change.epoch(),
                now -> List.of(new SchemaChanged(now, schema.next(change.what(), change.at()))));
        case SessionCommand.Reset reset ->
            reset.shadowDatabase().equals(shadowDatabase)
                ? unchanged()
                : accept(new SessionReset(epoch + 1, reset.shadowDatabase(), reset.at()));
        case SessionCommand.Drop drop -> accept(new SessionDropped(epoch, drop.at()));
        case SessionCommand.Reconcile reconcile ->
            inEpoch(reconcile.epoch(), now -> reconcileEvents(reconcile.ledger()));
      };
    }

    @Override
    public SessionState apply(SessionEvent event) {
      if (event.epoch() != (event instanceof SessionReset ? epoch + 1 : epoch)) {
        throw impossible(this, event);
      }
      return switch (event) {
        case SessionOpened opened -> throw impossible(this, opened);
        case SessionReset reset ->
            new Open(
                reset.epoch(),
                revision + 1,
                reset.shadowDatabase(),
                origin,
                Schema.CLONED,
                Marks.NONE);
        case RowsMarked marked -> with(schema, marks.plus(marked.keys()));
        case TableDetached detached -> with(schema, marks.detach(detached.table()));
        case SchemaChanged changed -> with(schema.plus(changed.change()), marks);
        case SessionDropped dropped -> new Closed(dropped.epoch(), revision + 1);
      };
    }

    private Open with(Schema nextSchema, Marks nextMarks) {
      return new Open(epoch, revision + 1, shadowDatabase, origin, nextSchema, nextMarks);
    }

    private Decision inEpoch(long given, LongFunction<List<SessionEvent>> events) {
      return given == epoch
          ? new Decision.Accepted(events.apply(epoch))
          : new Decision.StaleEpoch(given, epoch);
    }

    private Stream<SessionEvent> detachEvents(Stream<TableId> tables) {
      return tables
          .filter(table -> !marks.isDetached(table))
          .sorted()
          .map(table -> new TableDetached(epoch, table));
    }

    private List<SessionEvent> reconcileEvents(Ledger ledger) {
      Stream<SessionEvent> detached = detachEvents(ledger.detached().stream());
      return Stream.concat(detached, markEvents(ledger.keys())).toList();
    }

    private Stream<SessionEvent> markEvents(Map<TableId, KeySet> wanted) {
      return KeyBatches.of(marks.missing(wanted), MAX_KEYS_PER_EVENT).stream()
          .map(batch -> new RowsMarked(epoch, batch));
    }

    private static Decision unchanged() {
      return new Decision.Accepted(List.of());
    }

    private static Decision accept(SessionEvent event) {
      return new Decision.Accepted(List.of(event));
    }
  }

  /**
   * Where a session comes from.
   *
   * @param owner who opened it
   * @param at when
   */
  record Origin(String owner, Instant at) {}

  /**
   * How the session's schema differs from the one that was cloned.
   *
   * @param version number of changes in this epoch; every change of it makes a node read the
   *     shadow's catalog again
   * @param changes the last {@link SessionState#MAX_SCHEMA_CHANGES} changes, oldest first
   */
  record Schema(long version, List<SchemaChange> changes) {

    /** The schema as it was cloned. */
    public static final Schema CLONED = new Schema(0, List.of());

    /** The list is copied and only its end kept. */
    public Schema {
      changes =
          List.copyOf(
              changes.subList(Math.max(0, changes.size() - MAX_SCHEMA_CHANGES), changes.size()));
    }

    private SchemaChange next(String what, Instant at) {
      return new SchemaChange(version + 1, what, at);
    }

    private Schema plus(SchemaChange change) {
      return new Schema(
          change.version(), Stream.concat(changes.stream(), Stream.of(change)).toList());
    }
  }

  private static IllegalStateException impossible(SessionState state, SessionEvent event) {
    return new IllegalStateException(
        event.getClass().getSimpleName()
            + " of epoch "
            + event.epoch()
            + " after epoch "
            + state.epoch());
  }
}
