package dev.mori.node.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mori.node.link.ReplySink;
import dev.mori.protocol.postgres.BackendMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class HeldRepliesTest {
  private final HeldReplies held = new HeldReplies();

  private List<ByteBuf> hold(int count, int size) {
    byte[] octets = new byte[size];
    List<ByteBuf> buffers =
        Stream.generate(() -> Unpooled.wrappedBuffer(octets)).limit(count).toList();
    buffers.forEach(held::rows);
    return buffers;
  }

  @Test
  void whatIsDiscardedIsReleasedOnce() {
    List<ByteBuf> buffers = hold(3, 10);
    held.discard();
    held.discard();
    assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
  }

  @Test
  void tooMuchIsNotKeptAtAll() {
    List<ByteBuf> buffers = hold(33, 8 << 20);
    assertThat(held.tooLarge()).isTrue();
    assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
  }

  @Test
  void aReplayHandsOnOwnershipOfWhatItReached() {
    List<ByteBuf> buffers = hold(3, 10);
    List<ByteBuf> reached = new ArrayList<>();
    assertThatThrownBy(
            () ->
                held.replay(
                    new ReplySink() {
                      @Override
                      public void message(BackendMessage message) {}

                      @Override
                      public void rows(ByteBuf frames) {
                        reached.add(frames);
                        if (reached.size() == 2) {
                          throw new IllegalStateException("on purpose");
                        }
                      }
                    }))
        .isInstanceOf(IllegalStateException.class);
    held.discard();
    assertThat(buffers).map(ByteBuf::refCnt).containsExactly(1, 1, 0);
  }
}
