package dev.mori.node.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.protocol.postgres.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrameReaderTest {
  static {
    LeakWatch.install();
  }

  private final FrameReader reader =
      new FrameReader(
          PooledByteBufAllocator.DEFAULT,
          (type, length) -> Limits.CLIENT.checkLength(type, length));

  private static byte[] frame(char type, int body, int fill) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(type);
    out.writeInt(body + 4);
    for (int i = 0; i < body; i++) {
      out.writeByte(fill);
    }
    return bytes.toByteArray();
  }

  private List<String> drain() {
    List<String> frames = new ArrayList<>();
    while (reader.next() == FrameReader.Step.FRAME) {
      frames.add(
          ByteBufUtil.hexDump(reader.buffer(), reader.start(), reader.end() - reader.start()));
    }
    return frames;
  }

  @Test
  void anySplitOfTheOctetsGivesTheSameFrames() throws IOException {
    Random random = new Random(7);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int size = random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(12);
      byte[] frame = frame('Q', size, i);
      all.write(frame);
      expected.add(ByteBufUtil.hexDump(frame));
    }
    for (int round = 0; round < 20; round++) {
      byte[] octets = all.toByteArray();
      List<String> seen = new ArrayList<>();
      int at = 0;
      while (at < octets.length) {
        int most = round < 5 ? 3 : 30_000;
        int size = Math.min(octets.length - at, 1 + random.nextInt(most));
        reader.feed(PooledByteBufAllocator.DEFAULT.directBuffer(size).writeBytes(octets, at, size));
        seen.addAll(drain());
        at += size;
      }
      assertThat(seen).isEqualTo(expected);
    }
    reader.close();
  }

  @Test
  void aWholeFrameIsASliceOfWhatWasReceived() throws IOException {
    ByteBuf chunk = Unpooled.wrappedBuffer(frame('Q', 10, 1), frame('S', 0, 0));
    chunk = Unpooled.copiedBuffer(chunk);
    reader.feed(chunk);
    assertThat(reader.next()).isEqualTo(FrameReader.Step.FRAME);
    assertThat(reader.buffer()).isSameAs(chunk);
    assertThat(reader.next()).isEqualTo(FrameReader.Step.FRAME);
    assertThat(reader.type()).isEqualTo((byte) 'S');
    assertThat(reader.start()).isEqualTo(15);
    assertThat(reader.next()).isEqualTo(FrameReader.Step.MORE);
    assertThat(chunk.refCnt()).isZero();
  }

  @Test
  void aLengthAboveTheLimitIsRefusedBeforeItsBodyComes() {
    reader.feed(Unpooled.copiedBuffer(new byte[] {'Q', 0x7f, -1, -1, -1}));
    assertThat(reader.next()).isEqualTo(FrameReader.Step.BROKEN);
    assertThat(reader.violation().orElseThrow().sentence()).isEqualTo("invalid message length");
    reader.close();
  }

  @Test
  void anUnknownTypeIsRefusedWithoutItsLength() {
    reader.feed(Unpooled.copiedBuffer(new byte[] {'?'}));
    assertThat(reader.next()).isEqualTo(FrameReader.Step.BROKEN);
    reader.close();
  }

  @Test
  void anAnnouncedLengthAllocatesOnlyForWhatArrives() throws IOException {
    FrameReader large =
        new FrameReader(
            PooledByteBufAllocator.DEFAULT,
            (type, length) -> Limits.SERVER.checkBackendLength(length));
    large.feed(Unpooled.copiedBuffer(new byte[] {'D', 0x30, 0, 0, 0, 1, 2, 3}));
    assertThat(large.next()).isEqualTo(FrameReader.Step.MORE);
    assertThat(large.held()).isLessThan(10_000);
    large.close();
  }
}
