package dev.mori.node.session;

import dev.mori.node.link.ReplySink;
import dev.mori.node.transport.ClientOutput;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.Field;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Turns the answer to a query into that of a COPY TO STDOUT of this query, as it comes. */
final class CopyOutSink implements ReplySink {
  private static final String SELECTED = "SELECT ";

  private final ResultSink target;
  private final BackendMessage.CopyOutResponse response;
  private final CopyEncoding encoding;

  CopyOutSink(ResultSink target, BackendMessage.CopyOutResponse response, CopyEncoding encoding) {
    this.target = target;
    this.response = response;
    this.encoding = encoding;
  }

  @Override
  public void message(BackendMessage message) {
    switch (message) {
      case BackendMessage.RowDescription columns -> {
        target.message(response);
        hand(encoding.begin(columns.fields().stream().map(Field::name).toList()));
      }
      case BackendMessage.CommandComplete(String tag) when tag.startsWith(SELECTED) -> {
        hand(encoding.end());
        target.message(new BackendMessage.CopyDone());
        target.message(
            new BackendMessage.CommandComplete("COPY " + tag.substring(SELECTED.length())));
      }
      default -> target.message(message);
    }
  }

  @Override
  public void rows(ByteBuf frames) {
    target.rows(encoding.rows(frames));
  }

  @Override
  public @Nullable ClientOutput output() {
    return target.output();
  }

  private void hand(ByteBuf frames) {
    if (frames.isReadable()) {
      target.rows(frames);
    } else {
      frames.release();
    }
  }
}
