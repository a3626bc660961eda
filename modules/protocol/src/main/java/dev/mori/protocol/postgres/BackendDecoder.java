package dev.mori.protocol.postgres;

import dev.mori.protocol.postgres.BackendMessage.AuthenticationCleartextPassword;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationMd5Password;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationOk;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationOther;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationSasl;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationSaslContinue;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationSaslFinal;
import dev.mori.protocol.postgres.BackendMessage.BackendKeyData;
import dev.mori.protocol.postgres.BackendMessage.BindComplete;
import dev.mori.protocol.postgres.BackendMessage.CloseComplete;
import dev.mori.protocol.postgres.BackendMessage.CommandComplete;
import dev.mori.protocol.postgres.BackendMessage.CopyBothResponse;
import dev.mori.protocol.postgres.BackendMessage.CopyData;
import dev.mori.protocol.postgres.BackendMessage.CopyDone;
import dev.mori.protocol.postgres.BackendMessage.CopyInResponse;
import dev.mori.protocol.postgres.BackendMessage.CopyOutResponse;
import dev.mori.protocol.postgres.BackendMessage.DataRow;
import dev.mori.protocol.postgres.BackendMessage.EmptyQueryResponse;
import dev.mori.protocol.postgres.BackendMessage.ErrorResponse;
import dev.mori.protocol.postgres.BackendMessage.Field;
import dev.mori.protocol.postgres.BackendMessage.FunctionCallResponse;
import dev.mori.protocol.postgres.BackendMessage.NegotiateProtocolVersion;
import dev.mori.protocol.postgres.BackendMessage.NoData;
import dev.mori.protocol.postgres.BackendMessage.NoticeResponse;
import dev.mori.protocol.postgres.BackendMessage.NotificationResponse;
import dev.mori.protocol.postgres.BackendMessage.ParameterDescription;
import dev.mori.protocol.postgres.BackendMessage.ParameterStatus;
import dev.mori.protocol.postgres.BackendMessage.ParseComplete;
import dev.mori.protocol.postgres.BackendMessage.PortalSuspended;
import dev.mori.protocol.postgres.BackendMessage.ReadyForQuery;
import dev.mori.protocol.postgres.BackendMessage.RowDescription;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Bodies of a server's frames into messages (PostgreSQL 17, Message Formats, those marked B). A
 * buffer given holds one body, from its position to its limit, and keeps its position. Nothing here
 * throws for any octets.
 */
public final class BackendDecoder {
  private static final int SHORTEST_FIELD_BYTES = 19;

  private BackendDecoder() {}

  /** The body of a frame of this type. */
  public static Decoded<BackendMessage> decode(byte type, ByteBuffer body) {
    BodyReader in = new BodyReader(body);
    return switch (type) {
      case 'R' -> authentication(in);
      case 'S' -> parameterStatus(in);
      case 'K' -> backendKeyData(in);
      case 'Z' -> readyForQuery(in);
      case 'T' -> rowDescription(in);
      case 't' -> parameterDescription(in);
      case 'D' -> dataRow(in);
      case 'C' -> commandComplete(in);
      case 'I' -> in.end(EmptyQueryResponse::new);
      case 'E' -> errorFields(in, ErrorResponse::new);
      case 'N' -> errorFields(in, NoticeResponse::new);
      case '1' -> in.end(ParseComplete::new);
      case '2' -> in.end(BindComplete::new);
      case '3' -> in.end(CloseComplete::new);
      case 'n' -> in.end(NoData::new);
      case 's' -> in.end(PortalSuspended::new);
      case 'G' -> copyResponse(in, CopyInResponse::new);
      case 'H' -> copyResponse(in, CopyOutResponse::new);
      case 'W' -> copyResponse(in, CopyBothResponse::new);
      case 'd' -> octets(in, CopyData::new);
      case 'c' -> in.end(CopyDone::new);
      case 'A' -> notificationResponse(in);
      case 'v' -> negotiateProtocolVersion(in);
      case 'V' -> functionCallResponse(in);
      default ->
          new Decoded.Malformed<>(
              ProtocolViolation.of("invalid backend message type " + (type & 0xff)));
    };
  }

  /** Message Formats, Authentication* (B): an Int32 tells which. */
  private static Decoded<BackendMessage> authentication(BodyReader in) {
    int code = in.int32();
    return switch (code) {
      case 0 -> in.end(AuthenticationOk::new);
      case 3 -> in.end(AuthenticationCleartextPassword::new);
      case 5 -> {
        Octets salt = in.octets(4);
        yield in.end(() -> new AuthenticationMd5Password(salt));
      }
      case 10 -> mechanisms(in);
      case 11 -> octets(in, AuthenticationSaslContinue::new);
      case 12 -> octets(in, AuthenticationSaslFinal::new);
      default -> octets(in, data -> new AuthenticationOther(code, data));
    };
  }

