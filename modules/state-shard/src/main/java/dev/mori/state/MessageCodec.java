package dev.mori.state;

import dev.mori.overlay.session.SchemaChange;
import dev.mori.overlay.session.SessionCommand;
import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionState;
import dev.mori.overlay.session.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/**
 * The binary form of messages between nodes. The rule of {@link EventCodec} holds for two releases
 * at a time: nodes of neighbouring releases understand each other while a cluster is upgraded.
 */
final class MessageCodec {

  private static final String SUBMIT_1 = "submit.1";
  private static final String INSPECT_1 = "inspect.1";
  private static final String INSPECTION_1 = "inspection.1";
  private static final String SUBSCRIBE_1 = "subscribe.1";
  private static final String UNSUBSCRIBE_1 = "unsubscribe.1";
  private static final String ACKNOWLEDGE_1 = "acknowledge.1";
  private static final String RENEW_1 = "renew.1";
  private static final String PART_1 = "part.1";
  private static final String INCREMENT_1 = "increment.1";
  private static final String LEASE_1 = "lease.1";
  private static final String SETTLED_1 = "settled.1";
  private static final String UNKNOWN_1 = "unknown.1";
  private static final String WITHDRAW_1 = "withdraw.1";
  private static final String WITHDRAWN_1 = "withdrawn.1";
  private static final String OUTCOME_1 = "outcome.1";
  private static final String CANCEL_1 = "cancel.1";

  private final ActorRefResolver refs;

  MessageCodec(ActorRefResolver refs) {
    this.refs = refs;
  }

  static String manifest(SessionMessage message) {
    return switch (message) {
      case ShadowSession.Submit submit -> SUBMIT_1;
      case ShadowSession.Inspect inspect -> INSPECT_1;
      case ShadowSession.Inspection inspection -> INSPECTION_1;
      case ShadowSession.Subscribe subscribe -> SUBSCRIBE_1;
      case ShadowSession.Unsubscribe unsubscribe -> UNSUBSCRIBE_1;
      case ShadowSession.Acknowledge acknowledge -> ACKNOWLEDGE_1;
      case ShadowSession.Renew renew -> RENEW_1;
      case NodeReplica.StatePart part -> PART_1;
      case NodeReplica.Increment increment -> INCREMENT_1;
      case NodeReplica.LeaseGranted granted -> LEASE_1;
      case NodeReplica.Settled settled -> SETTLED_1;
      case NodeReplica.Unknown unknown -> UNKNOWN_1;
      case NodeReplica.Withdraw withdraw -> WITHDRAW_1;
      case ShadowSession.Withdrawn withdrawn -> WITHDRAWN_1;
      case ChangeOutcome outcome -> OUTCOME_1;
      case CancelRequests.Cancel cancel -> CANCEL_1;
    };
  }

  void write(OctetWriter out, SessionMessage message) {
    switch (message) {
      case ShadowSession.Submit submit -> {
        CommandCodec.write(out, submit.command());
        ref(out, submit.replyTo());
      }
      case ShadowSession.Inspect inspect -> ref(out, inspect.replyTo());
      case ShadowSession.Inspection inspection -> writeInspection(out, inspection);
      case ShadowSession.Subscribe subscribe -> ref(out, subscribe.replica());
      case ShadowSession.Unsubscribe unsubscribe -> ref(out, unsubscribe.replica());
      case ShadowSession.Acknowledge acknowledge ->
          ref(out.unsigned(acknowledge.revision()), acknowledge.replica());
      case ShadowSession.Renew renew ->
          ref(out.unsigned(renew.revision()).fixed(renew.token()), renew.replica());
      case NodeReplica.StatePart part -> {
        out.unsigned(part.part()).unsigned(part.parts()).text(StateCodec.manifest(part.piece()));
        StateCodec.write(out, part.piece());
      }
      case NodeReplica.Increment increment -> {
        out.unsigned(increment.before()).text(EventCodec.manifest(increment.event()));
        EventCodec.write(out, increment.event());
      }
      case NodeReplica.LeaseGranted granted ->
          out.fixed(granted.token()).unsigned(granted.settled());
      case NodeReplica.Settled settled -> out.unsigned(settled.revision());
      case NodeReplica.Unknown unknown -> {}
      case NodeReplica.Withdraw withdraw -> ref(out, withdraw.entity());
      case ShadowSession.Withdrawn withdrawn -> ref(out, withdrawn.replica());
      case ChangeOutcome outcome -> writeOutcome(out, outcome);
      case CancelRequests.Cancel cancel -> out.fixed(cancel.processId()).text(cancel.secret());
    }
  }

