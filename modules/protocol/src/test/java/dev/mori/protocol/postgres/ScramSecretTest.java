package dev.mori.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mori.protocol.postgres.BackendMessage.AuthenticationMd5Password;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Secrets as PostgreSQL makes them; the verifiers here were made by PostgreSQL 15. */
class ScramSecretTest {
  private record Made(String password, String verifier) {}

  private static final List<Made> MADE =
      List.of(
          new Made(
              "pencil",
              "SCRAM-SHA-256$4096:2przG10su329BJkJf6FOjQ==$"
                  + "sJC/oYxj5aHaw3lmSdnWx/NXk+XY7U5IchKNzIjnKoA=:j/pY3TRdvtNz49Koy6zrYLnaBV/+eChinmUhF4fGZzY="),
          new Made(
              "p\u00e4ss\u00ad\u00a0w\u00f6rd\u2163",
              "SCRAM-SHA-256$4096:fbgg5ZatB0UcYD88PaZhrg==$"
                  + "gMZcdJ7A5bniYO5iLrd/cijOo2e52LkdvHadE+ILfc0=:oV7xaFKGV7w5cZzya6FuvCnmdnXthzeTJ11PX2+l23U="),
          new Made(
              "a\u0627",
              "SCRAM-SHA-256$4096:npT7C2d3w0E3mJ2DQhLjKA==$"
                  + "gZieeCHUO9Lt1IHbETxIHkpResUeAfBoii51E9dfPwU=:dgZFw1njUwp9ImeSQ+bAGwRm0HbjxpuwYcMEQBOaF34="),
          new Made(
              "\u06271\u0628",
              "SCRAM-SHA-256$4096:pcNYGJhrcGb9dBbs5BDH2A==$"
                  + "JiuZoq+qOxDNl01zVvZ2L1CdUCJtejdqQOsNhnSav18=:CzaCTinBkCdn6Adr6Z9yslSxRTCml1+upVGy5tj5O2c="),
          new Made(
              "\u00e4\u0007\u2163",
              "SCRAM-SHA-256$4096:9LbQCwHjdjx5YMCrxFUXjg==$"
                  + "3VdCHPEyGxTaZSzR8QjjAEyEvTFuy5WT7MIyt8kfArA=:TUpl0VJ0/w4RBrlM1LW3/ywZaSJrM3J8wrlfexTW/wc="),
          new Made(
              "\ud83d\ude80\u2163",
              "SCRAM-SHA-256$4096:WWUKhZQ3qJO72Ha1Zd5aMQ==$"
                  + "N0jbbb5RzDz/StGsdLgj8H3xXJ2h2LgP2TmdZndRFco=:U/W3YUoknneuhASxRWumlahpW16a40uqmc6J7Wy0Y2I="),
          new Made(
              "\u00ad",
              "SCRAM-SHA-256$4096:QbLX6rZZAufPU5YM+/5bkQ==$"
                  + "CWCoFgdd2AW3aiBUcx3ofAy5PZ0m1E0L4htHQ3o3bsk=:9HS9KNGxaQ/G/RNCnY5cwWLMu5o8l/odqOicMBgBnaI="),
          new Made(
              "\u200b\u2163",
              "SCRAM-SHA-256$4096:a5mAT+ln/bcnXYuW03zzog==$"
                  + "8zBVmo8z6n+CLlLzmTXdI//X7FYmBij4DP/2cgo5I8I=:KZRgLcrNY5ttPEHChQcknoGGLx5Bn71+OOttSMqQ1Xk="),
          new Made(
              "\ufb01\u212b",
              "SCRAM-SHA-256$4096:XPO4zMz9yAVxFi/j4/gKQw==$"
                  + "criLyBOubWm6dZLyb2ZkMzj7/wy+Bi/m6EMO4HkRd8M=:3ESa7UZcNFKhAoFNkMzFt1SV+Xg/8I7ZNdtyd74QgcE="));

  @Test
  void passwordsArePreparedAsPostgresqlDoes() {
    for (Made made : MADE) {
      ScramSecret secret = ScramSecret.parse(made.verifier()).orElseThrow();
      assertThat(secret.matches(Octets.ofUtf8(made.password()))).as(made.verifier()).isTrue();
      assertThat(secret.matches(Octets.ofUtf8(made.password() + "x"))).isFalse();
      assertThat(secret.toVerifier()).isEqualTo(made.verifier());
    }
  }

  @Test
  void octetsThatAreNotUtf8AreTakenAsTheyAre() {
    Octets latin1 = Octets.of((byte) 0xe4, (byte) 0x20);
    assertThat(SaslPrep.prepare(latin1)).isEqualTo(latin1);
    assertThat(SaslPrep.prepare(Octets.empty())).isEqualTo(Octets.empty());
  }

  @Test
  void theExamplesOfRfc4013ComeOut() {
    assertThat(prepare("I\u00adX")).isEqualTo("IX");
    assertThat(prepare("user")).isEqualTo("user");
    assertThat(prepare("USER")).isEqualTo("USER");
    assertThat(prepare("\u00aa")).isEqualTo("a");
    assertThat(prepare("\u2168")).isEqualTo("IX");
    assertThat(prepare("\u0007")).as("prohibited, raw").isEqualTo("\u0007");
    assertThat(prepare("\u06271")).as("direction, raw").isEqualTo("\u06271");
  }

  @Test
  void whatIsNoVerifierIsNotRead() {
    String good = MADE.getFirst().verifier();
    for (String verifier :
        List.of(
            "",
            "pencil",
            "md5" + "0".repeat(32),
            good.substring(1),
            good.replace("4096", "0"),
            good.replace("4096", "-1"),
            good.replace("4096", "99999999999"),
            good.replace("$sJC", ":sJC"),
            good.replace("=", ""),
            good + "A")) {
      assertThat(ScramSecret.parse(verifier)).as(verifier).isEmpty();
    }
  }

  @Test
  void aSecretShowsNoKey() {
    assertThat(ScramSecret.parse(MADE.getFirst().verifier()).orElseThrow().toString())
        .doesNotContain("sJC");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ScramSecret(4096, Octets.ofUtf8("s"), Octets.empty(), Octets.empty()));
  }

  @Test
  void md5ResponsesAreWhatPostgresqlExpects() {
    var request = new AuthenticationMd5Password(Octets.of((byte) 1, (byte) 2, (byte) 3, (byte) 4));
    assertThat(Md5Password.response(request, "user", Octets.ofUtf8("pencil")).password().utf8())
        .isEqualTo("md54376eb6913b38f9aaff38dc7cf19ca76");
  }

  private static String prepare(String password) {
    return SaslPrep.prepare(Octets.ofUtf8(password)).utf8();
  }
}
