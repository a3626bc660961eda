package dev.mori.node.session;

import dev.mori.node.link.ReplySink;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.BackendMessage;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Columns of a read's original statement, or its error; everything else goes on. */
final class ReadDescription implements ReplySink {
  private final ReplySink rest;
  private BackendMessage.@Nullable RowDescription columns;
  private @Nullable SqlFailed failure;

  ReadDescription(ReplySink rest) {
    this.rest = rest;
  }

  Optional<BackendMessage> columns() {
    return Optional.ofNullable(columns);
  }

  void failIfFailed() {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void message(BackendMessage message) {
    switch (message) {
      case BackendMessage.RowDescription rows -> columns = rows;
      case BackendMessage.ErrorResponse failed -> failure = new SqlFailed(failed.fields());
      default -> rest.message(message);
    }
  }

  @Override
  public void rows(ByteBuf frames) {
    rest.rows(frames);
  }
}
