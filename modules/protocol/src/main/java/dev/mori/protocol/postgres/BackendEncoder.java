package dev.mori.protocol.postgres;

import dev.mori.protocol.postgres.BackendMessage.Authentication;
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
import java.util.List;

/**
 * A server's messages into frames (PostgreSQL 17, Message Formats, those marked B).
 *
 * <p>All methods throw IllegalArgumentException for what the protocol cannot say: a NUL or an
 * unpaired surrogate in a text, more than 65535 elements, an empty mechanism, an error field whose
 * code is not one octet from 1 on.
 */
public final class BackendEncoder {
  private BackendEncoder() {}

  /** One whole frame. */
  public static byte[] encode(BackendMessage message) {
    Sink out = new Sink();
    encode(message, out);
    return out.toByteArray();
  }

  /** Appends one whole frame. */
  public static void encode(BackendMessage message, Sink out) {
    int frame = out.beginFrame(type(message));
    body(message, out);
    out.endFrame(frame);
  }

  private static char type(BackendMessage message) {
    return switch (message) {
      case Authentication m -> 'R';
      case ParameterStatus m -> 'S';
      case BackendKeyData m -> 'K';
      case ReadyForQuery m -> 'Z';
      case RowDescription m -> 'T';
      case ParameterDescription m -> 't';
      case DataRow m -> 'D';
      case CommandComplete m -> 'C';
      case EmptyQueryResponse m -> 'I';
      case ErrorResponse m -> 'E';
      case NoticeResponse m -> 'N';
      case ParseComplete m -> '1';
      case BindComplete m -> '2';
      case CloseComplete m -> '3';
      case NoData m -> 'n';
      case PortalSuspended m -> 's';
      case CopyInResponse m -> 'G';
      case CopyOutResponse m -> 'H';
      case CopyBothResponse m -> 'W';
      case CopyData m -> 'd';
      case CopyDone m -> 'c';
      case NotificationResponse m -> 'A';
      case NegotiateProtocolVersion m -> 'v';
      case FunctionCallResponse m -> 'V';
    };
  }

  private static void body(BackendMessage message, Sink out) {
    switch (message) {
      case Authentication authentication -> authentication(authentication, out);
      case ParameterStatus(String name, String value) -> out.putText(name).putText(value);
      case BackendKeyData(int processId, Octets key) -> out.putInt32(processId).putOctets(key);
      case ReadyForQuery(TransactionStatus status) -> out.put(status.code());
      case RowDescription(List<Field> fields) -> rowDescription(fields, out);
      case ParameterDescription(List<Integer> types) -> parameterDescription(types, out);
      case DataRow(List<Datum> columns) -> dataRow(columns, out);
      case CommandComplete(String tag) -> out.putText(tag);
      case ErrorResponse(ErrorFields fields) -> errorFields(fields, out);
      case NoticeResponse(ErrorFields fields) -> errorFields(fields, out);
      case CopyInResponse(Format format, List<Format> columns) ->
          copyResponse(format, columns, out);
      case CopyOutResponse(Format format, List<Format> columns) ->
          copyResponse(format, columns, out);
      case CopyBothResponse(Format format, List<Format> columns) ->
          copyResponse(format, columns, out);
      case CopyData(Octets data) -> out.putOctets(data);
      case NotificationResponse(int processId, String channel, String payload) ->
          out.putInt32(processId).putText(channel).putText(payload);
      case NegotiateProtocolVersion(int newest, List<String> options) ->
          negotiateProtocolVersion(newest, options, out);
      case FunctionCallResponse(Datum result) -> out.putDatum(result);
      case EmptyQueryResponse m -> {}
      case ParseComplete m -> {}
      case BindComplete m -> {}
      case CloseComplete m -> {}
      case NoData m -> {}
      case PortalSuspended m -> {}
      case CopyDone m -> {}
    }
  }

  /** Message Formats, Authentication* (B). */
  private static void authentication(Authentication message, Sink out) {
    switch (message) {
      case AuthenticationOk() -> out.putInt32(0);
      case AuthenticationCleartextPassword() -> out.putInt32(3);
      case AuthenticationMd5Password(Octets salt) -> out.putInt32(5).putOctets(salt);
      case AuthenticationSasl(List<String> mechanisms) -> mechanisms(mechanisms, out);
      case AuthenticationSaslContinue(Octets data) -> out.putInt32(11).putOctets(data);
      case AuthenticationSaslFinal(Octets data) -> out.putInt32(12).putOctets(data);
      case AuthenticationOther(int code, Octets data) -> out.putInt32(code).putOctets(data);
    }
  }

  /** Message Formats, AuthenticationSASL (B): an empty name would end the list. */
  private static void mechanisms(List<String> mechanisms, Sink out) {
    out.putInt32(10);
    for (String mechanism : mechanisms) {
      if (mechanism.isEmpty()) {
        throw new IllegalArgumentException("a mechanism has a name");
      }
      out.putText(mechanism);
    }
    out.put((byte) 0);
  }

  /** Message Formats, RowDescription (B). */
  private static void rowDescription(List<Field> fields, Sink out) {
    out.putCount(fields.size());
    for (Field field : fields) {
      out.putText(field.name())
          .putInt32(field.tableOid())
          .putInt16(field.columnNumber())
          .putInt32(field.typeOid())
          .putInt16(field.typeSize())
          .putInt32(field.typeModifier())
          .putInt16(field.format().code());
    }
  }

  /** Message Formats, ParameterDescription (B). */
  private static void parameterDescription(List<Integer> types, Sink out) {
    out.putCount(types.size());
    for (int type : types) {
      out.putInt32(type);
    }
  }

  /** Message Formats, DataRow (B). */
  private static void dataRow(List<Datum> columns, Sink out) {
    out.putCount(columns.size());
    for (Datum column : columns) {
      out.putDatum(column);
    }
  }

  /** Message Formats, ErrorResponse and NoticeResponse (B). */
  private static void errorFields(ErrorFields fields, Sink out) {
    for (ErrorFields.Field field : fields.fields()) {
      if (field.code() == 0 || field.code() > 0xff) {
        throw new IllegalArgumentException("the code of an error field is one octet from 1 on");
      }
      out.put((byte) field.code()).putText(field.value());
    }
    out.put((byte) 0);
  }

  /** Message Formats, CopyInResponse, CopyOutResponse, CopyBothResponse (B). */
  private static void copyResponse(Format format, List<Format> columns, Sink out) {
    out.put((byte) format.code()).putCount(columns.size());
    for (Format column : columns) {
      out.putInt16(column.code());
    }
  }

  /** Message Formats, NegotiateProtocolVersion (B). */
  private static void negotiateProtocolVersion(int newest, List<String> options, Sink out) {
    out.putInt32(newest).putInt32(options.size());
    for (String option : options) {
      out.putText(option);
    }
  }
}
