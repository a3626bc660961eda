package dev.mori.node.session;

import dev.mori.node.prod.Binding;
import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Statement;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.Field;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.Format;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The extended query protocol: named and unnamed statements and portals, row limits, pipelines up
 * to Sync (PostgreSQL, Extended Query). The shadow parses and describes every statement, so types,
 * positions and errors are the engine's own; where it then runs is decided when it is executed.
 */
final class ExtendedProtocol implements PortalKeeper {
  private final ClientContext client;
  private final Statements statements;
  private final PreparedStatements prepared;
  private final Map<String, Portal> portals = new HashMap<>();
  private @Nullable Portal running;

  ExtendedProtocol(ClientContext client, Statements statements) {
    this.client = client;
    this.statements = statements;
    this.prepared = client.prepared();
    client.keepsPortals(this);
  }

  /** No portal outlives its transaction, but for the one whose statement ends it. */
  @Override
  public void transactionOver() {
    portals.values().removeIf(portal -> !portal.equals(running));
  }

  @Override
  public CompletionStage<Void> undoneSince(long moment) {
    CompletionStage<Void> closed = done();
    for (Map.Entry<String, Portal> each : List.copyOf(portals.entrySet())) {
      Portal portal = each.getValue();
      if (portal.made() > moment && !portal.equals(running)) {
        portals.remove(each.getKey());
        closed = closed.thenCompose(v -> portal.close());
      }
    }
    return closed;
  }

  CompletionStage<Void> parse(FrontendMessage.Parse parse) {
    return client
        .refresh()
        .thenCompose(v -> prepared.parse(parse))
        .thenAccept(statement -> client.out().send(new BackendMessage.ParseComplete()));
  }

  CompletionStage<Void> bind(FrontendMessage.Bind bind) {
    return client.refresh().thenCompose(v -> bindNow(bind));
  }

  private CompletionStage<Void> bindNow(FrontendMessage.Bind bind) {
    Prepared statement = prepared.find(bind.statement());
    if (!bind.portal().isEmpty() && portals.containsKey(bind.portal())) {
      throw new SqlFailed(
          ErrorFields.error("42P03", "cursor \"" + bind.portal() + "\" already exists"));
    }
    if (bind.parameters().size() != statement.parameterTypes().size()) {
      throw new SqlFailed(
          ErrorFields.error(
              "08P01",
              "bind message supplies %d parameters, but prepared statement \"%s\" requires %d"
                  .formatted(
                      bind.parameters().size(),
                      bind.statement(),
                      statement.parameterTypes().size())));
    }
    if (bind.resultFormats().size() > 1
        && bind.resultFormats().size() != statement.columns().fields().size()) {
      throw new SqlFailed(
          ErrorFields.error(
              "08P01",
              "bind message has %d result formats but query has %d columns"
                  .formatted(bind.resultFormats().size(), statement.columns().fields().size())));
    }
    if (client.transaction().failed() && !endsTransaction(statement)) {
      throw new SqlFailed(
          ErrorFields.error(
              "25P02",
              "current transaction is aborted, commands ignored until end of transaction block"));
    }
    return closePortal(bind.portal())
        .thenCompose(v -> prepared.current(statement))
        .thenCompose(current -> bound(current, bind))
        .thenAccept(
            portal -> {
              portals.put(bind.portal(), portal);
              client.out().send(new BackendMessage.BindComplete());
            });
  }

  /**
   * Binds on the shadow to learn what a server says at this point: whether the values fit, what
   * planning finds wrong, and the result's columns, which planning may have simplified.
   */
  private CompletionStage<Portal> bound(Prepared statement, FrontendMessage.Bind bind) {
    Binding binding = Binding.of(bind, statement.parameterTypes());
    return prepared
        .bind(statement, bind.portal(), binding)
        .thenApply(columns -> new Portal(statement, binding, columns, client.savepoints().now()));
  }

  CompletionStage<Void> describe(FrontendMessage.Describe describe) {
    if (describe.target() == Target.STATEMENT) {
      Prepared statement = prepared.find(describe.name());
      client.out().send(new BackendMessage.ParameterDescription(statement.parameterTypes()));
      describeRows(statement.columns(), List.of());
    } else {
      Portal portal = portal(describe.name());
      describeRows(portal.columns(), portal.binding().results());
    }
    return CompletableFuture.completedStage(null);
  }

  CompletionStage<Void> execute(FrontendMessage.Execute execute) {
    Portal portal = portal(execute.portal());
    ResultSink sink = client.sink(false);
    int limit = Math.max(0, execute.maxRows());
    CompletionStage<Void> ran =
        switch (portal.state()) {
          case Portal.State.Bound bound -> start(portal, limit, sink);
          case Portal.State.Open open -> open.rest().fetch(limit, sink).thenAccept(portal::ended);
          case Portal.State.Finished finished -> {
            portal.again(execute.portal(), sink);
            yield done();
          }
        };
    return ran.thenAccept(
        v -> {
          portal.told(sink.tag());
          sink.complete();
        });
  }

  CompletionStage<Void> close(FrontendMessage.Close close) {
    CompletionStage<Void> closed =
        close.target() == Target.STATEMENT
            ? prepared.close(close.name())
            : closePortal(close.name());
    return closed.thenAccept(v -> client.out().send(new BackendMessage.CloseComplete()));
  }

  /** Ends the implicit transaction; portals live no longer than their transaction. */
  CompletionStage<Void> sync() {
    return client
        .transaction()
        .endImplicit()
        .thenCompose(v -> client.transaction().open() ? done() : closePortals());
  }

  private CompletionStage<Void> start(Portal portal, int limit, ResultSink sink) {
    Prepared statement = portal.statement();
    return switch (statement.outcome()) {
      case ParseOutcome.Refused refused ->
          statements.unreadable(statement.text(), refused.sentence());
      case ParseOutcome.Parsed parsed -> {
        running = portal;
        yield statements
            .run(
                new Bound(parsed, portal.binding(), new Bound.Preparation.Named(statement)),
                limit,
                sink)
            .whenComplete((rest, thrown) -> running = null)
            .thenAccept(portal::started);
      }
    };
  }

  private void describeRows(Columns columns, List<Format> formats) {
    if (!columns.present()) {
      client.out().send(new BackendMessage.NoData());
      return;
    }
    List<Field> fields = columns.fields();
    List<Field> described = new ArrayList<>(fields.size());
    for (int i = 0; i < fields.size(); i++) {
      described.add(fields.get(i).in(Format.of(formats, i)));
    }
    client.out().send(new BackendMessage.RowDescription(described));
  }

  private Portal portal(String name) {
    Portal portal = portals.get(name);
    if (portal == null) {
      throw new SqlFailed(ErrorFields.error("34000", "portal \"" + name + "\" does not exist"));
    }
    return portal;
  }

  private CompletionStage<Void> closePortal(String name) {
    Portal portal = portals.remove(name);
    return portal == null ? done() : portal.close();
  }

  private CompletionStage<Void> closePortals() {
    CompletionStage<Void> closed = done();
    for (Portal portal : List.copyOf(portals.values())) {
      closed = closed.thenCompose(v -> portal.close());
    }
    portals.clear();
    return closed;
  }

  private static boolean endsTransaction(Prepared statement) {
    return statement.outcome() instanceof ParseOutcome.Parsed parsed
        && parsed.statement() instanceof Statement.TransactionControl control
        && switch (control.transaction().verb()) {
          case COMMIT, ROLLBACK, ROLLBACK_TO, PREPARE_TRANSACTION -> true;
          default -> false;
        };
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }
}
