package dev.mori.node.link;

import dev.mori.node.transport.OffLoop;
import dev.mori.protocol.postgres.BackendMessage.Authentication;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationCleartextPassword;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationMd5Password;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationOk;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationOther;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationSasl;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationSaslContinue;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationSaslFinal;
import dev.mori.protocol.postgres.ChannelBinding;
import dev.mori.protocol.postgres.FrontendMessage.PasswordFamily;
import dev.mori.protocol.postgres.FrontendMessage.PasswordMessage;
import dev.mori.protocol.postgres.Md5Password;
import dev.mori.protocol.postgres.Octets;
import dev.mori.protocol.postgres.ScramClient;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Answers a server's authentication requests for one log-in (PostgreSQL 17, 53.2.1 and 53.3). */
final class Authenticator {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_BYTES = 18;

  private final Endpoint endpoint;
  private final Channel channel;
  private @Nullable ScramClient scram;
  private ScramClient.@Nullable Responded responded;

  Authenticator(Endpoint endpoint, Channel channel) {
    this.endpoint = endpoint;
    this.channel = channel;
  }

  /**
   * The answer, or nothing when none is due. May complete on another thread: a SCRAM proof takes
   * milliseconds. Fails with {@link LinkFailure}.
   */
  CompletableFuture<Optional<PasswordFamily>> answer(Authentication request) {
    try {
      return switch (request) {
        case AuthenticationOk ok -> {
          finished();
          yield nothing();
        }
        case AuthenticationCleartextPassword clear -> answer(clearText());
        case AuthenticationMd5Password md5 ->
            answer(Md5Password.response(md5, endpoint.user(), password()));
        case AuthenticationSasl offer -> answer(begin(offer).initialResponse());
        case AuthenticationSaslContinue challenge ->
            CompletableFuture.supplyAsync(() -> prove(challenge), OffLoop.executor());
        case AuthenticationSaslFinal last -> {
          verify(last);
          yield nothing();
        }
        case AuthenticationOther other ->
            throw refused(
                "asks for an authentication method that is not supported (" + other.code() + ")");
      };
    } catch (LinkFailure failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private static CompletableFuture<Optional<PasswordFamily>> answer(PasswordFamily message) {
    return CompletableFuture.completedFuture(Optional.of(message));
  }

  private static CompletableFuture<Optional<PasswordFamily>> nothing() {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  private PasswordMessage clearText() {
    boolean local =
        channel.remoteAddress() instanceof InetSocketAddress address
            && address.getAddress().isLoopbackAddress();
    if (!local && channel.pipeline().get(SslHandler.class) == null) {
      throw refused("asks for the password in clear text over an unencrypted connection");
    }
    return new PasswordMessage(password());
  }

  private ScramClient begin(AuthenticationSasl offer) {
    byte[] random = new byte[NONCE_BYTES];
    RANDOM.nextBytes(random);
    ScramClient chosen =
        ScramClient.negotiate(
                offer, password(), Base64.getEncoder().encodeToString(random), binding())
            .orElseThrow(() -> refused("offers no SASL mechanism that is supported"));
    scram = chosen;
    return chosen;
  }

  private ChannelBinding binding() {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      return ChannelBinding.UNSUPPORTED;
    }
    try {
      return tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate peer
          ? ChannelBinding.of(peer)
          : ChannelBinding.UNSUPPORTED;
    } catch (SSLPeerUnverifiedException e) {
      return ChannelBinding.UNSUPPORTED;
    }
  }

  private Optional<PasswordFamily> prove(AuthenticationSaslContinue challenge) {
    if (scram == null || responded != null) {
      throw refused("sent a SASL message out of order");
    }
    return switch (scram.receive(challenge)) {
      case ScramClient.Step.Respond respond -> {
        responded = respond.next();
        yield Optional.of(respond.message());
      }
      case ScramClient.Step.Failed(String reason) -> throw refused("failed SCRAM: " + reason);
    };
  }

  private void verify(AuthenticationSaslFinal last) {
    if (responded == null) {
      throw refused("sent a SASL message out of order");
    }
    ScramClient.LastStep step = responded.receive(last);
    scram = null;
    if (step instanceof ScramClient.LastStep.Failed(String reason)) {
      throw refused("failed SCRAM: " + reason);
    }
  }

  /** A server that skips its last SCRAM message has not shown that it knows the password. */
  private void finished() {
    if (scram != null) {
      throw refused("ended SCRAM without proving itself");
    }
  }

  private Octets password() {
    return Octets.ofUtf8(
        endpoint
            .password()
            .reveal()
            .orElseThrow(() -> refused("asks for a password and none is configured")));
  }

  private LinkFailure refused(String what) {
    return new LinkFailure(LinkFailure.Reason.AUTHENTICATION, endpoint.describe() + " " + what);
  }
}
