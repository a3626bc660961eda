package dev.mori.admin.http;

import dev.mori.admin.NodeControl;
import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node that only remembers what it was asked. */
final class FakeNode implements NodeControl {
  final List<Operation> asked = new CopyOnWriteArrayList<>();
  volatile Phase phase = Phase.READY;
  volatile List<Reply.Line> log =
      List.of(new Reply.Line(1, "t", "main", "PROD_DIRECT", "SELECT", 0.5));

  @Override
  public String metrics() {
    return "mori_clients 1.0\n";
  }

  @Override
  public Phase phase() {
    return phase;
  }

  @Override
  public CompletionStage<Reply> perform(Operation operation) {
    asked.add(operation);
    if (operation instanceof Operation.DropSession drop && drop.session().equals("bug")) {
      return CompletableFuture.failedStage(new IllegalStateException("secret"));
    }
    return CompletableFuture.completedStage(reply(operation));
  }

  private Reply reply(Operation operation) {
    return switch (operation) {
      case Operation.Status status ->
          new Reply.Status(
              "shop",
              "u@h:1/d",
              "embedded",
              new Reply.Listen("127.0.0.1", 9002, 9090, "main"),
              3,
              new Reply.Program("1", 7, "2026-01-01T00:00:00Z", 5));
      case Operation.ListNodes list ->
          new Reply.Nodes(List.of(new Reply.NodeState("local", "up", true, List.of("main"))));
      case Operation.ListClients list -> new Reply.Clients(List.of());
      case Operation.ListSessions list -> new Reply.Sessions(List.of());
      case Operation.InspectSession inspect ->
          new Reply.Failed(Reply.Failed.Kind.NOT_FOUND, "there is no session " + inspect.session());
      case Operation.ListTables list -> new Reply.Tables(list.session(), List.of());
      case Operation.InspectTable inspect ->
          new Reply.Table(
              inspect.session(),
              inspect.table(),
              "dirty",
              List.of("id"),
              new Reply.LocalRows(3, 1, 2, 1),
              List.of(),
              new Reply.Drift(3, 1, List.of(new Reply.DriftedRow(List.of("7"), "ab", "")), ""));
      case Operation.ListKeys list ->
          new Reply.Keys(list.session(), list.table(), List.of("id"), List.of(), list.limit());
      case Operation.CreateSession create -> new Reply.Changed(create.session(), "created", 1);
      case Operation.ResetSession reset -> new Reply.Changed(reset.session(), "reset", 2);
      case Operation.DropSession drop -> new Reply.Changed(drop.session(), "dropped", 2);
      case Operation.ReadLog read -> log(read.after());
      case Operation.ReadAudit read -> new Reply.Audit(List.of(), read.after());
      case Operation.Stop stop -> new Reply.Stopping("shop");
    };
  }

  private Reply log(long after) {
    List<Reply.Line> lines = log.stream().filter(line -> line.number() > after).toList();
    return new Reply.Log(lines, lines.isEmpty() ? after : lines.getLast().number());
  }
}
