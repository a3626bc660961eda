package dev.mori.node.session;

import dev.mori.engine.postgres.ObjectName;
import dev.mori.node.prod.ProdChannels;
import dev.mori.node.sql.SqlCall;
import dev.mori.node.transport.ClientOutput;
import dev.mori.overlay.statement.Statement;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.NotificationResponse;
import dev.mori.protocol.postgres.ErrorFields;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The channels a client listens on, within its session and on prod (PostgreSQL, LISTEN and NOTIFY):
 * the shadow's server knows which they are. Notifications reach the client between its
 * transactions, and go on doing so after a reset. Lives on one event loop.
 */
final class Channels {
  /** Octets that may wait for a client that does not read, before it is cut off. */
  private static final int LIMIT = 8 << 20;

  private static final SqlCall LISTENING =
      SqlCall.of(
          "SELECT c, pg_catalog.pg_backend_pid()::text FROM pg_catalog.pg_listening_channels() c");

  private final ClientOutput out;
  private final ShadowSide shadow;
  private final int clientId;
  private final ProdChannels.Ear prod;
  private final Queue<Heard> waiting = new ArrayDeque<>();
  private List<String> known = List.of();
  private int backendId;
  private int octets;
  private boolean changed;
  private boolean busy;
  private boolean cut;

  /**
   * None yet.
   *
   * @param clientId the process id the client was told it has
   */
  Channels(ClientOutput out, ShadowSide shadow, ProdChannels.Ear prod, int clientId) {
    this.out = out;
    this.shadow = shadow;
    this.prod = prod;
    this.clientId = clientId;
    prod.onNotification(notification -> heard(new Heard(notification, true)));
  }

  /** A notification that the client has not been told yet. */
  private record Heard(NotificationResponse notification, boolean onProd) {}

  /** Whether notifications may come to a client that says nothing. */
  boolean listening() {
    return !known.isEmpty();
  }

  /** Whether the client is between two messages of its own. */
  boolean quiet() {
    return !busy;
  }

  /** A statement was run that may have changed them. */
  void after(Statement statement) {
    changed |=
        switch (statement) {
          case Statement.Listen listen -> true;
          case Statement.Unlisten unlisten -> true;
          case Statement.Discard discard -> true;
          case Statement.DoBlock block -> true;
          case Statement.Call call -> true;
          default -> false;
        };
  }

  /** A message of the client's is being worked on; nothing is told in between. */
  void working() {
    busy = true;
  }

  /** To be called before each ReadyForQuery, outside a transaction only. */
  void ready() {
    busy = false;
    tell();
  }

  /** Somebody of the session has notified. */
  void heard(NotificationResponse notification) {
    heard(new Heard(notification, false));
  }

  private void heard(Heard heard) {
    if (cut) {
      return;
    }
    boolean first = waiting.isEmpty();
    waiting.add(heard);
    octets += heard.notification.payload().length() + heard.notification.channel().length();
    if (!busy && out.isWritable()) {
      tell();
      out.flush();
    } else if (octets > LIMIT) {
      out.send(
          new BackendMessage.ErrorResponse(
              ErrorFields.fatal(
                  "53200", Errors.MARK + "the client does not read its notifications")));
      out.closeAfterFlush();
      waiting.clear();
      cut = true;
    } else if (first && !busy) {
      out.onWritable(this::tellNow);
    }
  }

  private void tellNow() {
    if (!busy) {
      tell();
      out.flush();
    }
  }

  private void tell() {
    for (Heard heard : waiting) {
      NotificationResponse each = heard.notification;
      if (heard.onProd) {
        // Until prod has been told, it goes on about channels that the client has left.
        if (known.contains(each.channel())) {
          out.send(each);
        }
      } else {
        boolean own = each.processId() == backendId;
        out.send(own ? new NotificationResponse(clientId, each.channel(), each.payload()) : each);
      }
    }
    waiting.clear();
    octets = 0;
  }

  /** The client is gone. */
  void close() {
    prod.close();
  }

  /** Asks which they are, once the transaction that may have changed them is over. */
  CompletionStage<Void> settle(boolean open) {
    return !changed || open || !shadow.link().isOpen()
        ? CompletableFuture.completedStage(null)
        : ask();
  }

  private CompletionStage<Void> ask() {
    return shadow
        .ask(LISTENING)
        .thenCompose(
            answer -> {
              var rows = answer.orFail().rowsOf(0);
              known = rows.stream().map(row -> Objects.requireNonNull(row.get(0))).toList();
              if (!rows.isEmpty()) {
                backendId = Integer.parseInt(Objects.requireNonNull(rows.getFirst().get(1)));
              }
              changed = false;
              return prod.listen(Set.copyOf(known));
            });
  }

  /** Listens on a fresh link to what the last one listened to. */
  CompletionStage<Void> again() {
    if (known.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    return shadow
        .ask(known.stream().map(c -> SqlCall.of("LISTEN " + ObjectName.quote(c))).toList())
        .thenAccept(answer -> answer.orFail())
        .thenCompose(v -> ask());
  }
}
