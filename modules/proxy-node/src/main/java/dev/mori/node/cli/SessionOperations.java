package dev.mori.node.cli;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.node.server.Node;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.TableId;
import dev.mori.state.SessionInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Operations on the sessions of a node that is ready. */
final class SessionOperations {
  private final String connection;
  private final Node node;
  private final Executor blocking =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("mori-inspect").factory());

  SessionOperations(String connection, Node node) {
    this.connection = connection;
    this.node = node;
  }

  /** Carries one out; a session that is not there is told. */
  CompletionStage<Reply> perform(Operation.OnSession operation) {
    String session = operation.session();
    if (SessionName.of(connection, session) instanceof SessionName.Parsed.Invalid invalid) {
      return failed(Reply.Failed.Kind.BAD_REQUEST, invalid.reason());
    }
    return node.sessions()
        .inspect(session)
        .thenCompose(
            found ->
                found.isPresent()
                    ? perform(operation, found.get())
                    : failed(
                        Reply.Failed.Kind.NOT_FOUND,
                        "there is no session " + session + " of " + connection));
  }

  private CompletionStage<Reply> perform(Operation.OnSession operation, SessionInfo info) {
    return switch (operation) {
      case Operation.InspectSession inspect ->
          CompletableFuture.completedStage(Replies.session(info));
      case Operation.ListTables list -> shadow(info, facts -> tables(info, facts));
      case Operation.InspectTable inspect ->
          shadow(info, facts -> orNoTable(inspect.table(), facts.of(inspect.table())));
      case Operation.ListKeys list ->
          shadow(info, facts -> orNoTable(list.table(), facts.keys(list)));
      case Operation.ResetSession reset ->
          node.sessions()
              .reset(reset.session())
              .thenApply(outcome -> Replies.changed(info, "reset", outcome));
      case Operation.DropSession drop when drop.force() -> drop(info);
      case Operation.DropSession drop ->
          node.sessions()
              .clientsOf(info.shadowDatabase())
              .thenCompose(clients -> clients == 0 ? drop(info) : inUse(info, clients));
    };
  }

  private CompletionStage<Reply> drop(SessionInfo info) {
    return node.sessions()
        .drop(info.name().session())
        .thenApply(outcome -> Replies.changed(info, "dropped", outcome));
  }

  private static CompletionStage<Reply> inUse(SessionInfo info, int clients) {
    return failed(
        Reply.Failed.Kind.CONFLICT,
        "session "
            + info.name().session()
            + " is in use by "
            + (clients == 1 ? "one client" : clients + " clients")
            + " and would be taken from under them; disconnect them, or drop it with force");
  }

  /** Makes a session; one that is there stays as it is. */
  CompletionStage<Reply> create(Operation.CreateSession create) {
    if (SessionName.of(connection, create.session())
        instanceof SessionName.Parsed.Invalid invalid) {
      return failed(Reply.Failed.Kind.BAD_REQUEST, invalid.reason());
    }
    return node.sessions()
        .create(create.session(), create.owner())
        .handle(
            (opened, thrown) ->
                thrown == null
                    ? new Reply.Changed(
                        create.session(),
                        opened.created() ? "created" : "kept",
                        opened.handle().view().epoch())
                    : new Reply.Failed(
                        Reply.Failed.Kind.UNAVAILABLE,
                        "session "
                            + create.session()
                            + " cannot be made now: "
                            + thrown.getMessage()));
  }

  /** What is read from a session's shadow. */
  @FunctionalInterface
  private interface WithFacts {
    Reply apply(TableFacts facts) throws SQLException;
  }

  private CompletionStage<Reply> shadow(SessionInfo info, WithFacts read) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Connection shadow = node.shadows().client(info.shadowDatabase()).connect()) {
            return read.apply(new TableFacts(shadow, node.prod(), info));
          } catch (SQLException e) {
            return new Reply.Failed(
                Reply.Failed.Kind.UNAVAILABLE, "the shadow does not answer: " + e.getMessage());
          }
        },
        blocking);
  }

  private static Reply orNoTable(String table, Optional<? extends Reply> found) {
    return found
        .<Reply>map(reply -> reply)
        .orElseGet(
            () ->
                new Reply.Failed(
                    Reply.Failed.Kind.NOT_FOUND,
                    "there is no table " + table + " (names are as prod spells them)"));
  }

  private static Reply tables(SessionInfo info, TableFacts facts) throws SQLException {
    List<Reply.TableSummary> tables = new ArrayList<>();
    for (TableId table : info.tables().keySet().stream().sorted().toList()) {
      facts.summary(table).ifPresent(tables::add);
    }
    return new Reply.Tables(info.name().session(), tables);
  }

  private static CompletionStage<Reply> failed(Reply.Failed.Kind kind, String sentence) {
    return CompletableFuture.completedStage(new Reply.Failed(kind, sentence));
  }
}
