package dev.mori.node.transport;

import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationSasl;
import dev.mori.protocol.postgres.ChannelBinding;
import dev.mori.protocol.postgres.Decoded;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendDecoder;
import dev.mori.protocol.postgres.FrontendMessage.AuthenticationResponse;
import dev.mori.protocol.postgres.FrontendMessage.SaslInitialResponse;
import dev.mori.protocol.postgres.ProtocolViolation;
import dev.mori.protocol.postgres.ScramSecret;
import dev.mori.protocol.postgres.ScramServer;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One client's SCRAM exchange with us. The server's side costs microseconds, so it runs on the
 * loop.
 */
final class ScramLogin {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_BYTES = 18;

  /** What to do after a message of the client. */
  sealed interface Next {
    /** Send this; another message of the client follows. */
    record Continue(BackendMessage message) implements Next {}

    /** Send this; the client is who it says. */
    record Authenticated(BackendMessage message) implements Next {}

    /** Send this error and hang up. */
    record Refused(ErrorFields fields) implements Next {}
  }

  private final FrontendDecoder decoder;
  private final ScramServer server;
  private final String user;
  private ScramServer.@Nullable Challenged challenged;

  ScramLogin(FrontendDecoder decoder, ScramSecret secret, ChannelBinding binding, String user) {
    byte[] random = new byte[NONCE_BYTES];
    RANDOM.nextBytes(random);
    this.decoder = decoder;
    this.server = ScramServer.create(secret, Base64.getEncoder().encodeToString(random), binding);
    this.user = user;
  }

  /** What is sent first. */
  AuthenticationSasl request() {
    return server.request();
  }

  /** Takes the client's next message. */
  Next receive(AuthenticationResponse response) {
    if (challenged != null) {
      return proved(challenged.receive(decoder.decodeSaslResponse(response)));
    }
    return switch (decoder.decodeSaslInitial(response)) {
      case Decoded.Message<SaslInitialResponse>(SaslInitialResponse first) ->
          challenge(server.receive(first));
      case Decoded.Malformed<SaslInitialResponse>(ProtocolViolation violation) ->
          refused(violation);
    };
  }

  private Next challenge(ScramServer.Step step) {
    return switch (step) {
      case ScramServer.Step.Challenge challenge -> {
        challenged = challenge.next();
        yield new Next.Continue(challenge.message());
      }
      case ScramServer.Step.Refused(ProtocolViolation violation) -> refused(violation);
    };
  }

  private Next proved(ScramServer.LastStep step) {
    return switch (step) {
      case ScramServer.LastStep.Authenticated done -> new Next.Authenticated(done.message());
      case ScramServer.LastStep.WrongPassword wrong ->
          new Next.Refused(
              ErrorFields.fatal(
                  "28P01", "password authentication failed for user \"" + user + "\""));
      case ScramServer.LastStep.Refused(ProtocolViolation violation) -> refused(violation);
    };
  }

  private static Next refused(ProtocolViolation violation) {
    return new Next.Refused(ErrorFields.fatal(violation.sqlState(), violation.sentence()));
  }
}
