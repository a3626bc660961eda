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
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bodies of a client's frames into messages (PostgreSQL 17, Message Formats, those marked F). A
 * buffer given holds one body, from its position to its limit, and keeps its position. Nothing here
 * throws for any octets.
 */
public final class FrontendDecoder {
  static final int SSL_REQUEST = 80877103;
  static final int GSSENC_REQUEST = 80877104;
  static final int CANCEL_REQUEST = 80877102;
  private static final int MAX_SECRET_KEY_BYTES = 256;

  private final Limits limits;

  /** A decoder with these limits; only the number of parameters matters here. */
  public FrontendDecoder(Limits limits) {
    this.limits = limits;
  }

  /**
   * A startup packet's body: what follows its length. A major version other than 3 is malformed
   * with SQLSTATE 0A000, as its layout is unknown; any minor version is given as it is.
   */
  public Decoded<StartupPacket> decodeStartup(ByteBuffer body) {
    BodyReader in = new BodyReader(body);
    int code = in.int32();
    return switch (code) {
      case SSL_REQUEST -> in.end(SslRequest::new);
      case GSSENC_REQUEST -> in.end(GssEncRequest::new);
      case CANCEL_REQUEST -> cancelRequest(in);
      default -> startupMessage(in, code);
    };
  }

  /** The body of a frame of this type. A {@code 'p'} gives {@link AuthenticationResponse}. */
  public Decoded<Typed> decode(byte type, ByteBuffer body) {
    BodyReader in = new BodyReader(body);
    return switch (type) {
      case 'Q' -> query(in);
      case 'P' -> parse(in);
      case 'B' -> bind(in);
      case 'D' -> describe(in);
      case 'E' -> execute(in);
      case 'C' -> close(in);
      case 'S' -> in.end(Sync::new);
      case 'H' -> in.end(Flush::new);
      case 'X' -> in.end(Terminate::new);
      case 'd' -> copyData(in);
      case 'c' -> in.end(CopyDone::new);
      case 'f' -> copyFail(in);
      case 'F' -> functionCall(in);
      case 'p' -> authenticationResponse(in);
      default -> new Decoded.Malformed<>(Limits.unknownType(type));
    };
  }

  /** The answer to a request for a clear or MD5 password: PasswordMessage (F). */
  public Decoded<PasswordMessage> decodePassword(AuthenticationResponse response) {
    BodyReader in = new BodyReader(response.body().asByteBuffer());
    Octets password = in.terminated();
    return in.end(() -> new PasswordMessage(password));
  }

  /** The answer to AuthenticationSASL: SASLInitialResponse (F). */
  public Decoded<SaslInitialResponse> decodeSaslInitial(AuthenticationResponse response) {
    BodyReader in = new BodyReader(response.body().asByteBuffer());
    String mechanism = in.text();
    Datum data = in.datum();
    return in.end(() -> new SaslInitialResponse(mechanism, data));
  }

  /** The answer to AuthenticationSASLContinue: SASLResponse (F). Any octets are one. */
  public SaslResponse decodeSaslResponse(AuthenticationResponse response) {
    return new SaslResponse(response.body());
  }

  /** Message Formats, StartupMessage (F). */
  private static Decoded<StartupPacket> startupMessage(BodyReader in, int version) {
    int major = version >>> 16;
    int minor = version & 0xffff;
    if (!in.faulty() && major != 3) {
      in.fail(
          new ProtocolViolation(
              "0A000",
              "unsupported frontend protocol %d.%d: server supports 3.0 to 3.0"
                  .formatted(major, minor)));
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    while (in.remaining() > 1 && !in.faulty()) {
      String name = in.text();
      if (name.isEmpty()) {
        in.fail("invalid startup packet layout: expected terminator as last byte");
      }
      parameters.put(name, in.text());
    }
    if (in.int8() != 0) {
      in.fail("invalid startup packet layout: expected terminator as last byte");
    }
    return in.end(() -> new StartupMessage(major, minor, parameters));
  }

  /** Message Formats, CancelRequest (F). */
  private static Decoded<StartupPacket> cancelRequest(BodyReader in) {
    int processId = in.int32();
    Octets secretKey = in.rest();
    if (secretKey.size() < 4 || secretKey.size() > MAX_SECRET_KEY_BYTES) {
      in.fail("invalid length of startup packet");
    }
    return in.end(() -> new CancelRequest(processId, secretKey));
  }

  /** Message Formats, Query (F). */
  private static Decoded<Typed> query(BodyReader in) {
    String query = in.text();
    return in.end(() -> new Query(query));
  }

  /** Message Formats, Parse (F). */
  private Decoded<Typed> parse(BodyReader in) {
    String statement = in.text();
    String query = in.text();
    int count = parameterCount(in);
    List<Integer> types = in.list(count, 4, in::int32);
    return in.end(() -> new Parse(statement, query, types));
  }

  /** Message Formats, Bind (F). */
  private Decoded<Typed> bind(BodyReader in) {
    String portal = in.text();
    String statement = in.text();
    List<Format> formats = in.list(in.count(), 2, in::format);
    int count = parameterCount(in);
    if (formats.size() > 1 && formats.size() != count) {
      in.fail(
          "bind message has %d parameter formats but %d parameters"
              .formatted(formats.size(), count));
    }
    List<Datum> parameters = in.list(count, 4, in::datum);
    List<Format> resultFormats = in.list(in.count(), 2, in::format);
    return in.end(() -> new Bind(portal, statement, formats, parameters, resultFormats));
  }

  private int parameterCount(BodyReader in) {
    int count = in.count();
    if (count > limits.maxParameters()) {
      in.fail("more than %d parameters".formatted(limits.maxParameters()));
    }
    return count;
  }

  /** Message Formats, Describe (F). */
  private static Decoded<Typed> describe(BodyReader in) {
    Target target = target(in, "DESCRIBE");
    String name = in.text();
    return in.end(() -> new Describe(target, name));
  }

  /** Message Formats, Close (F). */
  private static Decoded<Typed> close(BodyReader in) {
    Target target = target(in, "CLOSE");
    String name = in.text();
    return in.end(() -> new Close(target, name));
  }

  private static Target target(BodyReader in, String message) {
    byte code = in.int8();
    return switch (code) {
      case 'S' -> Target.STATEMENT;
      case 'P' -> Target.PORTAL;
      default -> {
        in.fail("invalid %s message subtype %d".formatted(message, code & 0xff));
        yield Target.STATEMENT;
      }
    };
  }

  /** Message Formats, Execute (F). */
  private static Decoded<Typed> execute(BodyReader in) {
    String portal = in.text();
    int maxRows = in.int32();
    return in.end(() -> new Execute(portal, maxRows));
  }

  /** Message Formats, CopyData (F and B). */
  private static Decoded<Typed> copyData(BodyReader in) {
    Octets data = in.rest();
    return in.end(() -> new CopyData(data));
  }

  /** Message Formats, CopyFail (F). */
  private static Decoded<Typed> copyFail(BodyReader in) {
    String message = in.text();
    return in.end(() -> new CopyFail(message));
  }

  /** Message Formats, FunctionCall (F); not looked into. */
  private static Decoded<Typed> functionCall(BodyReader in) {
    Octets body = in.rest();
    return in.end(() -> new FunctionCall(body));
  }

  /** Message Formats, PasswordMessage, SASLInitialResponse, SASLResponse (F). */
  private static Decoded<Typed> authenticationResponse(BodyReader in) {
    Octets body = in.rest();
    return in.end(() -> new AuthenticationResponse(body));
  }
}
