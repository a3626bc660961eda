package dev.mori.node.link;

import dev.mori.node.transport.TestNode;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.FrontendMessage.Query;
import dev.mori.protocol.postgres.TransactionStatus;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What one exchange brought: messages, and rows as text. */
final class Replies implements ReplySink {
  final List<Object> all = new ArrayList<>();

  @Override
  public void message(BackendMessage message) {
    all.add(message);
  }

  @Override
  public void rows(ByteBuf frames) {
    all.add(frames.toString(StandardCharsets.UTF_8));
    frames.release();
  }

  /** Runs a simple query on the link's loop. */
  static List<Object> query(Link link, String sql) throws Exception {
    Replies replies = new Replies();
    CompletableFuture<TransactionStatus> done = new CompletableFuture<>();
    link.executor()
        .execute(
            () ->
                link.exchange(List.of(new Query(sql)), replies)
                    .whenComplete(
                        (status, thrown) -> {
                          if (thrown == null) {
                            done.complete(status);
                          } else {
                            done.completeExceptionally(thrown);
                          }
                        }));
    TestNode.await(done);
    return replies.all;
  }
}
