package dev.mori.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The octets of the specification, and what a server must not send. */
class BackendCodecTest {
  @Test
  void rowsHaveTheOctetsOfTheSpecification() {
    var row = new BackendMessage.DataRow(List.of(Datum.text("a"), Datum.NULL));
    assertThat(BackendEncoder.encode(row))
        .containsExactly('D', 0, 0, 0, 15, 0, 2, 0, 0, 0, 1, 'a', -1, -1, -1, -1);
  }

  @Test
  void errorsHaveTheOctetsOfTheSpecification() {
    var error = new BackendMessage.ErrorResponse(ErrorFields.error("42601", "m"));
    assertThat(new String(BackendEncoder.encode(error), StandardCharsets.ISO_8859_1))
        .isEqualTo("E\0\0\0\35" + "SERROR\0VERROR\0C42601\0Mm\0\0");
  }

  @Test
  void anErrorWithoutItsThreeFieldsIsMalformed() {
    assertMalformed('E', "SERROR|Mm||", "an error or notice without severity, SQLSTATE or message");
  }

  @Test
  void unknownStatusAndTypeAreMalformed() {
    assertMalformed('Z', "X", "unknown transaction status");
    assertMalformed('Z', "", "insufficient data left in message");
    assertMalformed('!', "", "invalid backend message type 33");
  }

  @Test
  void whatTheProtocolCannotSayIsABug() {
    List<Datum> many = Collections.nCopies(65_536, Datum.NULL);
    assertBug(new BackendMessage.DataRow(many));
    assertBug(new BackendMessage.CommandComplete("a\0b"));
    assertBug(new BackendMessage.CommandComplete("\ud83d"));
    assertBug(new BackendMessage.AuthenticationSasl(List.of("")));
    assertBug(
        new BackendMessage.ErrorResponse(ErrorFields.error("0A000", "m").with('\u0416', "x")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BackendMessage.AuthenticationOther(0, Octets.empty()));
  }

  @Test
  void mostColumnsPossibleComeBack() {
    var row = new BackendMessage.DataRow(Collections.nCopies(65_535, Datum.NULL));
    ByteBuffer frame = ByteBuffer.wrap(BackendEncoder.encode(row)).position(5);
    assertThat(BackendDecoder.decode((byte) 'D', frame)).isEqualTo(new Decoded.Message<>(row));
  }

  @Test
  void aSinkGathersSeveralFrames() {
    Sink sink = new Sink(1);
    BackendEncoder.encode(new BackendMessage.ParseComplete(), sink);
    BackendEncoder.encode(new BackendMessage.ReadyForQuery(TransactionStatus.FAILED), sink);
    assertThat(sink.toByteArray()).containsExactly('1', 0, 0, 0, 4, 'Z', 0, 0, 0, 5, 'E');
    assertThat(Octets.of(sink.asByteBuffer())).isEqualTo(sink.toOctets());
    sink.clear();
    assertThat(sink.size()).isZero();
  }

  private static void assertBug(BackendMessage message) {
    assertThatIllegalArgumentException().isThrownBy(() -> BackendEncoder.encode(message));
  }

  private static void assertMalformed(char type, String body, String sentence) {
    byte[] octets = body.replace('|', '\0').getBytes(StandardCharsets.ISO_8859_1);
    assertThat(BackendDecoder.decode((byte) type, ByteBuffer.wrap(octets)))
        .isEqualTo(new Decoded.Malformed<>(ProtocolViolation.of(sentence)));
  }
}
