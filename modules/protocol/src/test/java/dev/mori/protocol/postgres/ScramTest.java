package dev.mori.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mori.protocol.postgres.BackendMessage.AuthenticationSasl;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationSaslContinue;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationSaslFinal;
import dev.mori.protocol.postgres.FrontendMessage.SaslInitialResponse;
import dev.mori.protocol.postgres.FrontendMessage.SaslResponse;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Both ends of SCRAM-SHA-256, against RFC 7677 and against each other. */
class ScramTest {
  private static final ChannelBinding NONE = ChannelBinding.UNSUPPORTED;
  private static final ChannelBinding HASH =
      new ChannelBinding.TlsServerEndPoint(Octets.ofUtf8("hash of the certificate"));
  private static final Octets PASSWORD = Octets.ofUtf8("pencil");
  private static final Octets SALT =
      Octets.of(Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="));
  private static final ScramSecret SECRET = ScramSecret.derive(PASSWORD, SALT, 4096);

  // RFC 7677, section 3.
  private static final String RFC_CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String RFC_SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String RFC_CLIENT_FIRST = "n,,n=user,r=" + RFC_CLIENT_NONCE;
  private static final String RFC_SERVER_FIRST =
      "r=" + RFC_CLIENT_NONCE + RFC_SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String RFC_CLIENT_FINAL =
      "c=biws,r="
          + RFC_CLIENT_NONCE
          + RFC_SERVER_NONCE
          + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final String RFC_SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  @Test
  void theClientSaysWhatTheRfcSays() {
    ScramClient client = ScramClient.create("user", PASSWORD, RFC_CLIENT_NONCE, NONE);
    assertThat(client.initialResponse()).isEqualTo(initial("SCRAM-SHA-256", RFC_CLIENT_FIRST));
    var respond = respond(client, RFC_SERVER_FIRST);
    assertThat(respond.message().data().utf8()).isEqualTo(RFC_CLIENT_FINAL);
    assertThat(respond.next().receive(last(RFC_SERVER_FINAL)))
        .isEqualTo(new ScramClient.LastStep.Authenticated());
  }

  @Test
  void theServerSaysWhatTheRfcSays() {
    ScramServer server = ScramServer.create(SECRET, RFC_SERVER_NONCE, NONE);
    var challenge = challenge(server, initial("SCRAM-SHA-256", RFC_CLIENT_FIRST));
    assertThat(challenge.message().data().utf8()).isEqualTo(RFC_SERVER_FIRST);
    assertThat(challenge.next().receive(new SaslResponse(Octets.ofUtf8(RFC_CLIENT_FINAL))))
        .isEqualTo(new ScramServer.LastStep.Authenticated(last(RFC_SERVER_FINAL)));
  }

  @Test
  void clientAndServerAgreeWhateverThePasswordAndBinding() {
    SplittableRandom random = new SplittableRandom(21);
    for (int i = 0; i < 60; i++) {
      Octets password = new Messages(i).octets();
      byte[] salt = new byte[random.nextInt(1, 30)];
      random.nextBytes(salt);
      ScramSecret secret = ScramSecret.derive(password, Octets.of(salt), random.nextInt(1, 300));
      ChannelBinding server = random.nextBoolean() ? HASH : NONE;
      ChannelBinding client = server.equals(NONE) || random.nextBoolean() ? server : NONE;
      assertThat(exchange(secret, password, server, client)).isTrue();
      assertThat(exchange(secret, password.concat(PASSWORD), server, client)).isFalse();
    }
  }

  @Test
  void channelBindingIsTakenWhenBothCan() {
    AuthenticationSasl offer = ScramServer.create(SECRET, "s", HASH).request();
    assertThat(offer.mechanisms()).containsExactly("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
    assertThat(negotiate(offer, HASH).mechanism()).isEqualTo("SCRAM-SHA-256-PLUS");
    assertThat(negotiate(offer, NONE).mechanism()).isEqualTo("SCRAM-SHA-256");
    AuthenticationSasl plain = ScramServer.create(SECRET, "s", NONE).request();
    assertThat(plain.mechanisms()).containsExactly("SCRAM-SHA-256");
    assertThat(negotiate(plain, HASH).initialResponse())
        .isEqualTo(initial("SCRAM-SHA-256", "y,,n=,r=c"));
    assertThat(
            ScramClient.negotiate(
                new AuthenticationSasl(List.of("SCRAM-SHA-256-PLUS", "OTHER")),
                PASSWORD,
                "c",
                NONE))
        .isEmpty();
  }

  @Test
  void anotherCertificateIsNoticed() {
    ChannelBinding other = new ChannelBinding.TlsServerEndPoint(Octets.ofUtf8("man in the middle"));
    ScramServer server = ScramServer.create(SECRET, "s", HASH);
    ScramClient client = negotiate(server.request(), other);
    var challenge = challenge(server, client.initialResponse());
    var respond = respond(client, challenge.message().data().utf8());
    assertThat(challenge.next().receive(respond.message()))
        .isEqualTo(refusedLast("28000", "SCRAM channel binding check failed"));
  }

  @Test
  void aHiddenOfferOfChannelBindingIsNoticed() {
    ScramServer server = ScramServer.create(SECRET, "s", HASH);
    assertThat(server.receive(initial("SCRAM-SHA-256", "y,,n=,r=c")))
        .isEqualTo(refused("28000", "SCRAM channel binding negotiation error"));
  }

  @Test
  void aUserWhoDoesNotExistFailsOnlyAtTheEnd() {
    Octets key = Octets.ofUtf8("key of the cluster");
    ScramSecret mock = ScramSecret.mock("nobody", key, 4096);
    assertThat(mock).isEqualTo(ScramSecret.mock("nobody", key, 4096));
    assertThat(mock.salt()).isNotEqualTo(ScramSecret.mock("noone", key, 4096).salt());
    ScramServer server = ScramServer.create(mock, "s", NONE);
    ScramClient client = negotiate(server.request(), NONE);
    var challenge = challenge(server, client.initialResponse());
    var respond = respond(client, challenge.message().data().utf8());
    assertThat(challenge.next().receive(respond.message()))
        .isEqualTo(new ScramServer.LastStep.WrongPassword());
  }

  @Test
  void theServerRefusesWhatIsNoFirstMessage() {
    String malformed = "malformed SCRAM message";
    assertFirstRefused("", "08P01", malformed);
    assertFirstRefused("n", "08P01", malformed);
    assertFirstRefused("n,", "08P01", malformed);
    assertFirstRefused("n,,", "08P01", malformed);
    assertFirstRefused("x,,n=,r=c", "08P01", malformed);
    assertFirstRefused("p=tls-server-end-point,,n=,r=c", "08P01", malformed);
    assertFirstRefused("n,,r=c", "08P01", malformed);
    assertFirstRefused("n,,n=,r=", "08P01", malformed);
    assertFirstRefused("n,,n=,r=c\0", "08P01", malformed);
    assertFirstRefused("n,,n=,r=c,?=1", "08P01", malformed);
    assertFirstRefused("n,,n=,r=c d", "08P01", "non-printable characters in SCRAM nonce");
    assertFirstRefused(
        "n,a=x,n=,r=c", "0A000", "client uses authorization identity, but it is not supported");
    assertFirstRefused("n,,m=x,n=,r=c", "0A000", "client requires an unsupported SCRAM extension");
    ScramServer server = ScramServer.create(SECRET, "s", NONE);
    assertThat(server.receive(initial("SCRAM-SHA-256-PLUS", "n,,n=,r=c")))
        .isEqualTo(refused("08P01", "client selected an invalid SASL authentication mechanism"));
    assertThat(server.receive(new SaslInitialResponse("SCRAM-SHA-256", Datum.NULL)))
        .isEqualTo(refused("08P01", malformed));
  }

  @Test
  void theServerRefusesWhatIsNoFinalMessage() {
    String malformed = "malformed SCRAM message";
    String proof = "p=" + "A".repeat(43) + "=";
    assertFinalRefused("", "08P01", malformed);
    assertFinalRefused("c=biws,r=cs", "08P01", malformed);
    assertFinalRefused("c=biws,r=cs,p=AAAA", "08P01", malformed);
    assertFinalRefused("r=cs,c=biws," + proof, "08P01", malformed);
    assertFinalRefused("c=biws,r=cs," + proof + ",x=1", "08P01", malformed);
    assertFinalRefused("c=biws,r=ct," + proof, "08P01", "invalid SCRAM response");
    assertFinalRefused("c=eSws,r=cs," + proof, "28000", "SCRAM channel binding check failed");
    assertFinalRefused("c=!,r=cs," + proof, "28000", "SCRAM channel binding check failed");
  }

  @Test
  void theClientRefusesAServerThatDoesNotKnowThePassword() {
    ScramClient client = ScramClient.create("user", PASSWORD, RFC_CLIENT_NONCE, NONE);
    ScramClient.Responded responded = respond(client, RFC_SERVER_FIRST).next();
    for (String text : List.of("", "e=invalid-proof", "v=", "v=AAAA", "x=1", "v=\0")) {
      assertThat(responded.receive(last(text))).isInstanceOf(ScramClient.LastStep.Failed.class);
    }
  }

  @Test
  void theClientRefusesWhatIsNoChallenge() {
    ScramClient client = ScramClient.create("", PASSWORD, "c", NONE);
    for (String text :
        List.of(
            "",
            "r=cs",
            "r=c,s=AAAA,i=1",
            "r=xs,s=AAAA,i=1",
            "r=c s,s=AAAA,i=1",
            "r=cs,s=,i=1",
            "r=cs,s=!,i=1",
            "r=cs,s=AAAA,i=0",
            "r=cs,s=AAAA,i=-1",
            "r=cs,s=AAAA,i=10000001",
            "r=cs,s=AAAA,i=99999999999999999999",
            "r=cs,s=AAAA,i=1,?",
            "m=x,r=cs,s=AAAA,i=1")) {
      assertThat(client.receive(new AuthenticationSaslContinue(Octets.ofUtf8(text))))
          .as(text)
          .isInstanceOf(ScramClient.Step.Failed.class);
    }
  }

  @Test
  void noiseNeverMakesEitherEndThrow() {
    SplittableRandom random = new SplittableRandom(22);
    String alphabet = "nyprsicvme=,,,=AAbiws\0\u00e9 ";
    ScramServer server = ScramServer.create(SECRET, "s", HASH);
    ScramServer.Challenged challenged =
        challenge(server, initial("SCRAM-SHA-256", "n,,n=,r=c")).next();
    ScramClient client = ScramClient.create("", PASSWORD, "c", NONE);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(20); j > 0; j--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Octets octets = Octets.ofUtf8(text.toString());
      server.receive(new SaslInitialResponse("SCRAM-SHA-256-PLUS", new Datum.Value(octets)));
      challenged.receive(new SaslResponse(octets));
      client.receive(new AuthenticationSaslContinue(octets));
    }
  }

  @Test
  void aNonceWithACommaIsABug() {
    assertThatIllegalArgumentException().isThrownBy(() -> ScramServer.create(SECRET, "a,b", NONE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScramClient.create("", PASSWORD, "", NONE));
  }

  private static boolean exchange(
      ScramSecret secret, Octets password, ChannelBinding offered, ChannelBinding available) {
    ScramServer server = ScramServer.create(secret, "server+nonce", offered);
    ScramClient client =
        ScramClient.negotiate(server.request(), password, "client+nonce", available).orElseThrow();
    var challenge = challenge(server, client.initialResponse());
    var respond = respond(client, challenge.message().data().latin1());
    return switch (challenge.next().receive(respond.message())) {
      case ScramServer.LastStep.Authenticated(AuthenticationSaslFinal message) -> {
        assertThat(respond.next().receive(message))
            .isEqualTo(new ScramClient.LastStep.Authenticated());
        yield true;
      }
      case ScramServer.LastStep.WrongPassword() -> false;
      case ScramServer.LastStep.Refused(ProtocolViolation violation) ->
          throw new AssertionError(violation);
    };
  }

  private static ScramClient negotiate(AuthenticationSasl offer, ChannelBinding available) {
    return ScramClient.negotiate(offer, PASSWORD, "c", available).orElseThrow();
  }

  private static ScramServer.Step.Challenge challenge(
      ScramServer server, SaslInitialResponse response) {
    return assertThat(server.receive(response))
        .asInstanceOf(type(ScramServer.Step.Challenge.class))
        .actual();
  }

  private static ScramClient.Step.Respond respond(ScramClient client, String serverFirst) {
    var message = new AuthenticationSaslContinue(ScramText.octets(serverFirst));
    return assertThat(client.receive(message))
        .asInstanceOf(type(ScramClient.Step.Respond.class))
        .actual();
  }

  private static void assertFirstRefused(String message, String state, String sentence) {
    ScramServer server = ScramServer.create(SECRET, "s", NONE);
    assertThat(server.receive(initial("SCRAM-SHA-256", message)))
        .as(message)
        .isEqualTo(refused(state, sentence));
  }

  private static void assertFinalRefused(String message, String state, String sentence) {
    ScramServer server = ScramServer.create(SECRET, "s", NONE);
    var challenge = challenge(server, initial("SCRAM-SHA-256", "n,,n=,r=c"));
    assertThat(challenge.next().receive(new SaslResponse(Octets.ofUtf8(message))))
        .as(message)
        .isEqualTo(refusedLast(state, sentence));
  }

  private static ScramServer.Step refused(String state, String sentence) {
    return new ScramServer.Step.Refused(new ProtocolViolation(state, sentence));
  }

  private static ScramServer.LastStep refusedLast(String state, String sentence) {
    return new ScramServer.LastStep.Refused(new ProtocolViolation(state, sentence));
  }

  private static SaslInitialResponse initial(String mechanism, String message) {
    return new SaslInitialResponse(mechanism, Datum.text(message));
  }

  private static AuthenticationSaslFinal last(String message) {
    return new AuthenticationSaslFinal(Octets.ofUtf8(message));
  }
}
