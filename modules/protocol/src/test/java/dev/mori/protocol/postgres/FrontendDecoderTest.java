package dev.mori.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Faults are said in the server's own words, and nothing else is taken for a message. */
class FrontendDecoderTest {
  private static final FrontendDecoder DECODER = new FrontendDecoder(Limits.CLIENT);

  @Test
  void queryHasTheOctetsOfTheSpecification() {
    assertThat(FrontendEncoder.encode(new FrontendMessage.Query("x")))
        .containsExactly('Q', 0, 0, 0, 6, 'x', 0);
  }

  @Test
  void startupMessageHasTheOctetsOfTheSpecification() {
    var message = new FrontendMessage.StartupMessage(3, 0, Map.of("user", "u"));
    assertThat(FrontendEncoder.encode(message))
        .containsExactly(0, 0, 0, 16, 0, 3, 0, 0, 'u', 's', 'e', 'r', 0, 'u', 0, 0);
  }

  @Test
  void bindHasTheOctetsOfTheSpecification() {
    byte[] body = body("p|s|\0\1\0\1\0\2\377\377\377\377\0\0\0\1a\0\0");
    assertThat(DECODER.decode((byte) 'B', ByteBuffer.wrap(body)))
        .isEqualTo(
            new Decoded.Message<>(
                new FrontendMessage.Bind(
                    "p",
                    "s",
                    List.of(Format.BINARY),
                    List.of(Datum.NULL, Datum.text("a")),
                    List.of())));
  }

  @Test
  void aMissingTerminatorIsAnInvalidString() {
    assertMalformed('Q', "select 1", "08P01", "invalid string in message");
  }

  @Test
  void octetsLeftOverAreAnInvalidFormat() {
    assertMalformed('Q', "select 1|x", "08P01", "invalid message format");
    assertMalformed('S', "x", "08P01", "invalid message format");
  }

  @Test
  void textThatIsNotUtf8IsRefusedNotReplaced() {
    String sentence = "invalid byte sequence for encoding \"UTF8\": 0xc3 0x28";
    assertMalformed('Q', "\303\244 \303\050|", "22021", sentence);
    assertMalformed('P', "|a\355\240\200|\0\0", "22021", utf8("0xed 0xa0 0x80"));
    assertMalformed('f', "\377|", "22021", utf8("0xff"));
    assertMalformed('D', "S\360\237|", "22021", utf8("0xf0 0x9f"));
  }

  @Test
  void theReplacementCharacterItselfIsText() {
    byte[] body = body("\357\277\275|");
    assertThat(DECODER.decode((byte) 'Q', ByteBuffer.wrap(body)))
        .isEqualTo(new Decoded.Message<>(new FrontendMessage.Query("\ufffd")));
  }

  @Test
  void unknownSubtypesAndFormatsAreRefused() {
    assertMalformed('D', "Xn|", "08P01", "invalid DESCRIBE message subtype 88");
    assertMalformed('C', "\377n|", "08P01", "invalid CLOSE message subtype 255");
    assertMalformed('B', "||\0\1\0\2\0\0\0\0", "22023", "unsupported format code: 2");
  }

  @Test
  void bindCountsMustAgree() {
    assertMalformed(
        'B',
        "||\0\2\0\0\0\1\0\1\377\377\377\377\0\0",
        "08P01",
        "bind message has 2 parameter formats but 1 parameters");
  }

  @Test
  void lengthsBeyondTheMessageAreRefused() {
    String sentence = "insufficient data left in message";
    assertMalformed('P', "||\377\377", "08P01", sentence);
    assertMalformed('B', "||\0\0\0\1\0\0\0\5a\0\0", "08P01", sentence);
    assertMalformed('B', "||\0\0\0\1\377\377\377\376\0\0", "08P01", sentence);
    assertMalformed('E', "p|\0\0", "08P01", sentence);
  }

  @Test
  void moreParametersThanAllowedAreRefused() {
    FrontendDecoder strict = new FrontendDecoder(new Limits(10_000, 10_000, 1));
    byte[] body = body("||\0\2\0\0\0\1\0\0\0\1");
    assertThat(strict.decode((byte) 'P', ByteBuffer.wrap(body)))
        .isEqualTo(new Decoded.Malformed<>(ProtocolViolation.of("more than 1 parameters")));
  }

  @Test
  void anUnknownTypeIsNamed() {
    assertMalformed('!', "", "08P01", "invalid frontend message type 33");
  }

  @Test
  void startupPacketsEndWithATerminator() {
    String sentence = "invalid startup packet layout: expected terminator as last byte";
    assertStartupMalformed("\0\3\0\0user|u||x", "08P01", sentence);
    assertStartupMalformed("\0\3\0\0", "08P01", "insufficient data left in message");
    assertStartupMalformed("\0\3\0\0x", "08P01", sentence);
    assertStartupMalformed("\0\3\0\0user|", "08P01", "invalid string in message");
  }

  @Test
  void otherProtocolsAreNamed() {
    assertStartupMalformed(
        "\0\2\0\0user|u||",
        "0A000",
        "unsupported frontend protocol 2.0: server supports 3.0 to 3.0");
  }

  @Test
  void aCancelKeyHas4To256Octets() {
    String sentence = "invalid length of startup packet";
    assertStartupMalformed("\4\322\026\056\0\0\0\1abc", "08P01", sentence);
    assertStartupMalformed("\4\322\026\056\0\0\0\1" + "k".repeat(257), "08P01", sentence);
  }

  private static String utf8(String octets) {
    return "invalid byte sequence for encoding \"UTF8\": " + octets;
  }

  private static void assertMalformed(char type, String body, String state, String sentence) {
    assertThat(DECODER.decode((byte) type, ByteBuffer.wrap(body(body))))
        .isEqualTo(new Decoded.Malformed<>(new ProtocolViolation(state, sentence)));
  }

  private static void assertStartupMalformed(String body, String state, String sentence) {
    assertThat(DECODER.decodeStartup(ByteBuffer.wrap(body(body))))
        .isEqualTo(new Decoded.Malformed<>(new ProtocolViolation(state, sentence)));
  }

  /** One octet per character, a bar for a NUL. */
  private static byte[] body(String text) {
    return text.replace('|', '\0').getBytes(StandardCharsets.ISO_8859_1);
  }
}
