package dev.mori.protocol.postgres;

import dev.mori.protocol.postgres.BackendMessage.AuthenticationSasl;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationSaslContinue;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationSaslFinal;
import dev.mori.protocol.postgres.FrontendMessage.SaslInitialResponse;
import dev.mori.protocol.postgres.FrontendMessage.SaslResponse;
import java.util.List;
import java.util.Optional;

/**
 * The server's side of SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677; PostgreSQL 17,
 * "SASL Authentication"). One immutable state per step: {@link #request} is sent first, {@link
 * #receive} gives the challenge and the state that takes the client's proof. For a user who does
 * not exist take {@link ScramSecret#mock}; the steps and their cost are the same.
 *
 * <p>The name in the client's message is ignored, as in PostgreSQL: the secret is the one of the
 * StartupMessage's user.
 */
public final class ScramServer {
  private static final String END_POINT = "tls-server-end-point";
  private static final String MALFORMED = "malformed SCRAM message";

  private final ScramSecret secret;
  private final String nonce;
  private final ChannelBinding binding;

  private ScramServer(ScramSecret secret, String nonce, ChannelBinding binding) {
    this.secret = secret;
    this.nonce = nonce;
    this.binding = binding;
  }

  /**
   * A server in its first state.
   *
   * @param nonce fresh and random, printable ASCII without comma; PostgreSQL uses 18 octets in base
   *     64
   * @param binding the hash of this server's certificate, {@link ChannelBinding.Unsupported}
   *     without TLS
   */
  public static ScramServer create(ScramSecret secret, String nonce, ChannelBinding binding) {
    if (!ScramText.nonce(nonce)) {
      throw new IllegalArgumentException("a nonce is printable ASCII without comma");
    }
    return new ScramServer(secret, nonce, binding);
  }

  /** The mechanisms offered, the one with channel binding first. */
  public AuthenticationSasl request() {
    return new AuthenticationSasl(
        bound().isPresent()
            ? List.of(ScramClient.MECHANISM_PLUS, ScramClient.MECHANISM)
            : List.of(ScramClient.MECHANISM));
  }

  private Optional<Octets> bound() {
    return binding instanceof ChannelBinding.TlsServerEndPoint(Octets hash)
        ? Optional.of(hash)
        : Optional.empty();
  }

  /** What follows the client-first-message. */
  public sealed interface Step {
    /** Send the message and give the client's answer to {@code next}. */
    record Challenge(AuthenticationSaslContinue message, Challenged next) implements Step {}

    /** Not a message this server takes: FATAL with this state and sentence. */
    record Refused(ProtocolViolation violation) implements Step {}
  }

  /** What follows the client-final-message. */
  public sealed interface LastStep {
    /** The client knows the password. Send the message, then AuthenticationOk. */
    record Authenticated(AuthenticationSaslFinal message) implements LastStep {}

    /**
     * It does not, or the secret is a mock: FATAL with SQLSTATE 28P01, {@code password
     * authentication failed for user "..."}.
     */
    record WrongPassword() implements LastStep {}

    /** Not a message this server takes: FATAL with this state and sentence. */
    record Refused(ProtocolViolation violation) implements LastStep {}
  }

  /** Takes the client-first-message. */
  public Step receive(SaslInitialResponse response) {
    boolean plus = response.mechanism().equals(ScramClient.MECHANISM_PLUS) && bound().isPresent();
    if (!plus && !response.mechanism().equals(ScramClient.MECHANISM)) {
      return refused("client selected an invalid SASL authentication mechanism");
    }
    Optional<String> text =
        response.response() instanceof Datum.Value(Octets data)
            ? ScramText.of(data)
            : Optional.empty();
    if (text.isEmpty()) {
      return refused(MALFORMED);
    }
    ScramText in = new ScramText(text.get());
    Optional<ProtocolViolation> violation = readBindingFlag(in, plus);
    if (violation.isPresent()) {
      return new Step.Refused(violation.get());
    }
    return in.skip(',') ? readAuthorization(in, text.get()) : refused(MALFORMED);
  }

  /** gs2-cbind-flag, RFC 5802 section 7. */
  private Optional<ProtocolViolation> readBindingFlag(ScramText in, boolean plus) {
    String flag = in.untilComma();
    boolean fits =
        switch (flag) {
          case "n", "y" -> !plus;
          case "p=" + END_POINT -> plus;
          default -> false;
        };
    if (flag.equals("y") && bound().isPresent()) {
      return Optional.of(new ProtocolViolation("28000", "SCRAM channel binding negotiation error"));
    }
    if (fits) {
      return Optional.empty();
    }
    return Optional.of(
        ProtocolViolation.of(
            flag.startsWith("p=") && plus ? "unsupported SCRAM channel-binding type" : MALFORMED));
  }

