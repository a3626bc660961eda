package dev.mori.protocol.postgres;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client sends, with names and fields as in PostgreSQL 17, "Message Formats". Type OIDs are
 * unsigned 32-bit numbers in an {@code int}. Texts hold no NUL.
 */
public sealed interface FrontendMessage {

  /** A packet before the protocol has begun: length and body, no type octet. */
  sealed interface StartupPacket extends FrontendMessage {}

  /** A message with a type octet. */
  sealed interface Typed extends FrontendMessage {}

  /**
   * The messages that share type {@code 'p'}. Which one it is depends on what the server asked
   * last, so the decoder gives {@link AuthenticationResponse}, and the others only on request.
   */
  sealed interface PasswordFamily extends Typed {}

  /**
   * StartupMessage (F). The parameters keep their order; the last of two equal names wins, as in
   * the server. {@code user} is not checked for presence.
   */
  record StartupMessage(int protocolMajor, int protocolMinor, Map<String, String> parameters)
      implements StartupPacket {
    /** Copies the map, keeping its order. */
    public StartupMessage {
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
  }

  /** SSLRequest (F), code 80877103. */
  record SslRequest() implements StartupPacket {}

  /** GSSENCRequest (F), code 80877104. */
  record GssEncRequest() implements StartupPacket {}

  /**
   * CancelRequest (F), code 80877102. The secret key is 4 octets in protocol 3.0 and up to 256 from
   * 3.2 on.
   */
  record CancelRequest(int processId, Octets secretKey) implements StartupPacket {}

  /** An undecoded {@code 'p'} message: PasswordMessage, SASLInitialResponse or SASLResponse (F). */
  record AuthenticationResponse(Octets body) implements PasswordFamily {}

  /**
   * SASLInitialResponse (F).
   *
   * @param response the initial client response, {@link Datum.Null} if there is none (length -1)
   */
  record SaslInitialResponse(String mechanism, Datum response) implements PasswordFamily {}

  /** SASLResponse (F). */
  record SaslResponse(Octets data) implements PasswordFamily {}

  /** PasswordMessage (F): the password or its MD5 form, without the terminating NUL. */
  record PasswordMessage(Octets password) implements PasswordFamily {}

  /** Query (F). */
  record Query(String query) implements Typed {}

  /** Parse (F). Type OID 0 leaves the type open. */
  record Parse(String statement, String query, List<Integer> parameterTypes) implements Typed {
    /** Copies the list. */
    public Parse {
      parameterTypes = List.copyOf(parameterTypes);
    }
  }

  /**
   * Bind (F). Formats: none means all text, one means it for all, otherwise one each.
   *
   * @param parameterFormats empty, one, or as many as there are parameters
   * @param resultFormats empty, one, or as many as there are result columns (not checked here)
   */
  record Bind(
      String portal,
      String statement,
      List<Format> parameterFormats,
      List<Datum> parameters,
      List<Format> resultFormats)
      implements Typed {
    /** Copies the lists and checks the number of formats. */
    public Bind {
      parameterFormats = List.copyOf(parameterFormats);
      parameters = List.copyOf(parameters);
      resultFormats = List.copyOf(resultFormats);
      if (parameterFormats.size() > 1 && parameterFormats.size() != parameters.size()) {
        throw new IllegalArgumentException("as many parameter formats as parameters expected");
      }
    }

    /** The format of the parameter at an index. */
    public Format parameterFormat(int index) {
      return Format.of(parameterFormats, index);
    }
  }

  /** Describe (F). */
  record Describe(Target target, String name) implements Typed {}

  /** Execute (F). {@code maxRows} of 0 (or less, as the server takes it) means no limit. */
  record Execute(String portal, int maxRows) implements Typed {}

  /** Close (F). */
  record Close(Target target, String name) implements Typed {}

  /** Sync (F). */
  record Sync() implements Typed {}

  /** Flush (F). */
  record Flush() implements Typed {}

  /** Terminate (F). */
  record Terminate() implements Typed {}

  /** CopyData (F and B). */
  record CopyData(Octets data) implements Typed {}

  /** CopyDone (F and B). */
  record CopyDone() implements Typed {}

  /** CopyFail (F): why the client gives up. */
  record CopyFail(String message) implements Typed {}

  /** FunctionCall (F), the legacy fast path, left undecoded. */
  record FunctionCall(Octets body) implements Typed {}
}