  /** Empty when the manifest is not that of a message. */
  Optional<SessionMessage> read(String manifest, OctetReader in) {
    return switch (manifest) {
      case SUBMIT_1 -> Optional.of(new ShadowSession.Submit(CommandCodec.read(in), ref(in)));
      case INSPECT_1 -> Optional.of(new ShadowSession.Inspect(ref(in)));
      case INSPECTION_1 -> Optional.of(readInspection(in));
      case SUBSCRIBE_1 -> Optional.of(new ShadowSession.Subscribe(ref(in)));
      case UNSUBSCRIBE_1 -> Optional.of(new ShadowSession.Unsubscribe(ref(in)));
      case ACKNOWLEDGE_1 -> Optional.of(new ShadowSession.Acknowledge(in.unsigned(), ref(in)));
      case RENEW_1 -> Optional.of(new ShadowSession.Renew(in.unsigned(), in.fixed(), ref(in)));
      case PART_1 -> Optional.of(readPart(in));
      case INCREMENT_1 -> Optional.of(new NodeReplica.Increment(in.unsigned(), readEvent(in)));
      case LEASE_1 -> Optional.of(new NodeReplica.LeaseGranted(in.fixed(), in.unsigned()));
      case SETTLED_1 -> Optional.of(new NodeReplica.Settled(in.unsigned()));
      case UNKNOWN_1 -> Optional.of(new NodeReplica.Unknown());
      case WITHDRAW_1 -> Optional.of(new NodeReplica.Withdraw(ref(in)));
      case WITHDRAWN_1 -> Optional.of(new ShadowSession.Withdrawn(ref(in)));
      case OUTCOME_1 -> Optional.of(readOutcome(in));
      case CANCEL_1 -> Optional.of(new CancelRequests.Cancel((int) in.fixed(), in.text()));
      default -> Optional.empty();
    };
  }

  private void ref(OctetWriter out, ActorRef<?> ref) {
    out.text(refs.toSerializationFormat(ref));
  }

  private <T> ActorRef<T> ref(OctetReader in) {
    return refs.resolveActorRef(in.text());
  }

  private static NodeReplica.StatePart readPart(OctetReader in) {
    int part = Math.toIntExact(in.unsigned());
    int parts = Math.toIntExact(in.unsigned());
    String manifest = in.text();
    return new NodeReplica.StatePart(part, parts, known(manifest, StateCodec.read(manifest, in)));
  }

  private static SessionEvent readEvent(OctetReader in) {
    String manifest = in.text();
    return known(manifest, EventCodec.read(manifest, in));
  }

  private static <T> T known(String manifest, Optional<T> read) {
    return read.orElseThrow(() -> new IllegalArgumentException("unknown manifest " + manifest));
  }

  private static void writeOutcome(OctetWriter out, ChangeOutcome outcome) {
    switch (outcome) {
      case ChangeOutcome.Done done -> out.octet(0).unsigned(done.epoch()).unsigned(done.revision());
      case ChangeOutcome.StaleEpoch stale ->
          out.octet(1).unsigned(stale.given()).unsigned(stale.current());
      case ChangeOutcome.NoSession none -> out.octet(2);
      case ChangeOutcome.Unavailable unavailable -> out.octet(3).text(unavailable.reason());
    }
  }

  private static ChangeOutcome readOutcome(OctetReader in) {
    int kind = in.octet();
    return switch (kind) {
      case 0 -> new ChangeOutcome.Done(in.unsigned(), in.unsigned());
      case 1 -> new ChangeOutcome.StaleEpoch(in.unsigned(), in.unsigned());
      case 2 -> new ChangeOutcome.NoSession();
      case 3 -> new ChangeOutcome.Unavailable(in.text());
      default -> throw new IllegalArgumentException("an outcome of kind " + kind);
    };
  }

