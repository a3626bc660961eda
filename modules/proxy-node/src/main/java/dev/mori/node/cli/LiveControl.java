package dev.mori.node.cli;

import dev.mori.admin.NodeControl;
import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.Version;
import dev.mori.admin.home.RunningNode;
import dev.mori.admin.http.AuditLog;
import dev.mori.node.activity.ActivityRing;
import dev.mori.node.metrics.NodeMetrics;
import dev.mori.node.server.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Operations on a node of this process; before it is ready, all of them say so. */
final class LiveControl implements NodeControl {
  private final String connection;
  private final String prod;
  private final Logs logs;
  private final Runnable stop;
  private volatile @Nullable Ready ready;
  private volatile boolean stopping;

  private record Ready(Node node, RunningNode running, SessionOperations sessions) {}

  LiveControl(String connection, String prod, Logs logs, Runnable stop) {
    this.connection = connection;
    this.prod = prod;
    this.logs = logs;
    this.stop = stop;
  }

  /** What the node writes down and measures. */
  record Logs(ActivityRing activity, AuditLog audit, NodeMetrics metrics) {}

  void ready(Node node, RunningNode running) {
    ready = new Ready(node, running, new SessionOperations(connection, node));
  }

  void stopping() {
    stopping = true;
  }

  @Override
  public String metrics() {
    return logs.metrics().report();
  }

  @Override
  public Phase phase() {
    if (stopping) {
      return Phase.STOPPING;
    }
    return ready == null ? Phase.STARTING : Phase.READY;
  }

  @Override
  public CompletionStage<Reply> perform(Operation operation) {
    Ready now = ready;
    if (operation instanceof Operation.Stop) {
      stop.run();
      return done(new Reply.Stopping(connection));
    }
    if (now == null) {
      return done(
          new Reply.Failed(Reply.Failed.Kind.UNAVAILABLE, connection + " is still starting"));
    }
    return switch (operation) {
      case Operation.Status status -> done(status(now));
      case Operation.ListNodes list ->
          now.node()
              .nodes()
              .list()
              .thenApply(
                  nodes ->
                      new Reply.Nodes(
                          nodes.stream().map(node -> Replies.node(node, connection)).toList()));
      case Operation.ListClients list ->
          done(
              new Reply.Clients(
                  now.node().connectedClients().list().stream().map(Replies::client).toList()));
      case Operation.ListSessions list ->
          now.node()
              .sessions()
              .list()
              .thenApply(
                  all ->
                      new Reply.Sessions(
                          all.stream()
                              .filter(info -> info.name().connection().equals(connection))
                              .map(Replies::session)
                              .toList()));
      case Operation.CreateSession create -> now.sessions().create(create);
      case Operation.OnSession on -> now.sessions().perform(on);
      case Operation.ReadLog log -> done(log(log));
      case Operation.ReadAudit audit -> done(logs.audit().read(audit.tail(), audit.after()));
      case Operation.Stop again -> done(new Reply.Stopping(connection));
    };
  }

  private Reply status(Ready now) {
    RunningNode running = now.running();
    return new Reply.Status(
        connection,
        prod,
        now.node().shadow(),
        new Reply.Listen(running.bind(), running.port(), running.adminPort(), running.session()),
        now.node().clients(),
        new Reply.Program(
            Version.TEXT,
            running.pid(),
            running.startedAt().toString(),
            Duration.between(running.startedAt(), Instant.now()).toSeconds()));
  }

  private Reply log(Operation.ReadLog request) {
    List<Reply.Line> lines =
        logs.activity().read(request.tail(), request.after()).stream().map(Replies::line).toList();
    return new Reply.Log(lines, lines.isEmpty() ? request.after() : lines.getLast().number());
  }

  private static CompletionStage<Reply> done(Reply reply) {
    return CompletableFuture.completedStage(reply);
  }
}