  /** The rest of the gs2-header and client-first-message-bare. */
  private Step readAuthorization(ScramText in, String clientFirst) {
    if (in.peek() == 'a') {
      return unsupported("client uses authorization identity, but it is not supported");
    }
    if (!in.skip(',')) {
      return refused(MALFORMED);
    }
    String header = clientFirst.substring(0, in.position());
    String bare = in.rest();
    if (in.peek() == 'm') {
      return unsupported("client requires an unsupported SCRAM extension");
    }
    Optional<String> user = in.attribute('n');
    String clientNonce = in.attribute('r').orElse("");
    if (user.isEmpty() || clientNonce.isEmpty()) {
      return refused(MALFORMED);
    }
    if (!ScramText.nonce(clientNonce)) {
      return refused("non-printable characters in SCRAM nonce");
    }
    if (!in.skipExtensions('\0') || !in.atEnd()) {
      return refused(MALFORMED);
    }
    return challenge(header, bare, clientNonce);
  }

  private Step challenge(String header, String bare, String clientNonce) {
    String full = clientNonce + nonce;
    String serverFirst =
        "r=" + full + ",s=" + ScramText.base64(secret.salt()) + ",i=" + secret.iterations();
    Octets input = ScramText.octets(header);
    Octets bindingInput = header.startsWith("p=") ? input.concat(bound().orElseThrow()) : input;
    return new Step.Challenge(
        new AuthenticationSaslContinue(ScramText.octets(serverFirst)),
        new Challenged(secret, bare + "," + serverFirst, full, bindingInput));
  }

  private static Step refused(String sentence) {
    return new Step.Refused(ProtocolViolation.of(sentence));
  }

  private static Step unsupported(String sentence) {
    return new Step.Refused(new ProtocolViolation("0A000", sentence));
  }

  /** The state after the server-first-message: waits for the client's proof. */
  public static final class Challenged {
    private final ScramSecret secret;
    private final String messages;
    private final String nonce;
    private final Octets bindingInput;

    private Challenged(ScramSecret secret, String messages, String nonce, Octets bindingInput) {
      this.secret = secret;
      this.messages = messages;
      this.nonce = nonce;
      this.bindingInput = bindingInput;
    }

    /** Takes the client-final-message. */
    public LastStep receive(SaslResponse response) {
      Optional<String> text = ScramText.of(response.data());
      if (text.isEmpty()) {
        return refused(MALFORMED);
      }
      ScramText in = new ScramText(text.get());
      Optional<String> channel = in.attribute('c');
      Optional<String> finalNonce = in.attribute('r');
      boolean complete = channel.isPresent() && finalNonce.isPresent() && in.skipExtensions('p');
      int proofAt = in.position();
      Optional<Octets> proof =
          in.attribute('p')
              .flatMap(ScramText::fromBase64)
              .filter(p -> p.size() == ScramCrypto.KEY_BYTES);
      if (!complete || proof.isEmpty() || !in.atEnd()) {
        return refused(MALFORMED);
      }
      Octets given = ScramText.fromBase64(channel.get()).orElse(Octets.empty());
      if (!ScramCrypto.same(given, bindingInput)) {
        return new LastStep.Refused(
            new ProtocolViolation("28000", "SCRAM channel binding check failed"));
      }
      if (!finalNonce.get().equals(nonce)) {
        return refused("invalid SCRAM response");
      }
      return verify(text.get().substring(0, proofAt - 1), proof.get());
    }

    private LastStep verify(String withoutProof, Octets proof) {
      String authMessage = messages + "," + withoutProof;
      Octets signature = ScramCrypto.hmac(secret.storedKey(), authMessage);
      Octets clientKey = ScramCrypto.xor(proof, signature);
      Octets answer = ScramCrypto.hmac(secret.serverKey(), authMessage);
      if (!ScramCrypto.same(ScramCrypto.hash(clientKey), secret.storedKey())) {
        return new LastStep.WrongPassword();
      }
      Octets message = ScramText.octets("v=" + ScramText.base64(answer));
      return new LastStep.Authenticated(new AuthenticationSaslFinal(message));
    }

    private static LastStep refused(String sentence) {
      return new LastStep.Refused(ProtocolViolation.of(sentence));
    }
  }
}
