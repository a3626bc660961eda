package dev.mori.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.cli.CliFailure;
import dev.mori.admin.http.AdminClient;
import dev.mori.node.link.TestCertificate;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real node tells over its admin API, and where it lets itself be asked. */
class AdminApiIT {
  private static final String TOKEN = "token.for-continuous_integration";
  private static final String[] SCHEMA = {
    "CREATE TABLE orders (region text, id int, note text, PRIMARY KEY (region, id))",
    "INSERT INTO orders SELECT 'eu', g, 'n' || g FROM generate_series(1, 100) g"
  };

  @TempDir private Path home;

  @Test
  void resourcesTellWhatTheNodeKnows() throws Exception {
    try (LiveShop shop = LiveShop.start(home, "", SCHEMA)) {
      shop.run(
          "main",
          "UPDATE orders SET note = 'x' WHERE id = 2",
          "DELETE FROM orders WHERE id = 1",
          "INSERT INTO orders VALUES ('us', 7, 'new')");
      assertThat(shop.ask(new Operation.ListTables("main")))
          .isEqualTo(
              new Reply.Tables(
                  "main",
                  List.of(
                      new Reply.TableSummary(
                          "public.orders", "dirty", new Reply.LocalRows(3, 2, 1, 2), 0))));
      assertThat(shop.ask(new Operation.ListKeys("main", "orders", 0, 2)))
          .isEqualTo(
              new Reply.Keys(
                  "main",
                  "public.orders",
                  List.of("region", "id"),
                  List.of(
                      new Reply.LocalKey(List.of("eu", "1"), "deleted"),
                      new Reply.LocalKey(List.of("eu", "2"), "changed")),
                  3));
      assertThat(shop.ask(new Operation.ListKeys("main", "orders", 2, 2)))
          .isInstanceOfSatisfying(
              Reply.Keys.class,
              keys ->
                  assertThat(keys.keys())
                      .containsExactly(new Reply.LocalKey(List.of("us", "7"), "inserted")));
      assertThat(shop.ask(new Operation.ListKeys("main", "nowhere", 0, 2)))
          .isInstanceOfSatisfying(
              Reply.Failed.class,
              failed -> assertThat(failed.kind()).isEqualTo(Reply.Failed.Kind.NOT_FOUND));
      shop.run("main", "TRUNCATE orders");
      assertThat(shop.ask(new Operation.ListKeys("main", "orders", 0, 2)))
          .isInstanceOfSatisfying(
              Reply.Failed.class,
              failed -> assertThat(failed.kind()).isEqualTo(Reply.Failed.Kind.CONFLICT));
      assertThat(shop.ask(new Operation.ListNodes()))
          .isEqualTo(
              new Reply.Nodes(List.of(new Reply.NodeState("local", "up", true, List.of("main")))));
      clients(shop);
    }
  }

  private static void clients(LiveShop shop) throws Exception {
    try (Connection client = shop.client("other")) {
      client.createStatement().execute("SELECT 1");
      assertThat(((Reply.Clients) shop.ask(new Operation.ListClients())).clients())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.session()).isEqualTo("other");
                assertThat(one.user()).isEqualTo("reader");
                assertThat(one.remote()).startsWith("127.0.0.1:");
              });
    }
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(shop.ask(new Operation.ListClients()))
                    .isEqualTo(new Reply.Clients(List.of())));
  }

  @Test
  void anotherAddressTakesItsTokensAndTellsWhoChangedWhat() throws Exception {
    int port = free();
    String conf =
        """
        mori.admin { host = "127.0.0.1", host-port = %d, allow-plain-text = true }
        mori.admin.tokens { ci { role = developer, variable = CI_TOKEN } }
        """
            .formatted(port);
    Map<String, String> environment = Map.of("CI_TOKEN", TOKEN);
    try (LiveShop shop = LiveShop.start(home, conf, environment, SCHEMA)) {
      AdminClient ci = new AdminClient("http://127.0.0.1:" + port, TOKEN);
      assertThat(ci.perform(new Operation.ResetSession("main"))).isInstanceOf(Reply.Changed.class);
      assertThat(ci.perform(new Operation.Stop()))
          .isInstanceOfSatisfying(
              Reply.Failed.class,
              failed ->
                  assertThat(failed.sentence())
                      .isEqualTo(
                          "this takes the role operator, and the token of ci has the role"
                              + " developer"));
      assertThat(((Reply.Audit) shop.ask(new Operation.ReadAudit(10, 0))).entries())
          .extracting(Reply.AuditEntry::who, Reply.AuditEntry::change, Reply.AuditEntry::outcome)
          .containsExactly(tuple("ci", "ResetSession", "done"), tuple("ci", "Stop", "forbidden"));
      assertThat(Files.readString(shop.folder.audit())).doesNotContain(TOKEN);
    }
  }

  @Test
  void anotherAddressIsEncryptedWithTheGivenCertificate() throws Exception {
    TestCertificate certificate = TestCertificate.forHost("localhost");
    Path chain = Files.writeString(home.resolve("chain.pem"), certificate.certificate());
    Path key = Files.writeString(home.resolve("key.pem"), certificate.key());
    int port = free();
    String conf =
        """
        mori.admin { host = "127.0.0.1", host-port = %d }
        mori.admin.tls { certificate = "%s", key = "%s" }
        """
            .formatted(port, chain, key);
    try (LiveShop shop = LiveShop.start(home, conf, SCHEMA)) {
      String token = shop.folder.token().orElseThrow();
      String url = "https://localhost:" + port;
      assertThat(new AdminClient(url, token, Optional.of(chain)).perform(new Operation.Status()))
          .isInstanceOf(Reply.Status.class);
      assertThatThrownBy(() -> new AdminClient(url, token).perform(new Operation.Status()))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void tokensDoNotGoOverTheNetworkInPlainTextUnlessSomebodySaysSo() {
    assertThatThrownBy(() -> LiveShop.start(home, "mori.admin.host = \"127.0.0.2\"", SCHEMA))
        .isInstanceOf(CliFailure.class)
        .hasMessageContaining("whoever sees the traffic can read the tokens");
  }

  private static int free() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
