package dev.mori.node.session;

import dev.mori.node.link.Link;
import dev.mori.node.link.LinkLost;
import dev.mori.node.link.ReplySink;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.TransactionStatus;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A link whose server does what it is asked and remembers the texts, until the link dies. */
final class ScriptedLink implements Link {
  final List<String> texts = new ArrayList<>();
  private TransactionStatus status = TransactionStatus.IDLE;
  private boolean open = true;

  @Override
  public CompletionStage<TransactionStatus> exchange(
      List<? extends FrontendMessage> request, ReplySink sink) {
    if (!open) {
      return CompletableFuture.failedStage(new LinkLost("it is closed", Optional.empty()));
    }
    for (FrontendMessage message : request) {
      if (message instanceof FrontendMessage.Parse parse) {
        texts.add(parse.query());
        status =
            switch (parse.query()) {
              case "BEGIN" -> TransactionStatus.IN_TRANSACTION;
              case "COMMIT", "ROLLBACK" -> TransactionStatus.IDLE;
              default -> status;
            };
        sink.message(new BackendMessage.CommandComplete(parse.query()));
      }
    }
    return CompletableFuture.completedStage(status);
  }

  @Override
  public void continueWith(FrontendMessage message) {}

  @Override
  public TransactionStatus status() {
    return status;
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of();
  }

  @Override
  public void onAsync(Consumer<BackendMessage> listener) {}

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void onWritable(Runnable action) {
    action.run();
  }

  @Override
  public CompletionStage<Void> cancel() {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void close() {
    open = false;
  }

  @Override
  public boolean isQuiet() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public CompletionStage<Void> closed() {
    return new CompletableFuture<>();
  }

  @Override
  public EventLoop executor() {
    throw new UnsupportedOperationException("it has no loop");
  }
}
