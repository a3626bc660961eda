package dev.mori.node.cli;

import dev.mori.admin.NodeControl;
import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.Version;
import dev.mori.admin.home.RunningNode;
import dev.mori.node.activity.ActivityRing;
import dev.mori.node.server.Node;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.TableId;
import dev.mori.state.ChangeOutcome;
import dev.mori.state.SessionInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Operations on a node of this process; before it is ready, all of them say so. */
final class LiveControl implements NodeControl {
  private final String connection;
  private final String prod;
  private final ActivityRing activity;
  private final Runnable stop;
  private final Executor blocking =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("mori-inspect").factory());
  private volatile @Nullable Ready ready;

  private record Ready(Node node, RunningNode running) {}

  LiveControl(String connection, String prod, ActivityRing activity, Runnable stop) {
    this.connection = connection;
    this.prod = prod;
    this.activity = activity;
    this.stop = stop;
  }

  void ready(Node node, RunningNode running) {
    ready = new Ready(node, running);
  }

  @Override
  public boolean isReady() {
    return ready != null;
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
      case Operation.ListSessions list ->
          now.node()
              .sessions()
              .list()
              .thenApply(
                  all ->
                      new Reply.Sessions(
                          all.stream()
                              .filter(info -> info.name().connection().equals(connection))
                              .map(LiveControl::session)
                              .toList()));
      case Operation.InspectSession inspect ->
          named(now, inspect.session(), info -> done(session(info)));
      case Operation.InspectTable inspect ->
          named(now, inspect.session(), info -> table(now, info, inspect.table()));
      case Operation.ResetSession reset ->
          named(
              now,
              reset.session(),
              info ->
                  now.node()
                      .sessions()
                      .reset(reset.session())
                      .thenApply(outcome -> changed(info, "reset", outcome)));
      case Operation.DropSession drop ->
          named(
              now,
              drop.session(),
              info ->
                  now.node()
                      .sessions()
                      .drop(drop.session())
                      .thenApply(outcome -> changed(info, "dropped", outcome)));
      case Operation.ReadLog log -> done(log(log));
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

  /** What to do with a session that exists. */
  @FunctionalInterface
  private interface WithSession {
    CompletionStage<Reply> apply(SessionInfo info);
  }

  private CompletionStage<Reply> named(Ready now, String session, WithSession then) {
    if (SessionName.of(connection, session) instanceof SessionName.Parsed.Invalid invalid) {
      return done(new Reply.Failed(Reply.Failed.Kind.BAD_REQUEST, invalid.reason()));
    }
    return now.node()
        .sessions()
        .inspect(session)
        .thenCompose(
            found ->
                found.isPresent()
                    ? then.apply(found.get())
                    : done(
                        new Reply.Failed(
                            Reply.Failed.Kind.NOT_FOUND,
                            "there is no session " + session + " of " + connection)));
  }

  private CompletionStage<Reply> table(Ready now, SessionInfo info, String table) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Connection shadow = now.node().shadows().client(info.shadowDatabase()).connect()) {
            Optional<Reply.Table> found = new TableFacts(shadow, now.node().prod(), info).of(table);
            return found.isPresent()
                ? found.get()
                : new Reply.Failed(
                    Reply.Failed.Kind.NOT_FOUND,
                    "there is no table " + table + " (names are as prod spells them)");
          } catch (SQLException e) {
            return new Reply.Failed(
                Reply.Failed.Kind.UNAVAILABLE, "the shadow does not answer: " + e.getMessage());
          }
        },
        blocking);
  }

  private static Reply.Session session(SessionInfo info) {
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

  private static Reply changed(SessionInfo before, String change, ChangeOutcome outcome) {
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

  private Reply log(Operation.ReadLog request) {
    List<Reply.Line> lines =
        activity.read(request.tail(), request.after()).stream()
            .map(
                line ->
                    new Reply.Line(
                        line.number(),
                        line.at().toString(),
                        line.session(),
                        line.strategy(),
                        line.statement(),
                        line.nanos() / 1e6))
            .toList();
    return new Reply.Log(lines, lines.isEmpty() ? request.after() : lines.getLast().number());
  }

  private static CompletionStage<Reply> done(Reply reply) {
    return CompletableFuture.completedStage(reply);
  }
}
