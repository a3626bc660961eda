package dev.mori.node.session;

import dev.mori.node.link.Link;
import dev.mori.node.link.ReplySink;
import dev.mori.node.sql.Batch;
import dev.mori.node.transport.ClientOutput;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.Octets;
import dev.mori.protocol.postgres.TransactionStatus;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One run of a COPY FROM STDIN on the shadow: sends it the data that is there, and goes on with
 * what the client sends. The server discards a Sync while it copies (PostgreSQL, COPY Operations),
 * so it is sent after the end or the error.
 */
final class CopyRun implements ReplySink {
  private final ShadowSide shadow;
  private final Link link;
  private final CopySource source;
  private final Batch batch;
  private final long limit;
  private long position;
  private boolean copying;
  private boolean synced;
  private boolean waiting;

  /**
   * A run.
   *
   * @param batch statements whose last one is the COPY
   * @param limit how many octets are sent; with fewer than all, the data ends there
   */
  CopyRun(ShadowSide shadow, CopySource source, Batch batch, long limit) {
    this.shadow = shadow;
    this.link = shadow.link();
    this.source = source;
    this.batch = batch;
    this.limit = limit;
  }

  /** Sends a batch that ends in a COPY, if there is a source, or is complete. */
  static CompletionStage<TransactionStatus> send(
      ShadowSide shadow, Optional<CopySource> source, Batch batch) {
    return source.isPresent()
        ? new CopyRun(shadow, source.get(), batch, Long.MAX_VALUE).run()
        : shadow.exchange(batch.messages(), batch);
  }

  CompletionStage<TransactionStatus> run() {
    source.feeds(this);
    return shadow
        .exchange(batch.requests(), this)
        .whenComplete(
            (status, thrown) -> {
              copying = false;
              source.feeds(null);
            });
  }

  @Override
  public void message(BackendMessage message) {
    switch (message) {
      case BackendMessage.CopyInResponse response -> {
        copying = true;
        source.begins(response);
        pump();
      }
      case BackendMessage.ErrorResponse failed -> {
        copying = false;
        batch.message(new BackendMessage.ErrorResponse(source.said(failed.fields())));
        sync();
      }
      default -> batch.message(message);
    }
  }

  @Override
  public void rows(ByteBuf frames) {
    batch.rows(frames);
  }

  @Override
  public @Nullable ClientOutput output() {
    return batch.output();
  }

  /** Done when the link can take more. */
  CompletionStage<Void> room() {
    if (link.isWritable()) {
      return CompletableFuture.completedStage(null);
    }
    CompletableFuture<Void> writable = new CompletableFuture<>();
    link.onWritable(() -> writable.complete(null));
    return writable;
  }

  /** Sends what there is, as far as the link takes it. */
  void pump() {
    while (copying && !waiting && position < Math.min(limit, source.spool().size())) {
      Optional<Octets> here = source.spool().peek(position);
      if (here.isPresent() && link.isWritable()) {
        data(here.get());
      } else {
        waiting = true;
        if (here.isPresent()) {
          link.onWritable(
              () -> {
                waiting = false;
                pump();
              });
        } else {
          fetch();
        }
      }
    }
    if (copying && !waiting && (position >= limit || source.end().isPresent())) {
      copying = false;
      end();
    }
  }

  private void fetch() {
    source
        .spool()
        .read(position)
        .thenCompose(octets -> room().thenApply(v -> octets))
        .whenComplete(
            (octets, thrown) -> {
              waiting = false;
              if (thrown == null && copying) {
                data(octets);
              } else if (copying) {
                copying = false;
                source.ends(new CopySource.End.Lost(String.valueOf(thrown.getMessage())));
                end();
              }
              pump();
            });
  }

  private void data(Octets octets) {
    Octets sent = octets.slice(0, (int) Math.min(octets.size(), limit - position));
    position += sent.size();
    link.continueWith(new FrontendMessage.CopyData(sent));
  }

  private void end() {
    Optional<String> failure = position >= limit ? Optional.empty() : source.failure();
    link.continueWith(
        failure.isPresent()
            ? new FrontendMessage.CopyFail(failure.get())
            : new FrontendMessage.CopyDone());
    sync();
  }

  private void sync() {
    if (!synced) {
      synced = true;
      link.continueWith(new FrontendMessage.Sync());
    }
  }
}
