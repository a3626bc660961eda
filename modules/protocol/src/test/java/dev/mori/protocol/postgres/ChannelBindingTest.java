package dev.mori.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * The hashes expected were made outside Java. The certificates were made for a day and are never
 * trusted.
 */
class ChannelBindingTest {
  private static final String ECDSA_SHA1 =
      "MIIBcDCCARigAwIBAgIUGkuXcURrqQmgt56VtWUIQBUUEqEwCQYHKoZIzj0EATAPMQ0wCwYDVQQDDARt"
          + "b3JpMB4XDTI2MTEyMjA5MjU1MVoXDTI2MTEyMzA5MjU1MVowDzENMAsGA1UEAwwEbW9yaTBZMBMGByqG"
          + "SM49AgEGCCqGSM49AwEHA0IABP26lGFgitqDXCdsiOMEoFgKpDsCmbQAl15KzYK/dgRIo82vgGElqihY"
          + "X/E0UsHWec92ksWAgeuM3rP7MDrwJ3ijUzBRMB0GA1UdDgQWBBTkGt2gU89bDvsnH7FY1TCQUyd0ETAf"
          + "BgNVHSMEGDAWgBTkGt2gU89bDvsnH7FY1TCQUyd0ETAPBgNVHRMBAf8EBTADAQH/MAkGByqGSM49BAED"
          + "RwAwRAIgN6HstILCV054r0GgoRPMmuZdFQZ0cdbYeQitrovi7lACIBlJmhs8RJBEkd8bM5D39hzS7rHs"
          + "BddyuwfZ3rymFeS6";
  private static final String ECDSA_SHA384 =
      "MIIBczCCARmgAwIBAgIUBit6TGLIRs9rUEkB1GRO3EucPrIwCgYIKoZIzj0EAwMwDzENMAsGA1UEAwwE"
          + "bW9yaTAeFw0yNjExMjIwOTI1NTFaFw0yNjExMjMwOTI1NTFaMA8xDTALBgNVBAMMBG1vcmkwWTATBgcq"
          + "hkjOPQIBBggqhkjOPQMBBwNCAAReSxkKhNd37Un/WXKSlQmRui/jfqR9LFGhB3j117lhkGJXZnntp6bw"
          + "bfk4EBl+yrWFhaP0OrwOyNIG6cxyAcwRo1MwUTAdBgNVHQ4EFgQUNksVTM6msBlqH+4SDqn37nabrfkw"
          + "HwYDVR0jBBgwFoAUNksVTM6msBlqH+4SDqn37nabrfkwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQD"
          + "AwNIADBFAiEApUjfIdrTk+Eq30dIc1P/WzGXhcHyZOgi/49tU+1w3Y4CIBKi+LwlKWzN4CU8rxMYhe4e"
          + "waoxBhesIcyk7PBreHEq";
  private static final String ED25519 =
      "MIIBMjCB5aADAgECAhRqs/tYVe/xVGZUbTKUkENp/V3tyjAFBgMrZXAwDzENMAsGA1UEAwwEbW9yaTAe"
          + "Fw0yNjExMjIwOTI1NTFaFw0yNjExMjMwOTI1NTFaMA8xDTALBgNVBAMMBG1vcmkwKjAFBgMrZXADIQBi"
          + "ZVI+zVqJQENZwYARa9datme5juX10R0E2TopKeLdi6NTMFEwHQYDVR0OBBYEFI09r0pcuBfLMEuGbkMj"
          + "tUQ9BNuSMB8GA1UdIwQYMBaAFI09r0pcuBfLMEuGbkMjtUQ9BNuSMA8GA1UdEwEB/wQFMAMBAf8wBQYD"
          + "K2VwA0EAjjK1BD2at3DZnbCmK9j8biJDCQXNqwnSBZ5sIcYuGtjFlW9fK1SxSE0m7kHnAl+Escz7AtwP"
          + "dOYZFO3vj6RlBA==";

  @Test
  void sha1IsReplacedBySha256() throws CertificateException {
    assertThat(ChannelBinding.of(certificate(ECDSA_SHA1)))
        .isEqualTo(endPoint("d1a99fb50a377b8c4943ff96a58c4eb16b4dffc2c7e9d42e79e681281548f387"));
  }

  @Test
  void otherSignaturesLendTheirHash() throws CertificateException {
    assertThat(ChannelBinding.of(certificate(ECDSA_SHA384)))
        .isEqualTo(
            endPoint(
                "a722a4f6c61eafa753ff07f0479f00833bb7007440a0a2a5"
                    + "aba570963f59499ac2a56812a78d66cc070dc6d510a740c2"));
  }

  @Test
  void aSignatureWithoutHashCannotBind() throws CertificateException {
    assertThat(ChannelBinding.of(certificate(ED25519))).isEqualTo(ChannelBinding.UNSUPPORTED);
  }

  private static ChannelBinding endPoint(String hash) {
    return new ChannelBinding.TlsServerEndPoint(Octets.of(HexFormat.of().parseHex(hash)));
  }

  private static X509Certificate certificate(String base64) throws CertificateException {
    ByteArrayInputStream der = new ByteArrayInputStream(Base64.getDecoder().decode(base64));
    return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(der);
  }
}
