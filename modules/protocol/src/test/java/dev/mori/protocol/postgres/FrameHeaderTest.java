package dev.mori.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A frame's length is judged from its header alone, before anybody allocates for it. */
class FrameHeaderTest {
  private static final FrameHeader BAD_LENGTH =
      new FrameHeader.Bad(ProtocolViolation.of("invalid message length"));

  @Test
  void everyPrefixOfAHeaderNeedsMore() {
    byte[] header = {'Q', 0, 0, 1, 0};
    for (int length = 0; length < 5; length++) {
      ByteBuffer prefix = ByteBuffer.wrap(header, 0, length);
      assertThat(FrameHeader.scanFrontend(prefix, Limits.CLIENT)).isEqualTo(FrameHeader.NEED_MORE);
      assertThat(FrameHeader.scanBackend(prefix, Limits.SERVER)).isEqualTo(FrameHeader.NEED_MORE);
    }
    assertThat(FrameHeader.scanFrontend(ByteBuffer.wrap(header), Limits.CLIENT))
        .isEqualTo(new FrameHeader.Frame((byte) 'Q', 257));
    assertThat(FrameHeader.scanStartup(ByteBuffer.wrap(header, 0, 3), Limits.CLIENT))
        .isEqualTo(FrameHeader.NEED_MORE);
  }

  @Test
  void theBodyIsWhatFollowsTheHeader() {
    assertThat(new FrameHeader.Frame((byte) 'Q', 257).bodyBytes()).isEqualTo(252);
    assertThat(new FrameHeader.Frame((byte) 0, 8).bodyBytes()).isEqualTo(4);
  }

  @Test
  void scanningBeginsAtThePositionAndLeavesIt() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {9, 9, 'S', 0, 0, 0, 4}).position(2);
    assertThat(FrameHeader.scanFrontend(buffer, Limits.CLIENT))
        .isEqualTo(new FrameHeader.Frame((byte) 'S', 5));
    assertThat(buffer.position()).isEqualTo(2);
  }

  @Test
  void anUnknownTypeIsBadAtItsFirstOctet() {
    assertThat(FrameHeader.scanFrontend(ByteBuffer.wrap(new byte[] {0x16}), Limits.CLIENT))
        .isEqualTo(new FrameHeader.Bad(ProtocolViolation.of("invalid frontend message type 22")));
  }

  @Test
  void lengthsAreHeldToTheLimitOfTheirType() {
    int mebi64 = 64 << 20;
    assertThat(frontend('Q', mebi64)).isEqualTo(new FrameHeader.Frame((byte) 'Q', mebi64 + 1));
    assertThat(frontend('Q', mebi64 + 1)).isEqualTo(BAD_LENGTH);
    assertThat(frontend('Q', 3)).isEqualTo(BAD_LENGTH);
    assertThat(frontend('Q', -1)).isEqualTo(BAD_LENGTH);
    assertThat(frontend('S', 10_001)).isEqualTo(BAD_LENGTH);
    assertThat(frontend('p', 65_535)).isEqualTo(new FrameHeader.Frame((byte) 'p', 65_536));
    assertThat(frontend('p', 65_536)).isEqualTo(BAD_LENGTH);
  }

  @Test
  void aSmallerLimitOfMessagesHoldsForEveryType() {
    Limits tiny = Limits.CLIENT.withMaxMessageBytes(8);
    assertThat(tiny.checkLength((byte) 'E', 9)).isPresent();
    assertThat(tiny.checkLength((byte) 'p', 9)).isPresent();
    assertThat(tiny.checkLength((byte) 'd', 8)).isEmpty();
  }

  @Test
  void startupPacketsAreHeldToTheServersLimit() {
    assertThat(startup(8)).isEqualTo(new FrameHeader.Frame((byte) 0, 8));
    assertThat(startup(10_004)).isEqualTo(new FrameHeader.Frame((byte) 0, 10_004));
    FrameHeader bad = new FrameHeader.Bad(ProtocolViolation.of("invalid length of startup packet"));
    assertThat(startup(7)).isEqualTo(bad);
    assertThat(startup(10_005)).isEqualTo(bad);
    assertThat(startup(Integer.MIN_VALUE)).isEqualTo(bad);
    assertThat(startup(0x16030100)).isEqualTo(bad);
  }

  @Test
  void aServersFrameIsHeldToItsLimit() {
    assertThat(backend('D', 0x3ffffffe)).isEqualTo(new FrameHeader.Frame((byte) 'D', 0x3fffffff));
    assertThat(backend('D', 0x3fffffff)).isEqualTo(BAD_LENGTH);
    assertThat(backend('D', 0)).isEqualTo(BAD_LENGTH);
    assertThat(backend('\0', 4)).isInstanceOf(FrameHeader.Bad.class);
    Limits all = new Limits(8, Integer.MAX_VALUE, 0);
    ByteBuffer longest = header('D', Integer.MAX_VALUE);
    assertThat(FrameHeader.scanBackend(longest, all)).isEqualTo(BAD_LENGTH);
  }

  @Test
  void limitsOutOfRangeAreABug() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(7, 8, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(8, 7, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(8, 8, 65_536));
  }

  private static FrameHeader frontend(char type, int length) {
    return FrameHeader.scanFrontend(header(type, length), Limits.CLIENT);
  }

  private static FrameHeader backend(char type, int length) {
    return FrameHeader.scanBackend(header(type, length), Limits.SERVER);
  }

  private static FrameHeader startup(int length) {
    return FrameHeader.scanStartup(ByteBuffer.allocate(4).putInt(length).flip(), Limits.CLIENT);
  }

  private static ByteBuffer header(char type, int length) {
    return ByteBuffer.allocate(5).put((byte) type).putInt(length).flip();
  }
}
