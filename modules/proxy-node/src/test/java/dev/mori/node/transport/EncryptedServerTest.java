package dev.mori.node.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.protocol.postgres.BackendMessage.CommandComplete;
import dev.mori.protocol.postgres.BackendMessage.ErrorResponse;
import dev.mori.protocol.postgres.BackendMessage.ReadyForQuery;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage.Query;
import dev.mori.protocol.postgres.FrontendMessage.SslRequest;
import dev.mori.protocol.postgres.FrontendMessage.StartupMessage;
import dev.mori.protocol.postgres.TransactionStatus;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EncryptedServerTest {
  private static final ReadyForQuery READY = new ReadyForQuery(TransactionStatus.IDLE);
  private static final EchoAcceptor ECHO = new EchoAcceptor();

  private static TestNode node;

  @TempDir static Path folder;

  @BeforeAll
  static void start() throws Exception {
    LeakWatch.install();
    node = TestNode.start(2, Sockets.EPOLL);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
    assertThat(LeakWatch.reports()).isEmpty();
  }

  @Test
  void theSelfSignedCertificateIsMadeOnceAndServes() throws Exception {
    Path keep = folder.resolve("tls");
    PostgresServer first = node.serve(ECHO, new ServerTls.SelfSigned(keep), settings -> settings);
    PostgresServer second = node.serve(ECHO, new ServerTls.SelfSigned(keep), settings -> settings);
    assertThat(certificateOf(first)).isEqualTo(certificateOf(second));
  }

  private static X509Certificate certificateOf(PostgresServer encrypted) throws Exception {
    try (RawClient plain = RawClient.connect(encrypted.port())) {
      plain.send(new SslRequest());
      assertThat(plain.octet()).isEqualTo('S');
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, null);
      try (SSLSocket socket =
              (SSLSocket)
                  context
                      .getSocketFactory()
                      .createSocket(plain.socket(), "localhost", encrypted.port(), true);
          RawClient client = RawClient.over(socket)) {
        client.login("ann", "shop");
        assertThat(client.receiveAll()).last().isEqualTo(READY);
        client.send(new Query("wait"), new Query("y".repeat(100_000)));
        assertThat(client.receiveAll()).containsExactly(new CommandComplete("wait"), READY);
        assertThat(client.receiveAll()).last().isEqualTo(READY);
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
      }
    }
  }

  @Test
  void clearTextBehindAnSslRequestIsRefused() throws Exception {
    PostgresServer encrypted =
        node.serve(ECHO, new ServerTls.SelfSigned(folder.resolve("tls2")), settings -> settings);
    try (RawClient client = RawClient.connect(encrypted.port())) {
      client.send(new SslRequest(), new StartupMessage(3, 0, Map.of("user", "eve")));
      ErrorFields fields = ((ErrorResponse) client.receiveToEnd().getLast()).fields();
      assertThat(fields.severity()).isEqualTo("FATAL");
      assertThat(fields.sqlState()).isEqualTo("08P01");
      assertThat(fields.message()).contains("received unencrypted data after SSL request");
    }
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
