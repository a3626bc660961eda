package dev.mori.node.session;

import dev.mori.node.link.ReplySink;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.ErrorFields;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the replies of a statement that may have to be run again, until it is known that this run
 * counts. Bounded: a write whose RETURNING is larger than the bound is refused.
 */
final class HeldReplies implements ReplySink {
  /** Octets of RETURNING rows kept at the most. */
  static final long LIMIT = 256L << 20;

  private final Queue<Object> held = new ArrayDeque<>();
  private long octets;
  private @Nullable ErrorFields error;

  @Override
  public void message(BackendMessage message) {
    if (message instanceof BackendMessage.ErrorResponse failed) {
      error = failed.fields();
    } else {
      held.add(message);
    }
  }

  @Override
  public void rows(ByteBuf frames) {
    octets += frames.readableBytes();
    if (octets > LIMIT) {
      frames.release();
      release();
    } else {
      held.add(frames);
    }
  }

  boolean tooLarge() {
    return octets > LIMIT;
  }

  Optional<ErrorFields> error() {
    return Optional.ofNullable(error);
  }

  /** Hands everything on, in order; the buffers' ownership too. */
  void replay(ReplySink target) {
    for (Object each = held.poll(); each != null; each = held.poll()) {
      if (each instanceof ByteBuf rows) {
        target.rows(rows);
      } else {
        target.message((BackendMessage) each);
      }
    }
  }

  /** Forgets everything, but hands the notices on when this was the last run and failed. */
  void drop(@Nullable ReplySink target) {
    for (Object each : held) {
      if (target != null && each instanceof BackendMessage.NoticeResponse notice) {
        target.message(notice);
      }
    }
    discard();
  }

  /** Forgets everything. Repeated calls do nothing. */
  void discard() {
    release();
    octets = 0;
    error = null;
  }

  private void release() {
    for (Object each = held.poll(); each != null; each = held.poll()) {
      if (each instanceof ByteBuf rows) {
        rows.release();
      }
    }
  }
}