  /** Message Formats, AuthenticationSASL (B): an empty name ends the list. */
  private static Decoded<BackendMessage> mechanisms(BodyReader in) {
    List<String> mechanisms = new ArrayList<>();
    for (String name = in.text(); !name.isEmpty(); name = in.text()) {
      mechanisms.add(name);
    }
    return in.end(() -> new AuthenticationSasl(mechanisms));
  }

  private static Decoded<BackendMessage> octets(
      BodyReader in, Function<Octets, BackendMessage> message) {
    Octets data = in.rest();
    return in.end(() -> message.apply(data));
  }

  /** Message Formats, ParameterStatus (B). */
  private static Decoded<BackendMessage> parameterStatus(BodyReader in) {
    String name = in.text();
    String value = in.text();
    return in.end(() -> new ParameterStatus(name, value));
  }

  /** Message Formats, BackendKeyData (B): 4 to 256 octets of key. */
  private static Decoded<BackendMessage> backendKeyData(BodyReader in) {
    int processId = in.int32();
    Octets secretKey = in.rest();
    if (secretKey.size() < 4 || secretKey.size() > 256) {
      in.fail("a secret key has 4 to 256 octets");
    }
    return in.end(() -> new BackendKeyData(processId, secretKey));
  }

  /** Message Formats, ReadyForQuery (B). */
  private static Decoded<BackendMessage> readyForQuery(BodyReader in) {
    TransactionStatus status =
        switch (in.int8()) {
          case 'I' -> TransactionStatus.IDLE;
          case 'T' -> TransactionStatus.IN_TRANSACTION;
          case 'E' -> TransactionStatus.FAILED;
          default -> {
            in.fail("unknown transaction status");
            yield TransactionStatus.IDLE;
          }
        };
    return in.end(() -> new ReadyForQuery(status));
  }

  /** Message Formats, RowDescription (B). */
  private static Decoded<BackendMessage> rowDescription(BodyReader in) {
    List<Field> fields = in.list(in.count(), SHORTEST_FIELD_BYTES, () -> field(in));
    return in.end(() -> new RowDescription(fields));
  }

  private static Field field(BodyReader in) {
    return new Field(
        in.text(), in.int32(), in.int16(), in.int32(), in.int16(), in.int32(), in.format());
  }

  /** Message Formats, ParameterDescription (B). */
  private static Decoded<BackendMessage> parameterDescription(BodyReader in) {
    List<Integer> types = in.list(in.count(), 4, in::int32);
    return in.end(() -> new ParameterDescription(types));
  }

  /** Message Formats, DataRow (B). */
  private static Decoded<BackendMessage> dataRow(BodyReader in) {
    List<Datum> columns = in.list(in.count(), 4, in::datum);
    return in.end(() -> new DataRow(columns));
  }

  /** Message Formats, CommandComplete (B). */
  private static Decoded<BackendMessage> commandComplete(BodyReader in) {
    String tag = in.text();
    return in.end(() -> new CommandComplete(tag));
  }

  /** Message Formats, ErrorResponse and NoticeResponse (B): the code 0 ends the list. */
  private static Decoded<BackendMessage> errorFields(
      BodyReader in, Function<ErrorFields, BackendMessage> message) {
    List<ErrorFields.Field> fields = new ArrayList<>();
    for (int code = in.int8() & 0xff; code != 0; code = in.int8() & 0xff) {
      fields.add(new ErrorFields.Field((char) code, in.text()));
    }
    if (!ErrorFields.complete(fields)) {
      in.fail("an error or notice without severity, SQLSTATE or message");
    }
    return in.end(() -> message.apply(new ErrorFields(fields)));
  }

  /** Message Formats, CopyInResponse, CopyOutResponse, CopyBothResponse (B). */
  private static Decoded<BackendMessage> copyResponse(
      BodyReader in, BiFunction<Format, List<Format>, BackendMessage> message) {
    Format format = in.format(in.int8());
    List<Format> columns = in.list(in.count(), 2, in::format);
    return in.end(() -> message.apply(format, columns));
  }

  /** Message Formats, NotificationResponse (B). */
  private static Decoded<BackendMessage> notificationResponse(BodyReader in) {
    int processId = in.int32();
    String channel = in.text();
    String payload = in.text();
    return in.end(() -> new NotificationResponse(processId, channel, payload));
  }

  /** Message Formats, NegotiateProtocolVersion (B). */
  private static Decoded<BackendMessage> negotiateProtocolVersion(BodyReader in) {
    int newest = in.int32();
    List<String> options = in.list(in.int32(), 1, in::text);
    return in.end(() -> new NegotiateProtocolVersion(newest, options));
  }

  /** Message Formats, FunctionCallResponse (B). */
  private static Decoded<BackendMessage> functionCallResponse(BodyReader in) {
    Datum result = in.datum();
    return in.end(() -> new FunctionCallResponse(result));
  }
}
