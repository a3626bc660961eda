package dev.mori.node.session;

import dev.mori.node.link.LinkLost;
import dev.mori.node.sql.SqlFailed;
import dev.mori.node.transport.FrontendHandler;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.ProtocolViolation;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's messages, one at a time, as a server answers them (PostgreSQL, Message Flow): errors
 * skip to Sync in the extended protocol, every Sync and every Query ends with ReadyForQuery. What a
 * statement does is decided in {@link Statements}. Lives on one event loop.
 */
public final class Conversation implements FrontendHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

  private final ClientContext client;
  private final SimpleProtocol simple;
  private final ExtendedProtocol extended;
  private boolean skipping;
  private CompletionStage<Void> running = done();
  private boolean gone;

  /** A conversation over an attached client. */
  Conversation(ClientContext client) {
    this.client = client;
    Statements statements = new Statements(client);
    this.simple = new SimpleProtocol(client, statements);
    this.extended = new ExtendedProtocol(client, statements);
    client.onLost(this::lost);
  }

  @Override
  public CompletionStage<Void> handle(FrontendMessage message) {
    if (client.copies().working()) {
      return client.copies().take(message, () -> handle(message));
    }
    if (skipping && !(message instanceof FrontendMessage.Sync)) {
      return done();
    }
    if (answered(message)) {
      client.channels().working();
    }
    return switch (message) {
      case FrontendMessage.Query query -> client.copies().during(simpleQuery(query));
      case FrontendMessage.Sync sync -> sync();
      case FrontendMessage.Parse parse -> step(() -> extended.parse(parse));
      case FrontendMessage.Bind bind -> step(() -> extended.bind(bind));
      case FrontendMessage.Describe describe -> step(() -> extended.describe(describe));
      case FrontendMessage.Execute execute ->
          client.copies().during(step(() -> extended.execute(execute)));
      case FrontendMessage.Close close -> step(() -> extended.close(close));
      case FrontendMessage.Flush flush -> {
        client.out().flush();
        yield done();
      }
      case FrontendMessage.FunctionCall call -> functionCall();
      // Outside COPY a server ignores these (Message Flow, COPY Operations).
      case FrontendMessage.CopyData data -> done();
      case FrontendMessage.CopyDone end -> done();
      case FrontendMessage.CopyFail end -> done();
      case FrontendMessage.Terminate end -> done();
      case FrontendMessage.PasswordFamily late -> unexpected();
      case FrontendMessage.StartupPacket late -> unexpected();
    };
  }

  /** Whether a ReadyForQuery will follow it, at once or with Sync. */
  private static boolean answered(FrontendMessage message) {
    return switch (message) {
      case FrontendMessage.Flush flush -> false;
      case FrontendMessage.CopyData late -> false;
      case FrontendMessage.CopyDone late -> false;
      case FrontendMessage.CopyFail late -> false;
      case FrontendMessage.Terminate end -> false;
      default -> true;
    };
  }

  @Override
  public CompletionStage<Void> malformed(byte type, ProtocolViolation violation) {
    if (client.copies().working()) {
      return client.copies().unexpected(type, () -> malformed(type, violation));
    }
    if (skipping) {
      return done();
    }
    client.channels().working();
    SqlFailed failure =
        new SqlFailed(ErrorFields.error(violation.sqlState(), violation.sentence()));
    if (type == 'Q' || type == 'F') {
      return report(failure).thenAccept(v -> ready());
    }
    return step(() -> CompletableFuture.failedStage(failure));
  }

  /**
   * A commit on its way is seen to its end: it may succeed, and others have to learn of a changed
   * schema then.
   */
  @Override
  public void disconnected() {
    gone = true;
    if (client.transaction().committing()) {
      running.whenComplete((v, thrown) -> client.close());
    } else {
      client.close();
    }
  }

  @Override
  public void cancelRequested() {
    client.cancel();
  }

  private CompletionStage<Void> simpleQuery(FrontendMessage.Query query) {
    return guarded(
        () ->
            simple
                .run(query.query())
                .handle((ok, thrown) -> thrown)
                .thenCompose(thrown -> thrown == null ? done() : report(failure(thrown)))
                .thenCompose(v -> settled())
                .thenAccept(v -> ready()));
  }

  private CompletionStage<Void> sync() {
    skipping = false;
    return guarded(
        () ->
            extended
                .sync()
                .handle((ok, thrown) -> thrown)
                .thenCompose(thrown -> thrown == null ? done() : report(failure(thrown)))
                .thenCompose(v -> settled())
                .thenAccept(v -> ready()));
  }

  private CompletionStage<Void> functionCall() {
    return guarded(
        () ->
            report(
                    Errors.refused(
                        "the function call message is not supported",
                        "Call the function in a SELECT statement."))
                .thenAccept(v -> ready()));
  }

  /**
   * One message of the extended protocol: an error is told at once, and the rest up to Sync is
   * skipped.
   */
  private CompletionStage<Void> step(Work work) {
    return guarded(
        () ->
            attempt(work)
                .handle((ok, thrown) -> thrown)
                .thenCompose(
                    thrown -> {
                      if (thrown == null) {
                        return done();
                      }
                      skipping = true;
                      return report(failure(thrown));
                    }));
  }

  private static CompletionStage<Void> attempt(Work work) {
    try {
      return work.run();
    } catch (SqlFailed failed) {
      return CompletableFuture.failedStage(failed);
    }
  }

  /**
   * What went wrong, as the client may hear it: a reset takes the shadow away under an open
   * transaction. Without a reset the loss of the shadow ends the connection.
   */
  private SqlFailed failure(Throwable thrown) {
    if (client.shadow().link().isOpen()) {
      return Errors.of(thrown);
    }
    Optional<SqlFailed> why = client.whyLost();
    if (Errors.cause(thrown) instanceof LinkLost lost) {
      return why.orElseThrow(() -> lost);
    }
    return Errors.of(thrown);
  }

  /** Tells the client and brings the shadow's transaction into the state an error leaves it in. */
  private CompletionStage<Void> report(SqlFailed failure) {
    client.out().send(new BackendMessage.ErrorResponse(failure.fields()));
    return client.transaction().fail();
  }

  /**
   * A client that listens may never say anything again: it goes over to the session's new database
   * at once.
   */
  private void lost() {
    if (!gone && client.channels().listening() && client.channels().quiet()) {
      client
          .refresh()
          .whenComplete(
              (v, thrown) -> {
                if (thrown != null && !gone) {
                  fatal(Errors.cause(thrown));
                }
              });
    }
  }

  private CompletionStage<Void> settled() {
    boolean open = client.transaction().open();
    boolean follow = client.channels().listening() && !client.shadow().link().isOpen() && !open;
    return follow
        // What goes wrong with it is the next statement's to hear.
        ? client.refresh().handle((v, thrown) -> null)
        : client.channels().settle(open);
  }

  private void ready() {
    if (!client.copies().broken()) {
      client.ready();
    }
  }

  /**
   * Ends the connection when the shadow is lost or when we have a bug; the client must not go on as
   * if all were well.
   */
  private CompletionStage<Void> guarded(Work work) {
    client.shadow().begins();
    client.prod().begins();
    CompletionStage<Void> stage;
    try {
      stage = work.run();
    } catch (RuntimeException bug) {
      stage = CompletableFuture.failedStage(bug);
    }
    running =
        stage.handle(
            (ok, thrown) -> {
              if (thrown != null) {
                fatal(Errors.cause(thrown));
              }
              return null;
            });
    return running;
  }

  private void fatal(Throwable cause) {
    if (gone) {
      return; // in the middle of a COPY
    }
    ErrorFields fields;
    if (cause instanceof LinkLost || cause instanceof SqlFailed) {
      LOG.warn("closing a client: its shadow connection was lost: {}", cause.getMessage());
      fields =
          ErrorFields.fatal(
              "57P01", Errors.MARK + "the session's shadow was lost: " + cause.getMessage());
    } else {
      LOG.error("closing a client after a bug", cause);
      fields = ErrorFields.fatal("XX000", Errors.MARK + "internal error, the connection is closed");
    }
    client.out().send(new BackendMessage.ErrorResponse(fields));
    client.out().closeAfterFlush();
  }

  private CompletionStage<Void> unexpected() {
    client
        .out()
        .send(new BackendMessage.ErrorResponse(ErrorFields.fatal("08P01", "unexpected message")));
    client.out().closeAfterFlush();
    return done();
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }

  /** A piece of work that may fail. */
  @FunctionalInterface
  private interface Work {
    CompletionStage<Void> run();
  }
}
