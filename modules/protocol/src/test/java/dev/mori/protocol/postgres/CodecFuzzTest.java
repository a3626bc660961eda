package dev.mori.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** No octets make a decoder throw or allocate more than they are worth. */
class CodecFuzzTest {
  private static final FrontendDecoder FRONTEND = new FrontendDecoder(Limits.CLIENT);
  private static final int ROUNDS = 1_000;

  @Test
  void everyTruncationIsMalformedOrAMessageOfItsOwn() {
    Messages messages = new Messages(11);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] frontend = FrontendEncoder.encode(messages.frontend());
      byte[] backend = BackendEncoder.encode(messages.backend());
      byte[] startup = FrontendEncoder.encode(messages.startup());
      for (int length = 5; length < Math.min(frontend.length, 300); length++) {
        reencode(frontend[0], Arrays.copyOfRange(frontend, 5, length));
      }
      for (int length = 5; length < Math.min(backend.length, 300); length++) {
        reencodeBackend(backend[0], Arrays.copyOfRange(backend, 5, length));
      }
      for (int length = 4; length < Math.min(startup.length, 300); length++) {
        FRONTEND.decodeStartup(ByteBuffer.wrap(startup, 4, length - 4));
      }
    }
  }

  @Test
  void everyMutationIsMalformedOrEncodesToTheSameOctets() {
    Messages messages = new Messages(12);
    SplittableRandom random = new SplittableRandom(13);
    for (int i = 0; i < 10 * ROUNDS; i++) {
      byte[] frontend = FrontendEncoder.encode(messages.frontend());
      byte[] backend = BackendEncoder.encode(messages.backend());
      byte[] startup = FrontendEncoder.encode(messages.startup());
      mutate(frontend, 5, random);
      mutate(backend, 5, random);
      mutate(startup, 4, random);
      reencode(frontend[0], Arrays.copyOfRange(frontend, 5, frontend.length));
      reencodeBackend(backend[0], Arrays.copyOfRange(backend, 5, backend.length));
      FRONTEND.decodeStartup(ByteBuffer.wrap(startup, 4, startup.length - 4));
    }
  }

  @Test
  void noiseOfAnyTypeIsJudged() {
    SplittableRandom random = new SplittableRandom(14);
    for (int i = 0; i < 50 * ROUNDS; i++) {
      byte[] body = new byte[random.nextInt(30)];
      random.nextBytes(body);
      byte type = (byte) random.nextInt(256);
      reencode(type, body);
      reencodeBackend(type, body);
      FRONTEND.decodeStartup(ByteBuffer.wrap(body));
      var response = new FrontendMessage.AuthenticationResponse(Octets.of(body));
      FRONTEND.decodePassword(response);
      FRONTEND.decodeSaslInitial(response);
      FrameHeader.scanFrontend(ByteBuffer.wrap(body), Limits.CLIENT);
      FrameHeader.scanBackend(ByteBuffer.wrap(body), Limits.SERVER);
      FrameHeader.scanStartup(ByteBuffer.wrap(body), Limits.CLIENT);
    }
  }

  @Test
  void countsAndLengthsThatLieAllocateNothing() {
    byte[] lyingCount = {0, 0, 0, 3, (byte) 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    byte[] lyingRow = {(byte) 0xff, (byte) 0xff};
    byte[] lyingColumn = {0, 1, (byte) 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    byte[] lyingBind = {0, 0, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    Runnable decodings =
        () -> {
          BackendDecoder.decode((byte) 'v', ByteBuffer.wrap(lyingCount));
          BackendDecoder.decode((byte) 'D', ByteBuffer.wrap(lyingRow));
          BackendDecoder.decode((byte) 'T', ByteBuffer.wrap(lyingRow));
          BackendDecoder.decode((byte) 'D', ByteBuffer.wrap(lyingColumn));
          FRONTEND.decode((byte) 'B', ByteBuffer.wrap(lyingBind));
        };
    decodings.run();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    decodings.run();
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
  }

  private static void mutate(byte[] frame, int from, SplittableRandom random) {
    for (int i = random.nextInt(1, 4); i > 0 && frame.length > from; i--) {
      frame[random.nextInt(from, frame.length)] = (byte) random.nextInt(256);
    }
  }

  /** What decodes is canonical: it encodes to the octets it came from. */
  private static void reencode(byte type, byte[] body) {
    if (FRONTEND.decode(type, ByteBuffer.wrap(body)) instanceof Decoded.Message<?>(var message)) {
      byte[] again = FrontendEncoder.encode((FrontendMessage) message);
      assertThat(again[0]).isEqualTo(type);
      assertThat(Arrays.copyOfRange(again, 5, again.length)).isEqualTo(body);
    }
  }

  private static void reencodeBackend(byte type, byte[] body) {
    if (BackendDecoder.decode(type, ByteBuffer.wrap(body)) instanceof Decoded.Message<?>(var m)) {
      byte[] again = BackendEncoder.encode((BackendMessage) m);
      assertThat(again[0]).isEqualTo(type);
      assertThat(Arrays.copyOfRange(again, 5, again.length)).isEqualTo(body);
    }
  }
}