  /** The state without its marks, and how many there are. */
  private static void writeInspection(OctetWriter out, ShadowSession.Inspection inspection) {
    out.octet(inspection.info().isPresent() ? 1 : 0);
    inspection.info().ifPresent(info -> writeInfo(out, info));
  }

  private static ShadowSession.Inspection readInspection(OctetReader in) {
    return new ShadowSession.Inspection(
        in.octet() == 0 ? Optional.empty() : Optional.of(readInfo(in)));
  }

  private static void writeInfo(OctetWriter out, SessionInfo info) {
    out.text(info.name().connection()).text(info.name().session());
    out.unsigned(info.epoch()).unsigned(info.revision()).text(info.shadowDatabase());
    out.text(info.origin().owner()).instant(info.origin().at());
    out.unsigned(info.schema().version()).unsigned(info.schema().changes().size());
    info.schema().changes().forEach(change -> EventCodec.writeChange(out, change));
    out.unsigned(info.tables().size());
    new TreeMap<>(info.tables())
        .forEach(
            (table, count) -> {
              MarksCodec.writeTable(out, table);
              out.unsigned(count.markedKeys()).octet(count.detached() ? 1 : 0);
            });
  }

  private static SessionInfo readInfo(OctetReader in) {
    var name = new SessionName(in.text(), in.text());
    long epoch = in.unsigned();
    long revision = in.unsigned();
    String shadowDatabase = in.text();
    SessionState.Origin origin = new SessionState.Origin(in.text(), in.instant());
    long version = in.unsigned();
    List<SchemaChange> changes = new ArrayList<>();
    for (int left = in.count(4); left > 0; left--) {
      changes.add(EventCodec.readChange(in));
    }
    Map<TableId, SessionInfo.TableCount> tables = new HashMap<>();
    for (int left = in.count(4); left > 0; left--) {
      tables.put(
          MarksCodec.readTable(in), new SessionInfo.TableCount(in.unsigned(), in.octet() != 0));
    }
    return new SessionInfo(
        name,
        epoch,
        revision,
        shadowDatabase,
        origin,
        new SessionState.Schema(version, changes),
        tables);
  }

  /** The binary form of commands inside {@link ShadowSession.Submit}. */
  private static final class CommandCodec {

    private static void write(OctetWriter out, SessionCommand command) {
      switch (command) {
        case SessionCommand.Open open ->
            out.octet(0).text(open.shadowDatabase()).text(open.owner()).instant(open.at());
        case SessionCommand.MarkRows mark ->
            MarksCodec.writeKeysByTable(out.octet(1).unsigned(mark.epoch()), mark.keys());
        case SessionCommand.DetachTable detach ->
            MarksCodec.writeTable(out.octet(2).unsigned(detach.epoch()), detach.table());
        case SessionCommand.ChangeSchema change ->
            out.octet(3).unsigned(change.epoch()).text(change.what()).instant(change.at());
        case SessionCommand.Reset reset ->
            out.octet(4).text(reset.shadowDatabase()).instant(reset.at());
        case SessionCommand.Drop drop -> out.octet(5).instant(drop.at());
        case SessionCommand.Reconcile reconcile ->
            MarksCodec.writeLedger(out.octet(6).unsigned(reconcile.epoch()), reconcile.ledger());
      }
    }

    private static SessionCommand read(OctetReader in) {
      int kind = in.octet();
      return switch (kind) {
        case 0 -> new SessionCommand.Open(in.text(), in.text(), in.instant());
        case 1 -> new SessionCommand.MarkRows(in.unsigned(), MarksCodec.readKeysByTable(in));
        case 2 -> new SessionCommand.DetachTable(in.unsigned(), MarksCodec.readTable(in));
        case 3 -> new SessionCommand.ChangeSchema(in.unsigned(), in.text(), in.instant());
        case 4 -> new SessionCommand.Reset(in.text(), in.instant());
        case 5 -> new SessionCommand.Drop(in.instant());
        case 6 -> new SessionCommand.Reconcile(in.unsigned(), MarksCodec.readLedger(in));
        default -> throw new IllegalArgumentException("a command of kind " + kind);
      };
    }
  }
}
