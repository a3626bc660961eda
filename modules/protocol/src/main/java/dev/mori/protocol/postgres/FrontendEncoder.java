package dev.mori.protocol.postgres;

import dev.mori.protocol.postgres.FrontendMessage.AuthenticationResponse;
import dev.mori.protocol.postgres.FrontendMessage.Bind;
import dev.mori.protocol.postgres.FrontendMessage.CancelRequest;
import dev.mori.protocol.postgres.FrontendMessage.Close;
import dev.mori.protocol.postgres.FrontendMessage.CopyData;
import dev.mori.protocol.postgres.FrontendMessage.CopyDone;
import dev.mori.protocol.postgres.FrontendMessage.CopyFail;
import dev.mori.protocol.postgres.FrontendMessage.Describe;
import dev.mori.protocol.postgres.FrontendMessage.Execute;
import dev.mori.protocol.postgres.FrontendMessage.Flush;
import dev.mori.protocol.postgres.FrontendMessage.FunctionCall;
import dev.mori.protocol.postgres.FrontendMessage.GssEncRequest;
import dev.mori.protocol.postgres.FrontendMessage.Parse;
import dev.mori.protocol.postgres.FrontendMessage.PasswordMessage;
import dev.mori.protocol.postgres.FrontendMessage.Query;
import dev.mori.protocol.postgres.FrontendMessage.SaslInitialResponse;
import dev.mori.protocol.postgres.FrontendMessage.SaslResponse;
import dev.mori.protocol.postgres.FrontendMessage.SslRequest;
import dev.mori.protocol.postgres.FrontendMessage.StartupMessage;
import dev.mori.protocol.postgres.FrontendMessage.StartupPacket;
import dev.mori.protocol.postgres.FrontendMessage.Sync;
import dev.mori.protocol.postgres.FrontendMessage.Terminate;
import dev.mori.protocol.postgres.FrontendMessage.Typed;
import java.util.List;

/**
 * A client's messages into frames (PostgreSQL 17, Message Formats, those marked F).
 *
 * <p>All methods throw IllegalArgumentException for what the protocol cannot say: a NUL or an
 * unpaired surrogate in a text, more than 65535 elements, an empty startup parameter name.
 */
public final class FrontendEncoder {
  private FrontendEncoder() {}

  /** One whole frame. */
  public static byte[] encode(FrontendMessage message) {
    Sink out = new Sink();
    encode(message, out);
    return out.toByteArray();
  }

  /** Appends one whole frame. */
  public static void encode(FrontendMessage message, Sink out) {
    switch (message) {
      case StartupPacket packet -> {
        int frame = out.beginUntyped();
        startupBody(packet, out);
        out.endFrame(frame);
      }
      case Typed typed -> {
        int frame = out.beginFrame(type(typed));
        body(typed, out);
        out.endFrame(frame);
      }
    }
  }

  private static char type(Typed message) {
    return switch (message) {
      case FrontendMessage.PasswordFamily p -> 'p';
      case Query m -> 'Q';
      case Parse m -> 'P';
      case Bind m -> 'B';
      case Describe m -> 'D';
      case Execute m -> 'E';
      case Close m -> 'C';
      case Sync m -> 'S';
      case Flush m -> 'H';
      case Terminate m -> 'X';
      case CopyData m -> 'd';
      case CopyDone m -> 'c';
      case CopyFail m -> 'f';
      case FunctionCall m -> 'F';
    };
  }

  private static void startupBody(StartupPacket packet, Sink out) {
    switch (packet) {
      case StartupMessage m -> startup(m, out);
      case SslRequest() -> out.putInt32(FrontendDecoder.SSL_REQUEST);
      case GssEncRequest() -> out.putInt32(FrontendDecoder.GSSENC_REQUEST);
      case CancelRequest(int processId, Octets secretKey) ->
          out.putInt32(FrontendDecoder.CANCEL_REQUEST).putInt32(processId).putOctets(secretKey);
    }
  }

  /** Message Formats, StartupMessage (F): an empty name would end the list. */
  private static void startup(StartupMessage message, Sink out) {
    out.putInt32(message.protocolMajor() << 16 | message.protocolMinor());
    message
        .parameters()
        .forEach(
            (name, value) -> {
              if (name.isEmpty()) {
                throw new IllegalArgumentException("a startup parameter has a name");
              }
              out.putText(name).putText(value);
            });
    out.put((byte) 0);
  }

  private static void body(Typed message, Sink out) {
    switch (message) {
      case AuthenticationResponse(Octets body) -> out.putOctets(body);
      case SaslInitialResponse(String mechanism, Datum response) ->
          out.putText(mechanism).putDatum(response);
      case SaslResponse(Octets data) -> out.putOctets(data);
      case PasswordMessage(Octets password) -> password(password, out);
      case Query(String query) -> out.putText(query);
      case Parse parse -> parse(parse, out);
      case Bind bind -> bind(bind, out);
      case Describe(Target target, String name) -> out.put(target.code()).putText(name);
      case Execute(String portal, int maxRows) -> out.putText(portal).putInt32(maxRows);
      case Close(Target target, String name) -> out.put(target.code()).putText(name);
      case CopyData(Octets data) -> out.putOctets(data);
      case CopyFail(String reason) -> out.putText(reason);
      case FunctionCall(Octets body) -> out.putOctets(body);
      case Sync m -> {}
      case Flush m -> {}
      case Terminate m -> {}
      case CopyDone m -> {}
    }
  }

  /** Message Formats, PasswordMessage (F). */
  private static void password(Octets password, Sink out) {
    for (int i = 0; i < password.size(); i++) {
      if (password.byteAt(i) == 0) {
        throw new IllegalArgumentException("a password holds no NUL");
      }
    }
    out.putOctets(password).put((byte) 0);
  }

  /** Message Formats, Parse (F). */
  private static void parse(Parse parse, Sink out) {
    out.putText(parse.statement()).putText(parse.query());
    out.putCount(parse.parameterTypes().size());
    for (int type : parse.parameterTypes()) {
      out.putInt32(type);
    }
  }

  /** Message Formats, Bind (F). */
  private static void bind(Bind bind, Sink out) {
    out.putText(bind.portal()).putText(bind.statement());
    formats(bind.parameterFormats(), out);
    out.putCount(bind.parameters().size());
    for (Datum parameter : bind.parameters()) {
      out.putDatum(parameter);
    }
    formats(bind.resultFormats(), out);
  }

  private static void formats(List<Format> formats, Sink out) {
    out.putCount(formats.size());
    for (Format format : formats) {
      out.putInt16(format.code());
    }
  }
}
