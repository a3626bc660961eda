package dev.mori.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** decode∘encode = id, whatever the message and however its octets arrive. */
class CodecPropertyTest {
  private static final int ITERATIONS = 20_000;
  private static final FrontendDecoder FRONTEND = new FrontendDecoder(Limits.CLIENT);

  @Test
  void everyFrontendMessageComesBack() {
    Messages messages = new Messages(1);
    Set<Class<?>> seen = new HashSet<>();
    for (int i = 0; i < ITERATIONS; i++) {
      FrontendMessage.Typed message = messages.frontend();
      seen.add(message.getClass());
      assertThat(decodeFrontend(FrontendEncoder.encode(message))).isEqualTo(message);
    }
    Set<Class<?>> undecoded =
        Set.of(
            FrontendMessage.SaslInitialResponse.class,
            FrontendMessage.SaslResponse.class,
            FrontendMessage.PasswordMessage.class);
    seen.addAll(undecoded);
    assertThat(seen).isEqualTo(records(FrontendMessage.Typed.class));
  }

  @Test
  void everyStartupPacketComesBack() {
    Messages messages = new Messages(2);
    for (int i = 0; i < ITERATIONS; i++) {
      FrontendMessage.StartupPacket message = messages.startup();
      ByteBuffer frame = ByteBuffer.wrap(FrontendEncoder.encode(message));
      FrameHeader.Frame header = frame(FrameHeader.scanStartup(frame, Limits.CLIENT));
      assertThat(header.totalLength()).isEqualTo(frame.remaining());
      FrontendMessage decoded = message(FRONTEND.decodeStartup(frame.position(4)));
      assertThat(decoded).isEqualTo(message);
      if (message instanceof FrontendMessage.StartupMessage startup) {
        assertThat(((FrontendMessage.StartupMessage) decoded).parameters().keySet())
            .containsExactlyElementsOf(startup.parameters().keySet());
      }
    }
  }

  @Test
  void everyBackendMessageComesBack() {
    Messages messages = new Messages(3);
    Set<Class<?>> seen = new HashSet<>();
    for (int i = 0; i < ITERATIONS; i++) {
      BackendMessage message = messages.backend();
      seen.add(message.getClass());
      assertThat(decodeBackend(BackendEncoder.encode(message))).isEqualTo(message);
    }
    assertThat(seen).isEqualTo(records(BackendMessage.class));
  }

  @Test
  void everyPasswordMessageComesBackOnceItsKindIsKnown() {
    Messages messages = new Messages(4);
    for (int i = 0; i < ITERATIONS; i++) {
      Octets data = messages.octets();
      var initial = new FrontendMessage.SaslInitialResponse("SCRAM", new Datum.Value(data));
      var response = new FrontendMessage.SaslResponse(data);
      assertThat(message(FRONTEND.decodeSaslInitial(authentication(initial)))).isEqualTo(initial);
      assertThat(FRONTEND.decodeSaslResponse(authentication(response))).isEqualTo(response);
    }
    var none = new FrontendMessage.SaslInitialResponse("SCRAM", Datum.NULL);
    assertThat(message(FRONTEND.decodeSaslInitial(authentication(none)))).isEqualTo(none);
    var password = new FrontendMessage.PasswordMessage(Octets.ofUtf8("geheim"));
    assertThat(message(FRONTEND.decodePassword(authentication(password)))).isEqualTo(password);
  }

  @Test
  void anySplitOfTheOctetsGivesTheSameMessages() {
    Messages messages = new Messages(5);
    SplittableRandom random = new SplittableRandom(6);
    for (int round = 0; round < 300; round++) {
      List<BackendMessage> sent = new ArrayList<>();
      Sink sink = new Sink();
      for (int i = random.nextInt(20); i >= 0; i--) {
        BackendMessage message = messages.backend();
        sent.add(message);
        BackendEncoder.encode(message, sink);
      }
      assertThat(receive(sink.toByteArray(), random)).isEqualTo(sent);
    }
  }

  /** A framer as a transport would write it: takes what is there, waits for what is not. */
  private static List<BackendMessage> receive(byte[] stream, SplittableRandom random) {
    List<BackendMessage> received = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(stream).limit(0);
    while (buffer.limit() < stream.length) {
      buffer.limit(random.nextInt(buffer.limit(), stream.length) + 1);
      while (FrameHeader.scanBackend(buffer, Limits.SERVER) instanceof FrameHeader.Frame header
          && buffer.remaining() >= header.totalLength()) {
        ByteBuffer body = buffer.slice(buffer.position() + 5, header.bodyBytes());
        received.add(message(BackendDecoder.decode(header.type(), body)));
        buffer.position(buffer.position() + header.totalLength());
      }
    }
    assertThat(buffer.hasRemaining()).isFalse();
    return received;
  }

  @Test
  void theCallersBufferKeepsItsPositionAndMayBeLittleEndianOrDirect() {
    byte[] frame = FrontendEncoder.encode(new FrontendMessage.Execute("p", 7));
    ByteBuffer direct = ByteBuffer.allocateDirect(frame.length).order(ByteOrder.LITTLE_ENDIAN);
    direct.put(frame).flip();
    assertThat(frame(FrameHeader.scanFrontend(direct, Limits.CLIENT)).totalLength())
        .isEqualTo(frame.length);
    direct.position(5);
    assertThat(message(FRONTEND.decode((byte) 'E', direct)))
        .isEqualTo(new FrontendMessage.Execute("p", 7));
    assertThat(direct.position()).isEqualTo(5);
  }

  /** The records a sealed interface permits, however deep. */
  private static Set<Class<?>> records(Class<?> type) {
    Set<Class<?>> records = new HashSet<>();
    if (type.isRecord()) {
      records.add(type);
    } else {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        records.addAll(records(permitted));
      }
    }
    return records;
  }

  private static FrontendMessage decodeFrontend(byte[] octets) {
    ByteBuffer frame = ByteBuffer.wrap(octets);
    FrameHeader.Frame header = frame(FrameHeader.scanFrontend(frame, Limits.CLIENT));
    assertThat(header.totalLength()).isEqualTo(octets.length);
    return message(FRONTEND.decode(header.type(), frame.position(5)));
  }

  private static BackendMessage decodeBackend(byte[] octets) {
    ByteBuffer frame = ByteBuffer.wrap(octets);
    FrameHeader.Frame header = frame(FrameHeader.scanBackend(frame, Limits.SERVER));
    assertThat(header.totalLength()).isEqualTo(octets.length);
    return message(BackendDecoder.decode(header.type(), frame.position(5)));
  }

  private static FrontendMessage.AuthenticationResponse authentication(FrontendMessage message) {
    return (FrontendMessage.AuthenticationResponse) decodeFrontend(FrontendEncoder.encode(message));
  }

  private static FrameHeader.Frame frame(FrameHeader header) {
    return header instanceof FrameHeader.Frame frame ? frame : fail("no frame: " + header);
  }

  private static <M> M message(Decoded<M> decoded) {
    return switch (decoded) {
      case Decoded.Message<M>(M message) -> message;
      case Decoded.Malformed<M>(ProtocolViolation violation) -> fail(violation.toString());
    };
  }
}
