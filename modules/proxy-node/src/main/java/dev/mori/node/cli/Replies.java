package dev.mori.node.cli;

import dev.mori.admin.Reply;
import dev.mori.node.activity.ActivityRing;
import dev.mori.node.server.ConnectedClients;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.TableId;
import dev.mori.state.ChangeOutcome;
import dev.mori.state.NodeInfo;
import dev.mori.state.SessionInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What the node knows, in the words of the operations. */
final class Replies {
  private Replies() {}

  /** A session. */
  static Reply.Session session(SessionInfo info) {
    List<Reply.TableMark> tables = new ArrayList<>();
    info.tables().entrySet().stream()
        .sorted(
            Map.Entry.comparingByKey(
                Comparator.comparing(TableId::schema).thenComparing(TableId::name)))
        .forEach(
            entry ->
                tables.add(
                    new Reply.TableMark(
                        entry.getKey().schema() + "." + entry.getKey().name(),
                        entry.getValue().detached() ? "detached" : "dirty",
                        entry.getValue().markedKeys())));
    return new Reply.Session(
        info.name().session(),
        info.epoch(),
        info.revision(),
        info.shadowDatabase(),
        new Reply.Origin(info.origin().owner(), info.origin().at().toString()),
        tables,
        info.schema().changes().stream()
            .map(
                change ->
                    new Reply.SchemaChange(change.version(), change.what(), change.at().toString()))
            .toList());
  }

  /** What came of a change. */
  static Reply changed(SessionInfo before, String change, ChangeOutcome outcome) {
    String name = before.name().session();
    return switch (outcome) {
      case ChangeOutcome.Done done -> new Reply.Changed(name, change, done.epoch());
      case ChangeOutcome.StaleEpoch stale ->
          new Reply.Failed(
              Reply.Failed.Kind.UNAVAILABLE,
              "session " + name + " was reset by somebody else meanwhile");
      case ChangeOutcome.NoSession none ->
          new Reply.Failed(
              Reply.Failed.Kind.NOT_FOUND, "there is no session " + name + " any more");
      case ChangeOutcome.Unavailable unavailable ->
          new Reply.Failed(Reply.Failed.Kind.UNAVAILABLE, unavailable.reason());
    };
  }

  /** A node. */
  static Reply.NodeState node(NodeInfo node, String connection) {
    return new Reply.NodeState(
        node.address(),
        node.state(),
        node.self(),
        node.sessions().stream()
            .filter(name -> name.connection().equals(connection))
            .map(SessionName::session)
            .toList());
  }

  /** A client. */
  static Reply.Client client(ConnectedClients.Client client) {
    return new Reply.Client(
        client.processId(),
        client.session(),
        client.user(),
        client.application(),
        client.remote(),
        client.encrypted(),
        client.since().toString());
  }

  /** A line of the activity log. */
  static Reply.Line line(ActivityRing.Line line) {
    return new Reply.Line(
        line.number(),
        line.at().toString(),
        line.session(),
        line.strategy(),
        line.statement(),
        line.nanos() / 1e6);
  }
}
