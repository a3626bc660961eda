package dev.mori.protocol.postgres;

import dev.mori.protocol.postgres.BackendMessage.AuthenticationSasl;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationSaslContinue;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationSaslFinal;
import dev.mori.protocol.postgres.FrontendMessage.SaslInitialResponse;
import dev.mori.protocol.postgres.FrontendMessage.SaslResponse;
import java.util.Optional;

/**
 * The client's side of SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677; PostgreSQL 17,
 * "SASL Authentication"). One immutable state per step: {@link #initialResponse} is sent first,
 * {@link #receive} gives the answer and the state that takes the server's last message. Only after
 * {@link LastStep.Authenticated} has the server shown that it knows the password too.
 */
public final class ScramClient {
  /** The mechanism without channel binding. */
  public static final String MECHANISM = "SCRAM-SHA-256";

  /** The mechanism with channel binding. */
  public static final String MECHANISM_PLUS = "SCRAM-SHA-256-PLUS";

  /** More iterations than this are refused: they would keep a processor busy for seconds. */
  public static final int MAX_ITERATIONS = 10_000_000;

  private final Octets password;
  private final String nonce;
  private final ChannelBinding binding;
  private final String firstBare;

  private ScramClient(Octets password, String nonce, ChannelBinding binding, String userName) {
    this.password = password;
    this.nonce = nonce;
    this.binding = binding;
    this.firstBare = "n=" + userName + ",r=" + nonce;
  }

  /**
   * Takes the strongest of the offered mechanisms; nothing if SCRAM-SHA-256 is not among them.
   *
   * @param nonce fresh and random, printable ASCII without comma; PostgreSQL uses 18 octets in base
   *     64
   * @param available the connection's binding, {@link ChannelBinding.Unsupported} without TLS
   */
  public static Optional<ScramClient> negotiate(
      AuthenticationSasl offer, Octets password, String nonce, ChannelBinding available) {
    boolean plain = offer.mechanisms().contains(MECHANISM);
    boolean plus = offer.mechanisms().contains(MECHANISM_PLUS);
    boolean canBind = available instanceof ChannelBinding.TlsServerEndPoint;
    if (plus && canBind) {
      return Optional.of(create("", password, nonce, available));
    }
    if (!plain) {
      return Optional.empty();
    }
    ChannelBinding none =
        canBind ? new ChannelBinding.Unoffered() : new ChannelBinding.Unsupported();
    return Optional.of(create("", password, nonce, none));
  }

  /** With a user name, which PostgreSQL ignores: it takes the one of the StartupMessage. */
  static ScramClient create(
      String userName, Octets password, String nonce, ChannelBinding binding) {
    if (!ScramText.nonce(nonce)) {
      throw new IllegalArgumentException("a nonce is printable ASCII without comma");
    }
    String saslName = userName.replace("=", "=3D").replace(",", "=2C");
    return new ScramClient(password, nonce, binding, Octets.ofUtf8(saslName).latin1());
  }

  /** The mechanism taken. */
  public String mechanism() {
    return binding instanceof ChannelBinding.TlsServerEndPoint ? MECHANISM_PLUS : MECHANISM;
  }

  /** The client-first-message. */
  public SaslInitialResponse initialResponse() {
    Octets message = ScramText.octets(gs2Header() + firstBare);
    return new SaslInitialResponse(mechanism(), new Datum.Value(message));
  }

  private String gs2Header() {
    return switch (binding) {
      case ChannelBinding.Unsupported u -> "n,,";
      case ChannelBinding.Unoffered u -> "y,,";
      case ChannelBinding.TlsServerEndPoint t -> "p=tls-server-end-point,,";
    };
  }

  /** What follows the server-first-message. */
  public sealed interface Step {
    /** Send the message and give the server's answer to {@code next}. */
    record Respond(SaslResponse message, Responded next) implements Step {}

    /** The server's message cannot be answered; end the connection. */
    record Failed(String reason) implements Step {}
  }

  /** What follows the server-final-message. */
  public sealed interface LastStep {
    /** Both sides know the password. */
    record Authenticated() implements LastStep {}

    /** The server does not, or it refuses; end the connection. */
    record Failed(String reason) implements LastStep {}
  }

  /** Takes the server-first-message. Slow by design: so many iterations of HMAC. */
  public Step receive(AuthenticationSaslContinue challenge) {
    Optional<String> serverFirst = ScramText.of(challenge.data());
    if (serverFirst.isEmpty()) {
      return failed();
    }
    ScramText in = new ScramText(serverFirst.get());
    String serverNonce = in.attribute('r').orElse("");
    Optional<Octets> salt =
        in.attribute('s').flatMap(ScramText::fromBase64).filter(s -> !s.isEmpty());
    Optional<Integer> iterations =
        in.attribute('i').flatMap(text -> ScramText.number(text, MAX_ITERATIONS));
    boolean complete = salt.isPresent() && iterations.isPresent() && in.skipExtensions('\0');
    if (!complete || !in.atEnd()) {
      return failed();
    }
    boolean extended = serverNonce.startsWith(nonce) && serverNonce.length() > nonce.length();
    if (!extended || !ScramText.nonce(serverNonce)) {
      return new Step.Failed("invalid SCRAM response (nonce mismatch)");
    }
    Octets salted =
        ScramCrypto.saltedPassword(SaslPrep.prepare(password), salt.get(), iterations.get());
    return respond(serverFirst.get(), serverNonce, salted);
  }

  private Step respond(String serverFirst, String serverNonce, Octets salted) {
    String withoutProof = "c=" + ScramText.base64(bindingInput()) + ",r=" + serverNonce;
    String authMessage = firstBare + "," + serverFirst + "," + withoutProof;
    Octets clientKey = ScramCrypto.clientKey(salted);
    Octets signature = ScramCrypto.hmac(ScramCrypto.hash(clientKey), authMessage);
    String proof = ScramText.base64(ScramCrypto.xor(clientKey, signature));
    Octets expected = ScramCrypto.hmac(ScramCrypto.serverKey(salted), authMessage);
    SaslResponse message = new SaslResponse(ScramText.octets(withoutProof + ",p=" + proof));
    return new Step.Respond(message, new Responded(expected));
  }

  private Octets bindingInput() {
    Octets header = ScramText.octets(gs2Header());
    return binding instanceof ChannelBinding.TlsServerEndPoint(Octets hash)
        ? header.concat(hash)
        : header;
  }

  private static Step failed() {
    return new Step.Failed("malformed SCRAM message (server-first-message)");
  }

  /** The state after the client-final-message: waits for the server's signature. */
  public static final class Responded {
    private final Octets serverSignature;

    private Responded(Octets serverSignature) {
      this.serverSignature = serverSignature;
    }

    /** Takes the server-final-message. */
    public LastStep receive(AuthenticationSaslFinal message) {
      Optional<String> text = ScramText.of(message.data());
      if (text.isEmpty()) {
        return new LastStep.Failed("malformed SCRAM message (server-final-message)");
      }
      ScramText in = new ScramText(text.get());
      if (in.attribute('e').isPresent()) {
        return new LastStep.Failed("the server refused the SCRAM exchange");
      }
      Optional<Octets> signature = in.attribute('v').flatMap(ScramText::fromBase64);
      boolean wellFormed = signature.isPresent() && in.skipExtensions('\0') && in.atEnd();
      if (!wellFormed) {
        return new LastStep.Failed("malformed SCRAM message (server-final-message)");
      }
      return ScramCrypto.same(serverSignature, signature.get())
          ? new LastStep.Authenticated()
          : new LastStep.Failed("incorrect server signature");
    }
  }
}
