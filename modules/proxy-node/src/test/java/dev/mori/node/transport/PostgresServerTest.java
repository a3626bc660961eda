package dev.mori.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationOk;
import dev.mori.protocol.postgres.BackendMessage.BackendKeyData;
import dev.mori.protocol.postgres.BackendMessage.CommandComplete;
import dev.mori.protocol.postgres.BackendMessage.ErrorResponse;
import dev.mori.protocol.postgres.BackendMessage.NegotiateProtocolVersion;
import dev.mori.protocol.postgres.BackendMessage.NoticeResponse;
import dev.mori.protocol.postgres.BackendMessage.ReadyForQuery;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage.CancelRequest;
import dev.mori.protocol.postgres.FrontendMessage.GssEncRequest;
import dev.mori.protocol.postgres.FrontendMessage.Query;
import dev.mori.protocol.postgres.FrontendMessage.SslRequest;
import dev.mori.protocol.postgres.FrontendMessage.StartupMessage;
import dev.mori.protocol.postgres.FrontendMessage.Terminate;
import dev.mori.protocol.postgres.Octets;
import dev.mori.protocol.postgres.TransactionStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresServerTest {
  private static final ReadyForQuery READY = new ReadyForQuery(TransactionStatus.IDLE);

  private static TestNode node;
  private static PostgresServer server;
  private static final EchoAcceptor ECHO = new EchoAcceptor();

  @BeforeAll
  static void start() throws Exception {
    LeakWatch.install();
    node = TestNode.start(2, Sockets.EPOLL);
    server = node.serve(ECHO);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
    assertThat(LeakWatch.reports()).isEmpty();
  }

  private static RawClient client() throws IOException {
    return RawClient.connect(server.port());
  }

  private static RawClient ready() throws IOException {
    RawClient client = client().login("ann", "shop");
    assertThat(client.receiveAll()).last().isEqualTo(READY);
    return client;
  }

  private static ErrorFields lastError(RawClient client) throws IOException {
    List<BackendMessage> all = client.receiveToEnd();
    assertThat(all.getLast()).isInstanceOf(ErrorResponse.class);
    return ((ErrorResponse) all.getLast()).fields();
  }

  private static void assertFatal(ErrorFields fields, String state, String message) {
    assertThat(fields.severity()).isEqualTo("FATAL");
    assertThat(fields.sqlState()).isEqualTo(state);
    assertThat(fields.message()).contains(message);
  }

  @Test
  void aClientLogsInAndIsAnswered() throws Exception {
    try (RawClient client = client().login("ann", "shop")) {
      List<BackendMessage> greeting = client.receiveAll();
      assertThat(greeting.get(0)).isEqualTo(new AuthenticationOk());
      assertThat(greeting.get(1)).isInstanceOf(BackendKeyData.class);
      client.send(new Query("one"));
      assertThat(client.receiveAll()).containsExactly(new CommandComplete("one"), READY);
    }
  }

  @Test
  void pipelinedMessagesAreHandledOneByOneInOrder() throws Exception {
    try (RawClient client = ready()) {
      client.send(new Query("wait"), new Query("two"), new Query("three"));
      for (String tag : List.of("wait", "two", "three")) {
        assertThat(client.receiveAll()).containsExactly(new CommandComplete(tag), READY);
      }
    }
  }

  @Test
  void aClientThatReadsNoRepliesIsAnsweredNoFurther() throws Exception {
    EchoAcceptor own = new EchoAcceptor();
    PostgresServer other = node.serve(own);
    int count = 1_000;
    Query large = new Query("z".repeat(100_000));
    try (RawClient client = RawClient.connect(other.port()).login("ann", "shop")) {
      client.receiveAll();
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 0; i < count; i++) {
                    client.send(large);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      await().pollDelay(Duration.ofSeconds(2)).until(() -> true); // time enough for all of them
      assertThat(own.events).hasSizeLessThan(count / 4);
      for (int i = 0; i < count; i++) {
        assertThat(client.receiveAll()).last().isEqualTo(READY);
      }
      TestNode.await(sent);
    }
    await().untilAsserted(() -> assertThat(other.connectionCount()).isZero());
    TestNode.await(other.stop());
  }

  @Test
  void messagesInTinyPiecesAreJoined() throws Exception {
    try (RawClient client = ready()) {
      byte[] octets =
          dev.mori.protocol.postgres.FrontendEncoder.encode(new Query("x".repeat(3000)));
      for (int at = 0; at < octets.length; at += 700) {
        client.bytes(java.util.Arrays.copyOfRange(octets, at, Math.min(at + 700, octets.length)));
      }
      assertThat(client.receiveAll()).containsExactly(new CommandComplete("x".repeat(3000)), READY);
    }
  }

  @Test
  void aClientThatEndsItsSideStillGetsItsReply() throws Exception {
    try (RawClient client = ready()) {
      client.send(new Query("wait"));
      client.endOutput();
      assertThat(client.receiveToEnd()).containsExactly(new CommandComplete("wait"), READY);
    }
  }

  @Test
  void theHandlerIsToldOnceWhenTheClientGoes() throws Exception {
    EchoAcceptor own = new EchoAcceptor();
    PostgresServer other = node.serve(own);
    try (RawClient polite = RawClient.connect(other.port()).login("ann", "shop")) {
      polite.receiveAll();
      polite.send(new Terminate());
      assertThat(polite.receiveToEnd()).isEmpty();
    }
    RawClient rude = RawClient.connect(other.port()).login("ann", "shop");
    rude.receiveAll();
    rude.reset();
    await()
        .untilAsserted(
            () -> assertThat(own.events).containsExactly("disconnected", "disconnected"));
    await().untilAsserted(() -> assertThat(other.connectionCount()).isZero());
    TestNode.await(other.stop());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientThatGoesWhileItsSessionIsOpenedIsNotForgotten(boolean politely) throws Exception {
    EchoAcceptor own = new EchoAcceptor();
    PostgresServer other = node.serve(own);
    RawClient client = RawClient.connect(other.port()).login("ann", "slow");
    assertThat(client.receive()).isEqualTo(new AuthenticationOk());
    if (politely) {
      client.close();
    } else {
      client.reset();
    }
    await().untilAsserted(() -> assertThat(own.events).containsExactly("opened", "disconnected"));
    await().untilAsserted(() -> assertThat(other.connectionCount()).isZero());
    TestNode.await(other.stop());
  }

  @ParameterizedTest
  @ValueSource(strings = {"throw", "fail"})
  void aBugEndsTheConnectionWithXx000AndOthersLive(String how) throws Exception {
    try (RawClient victim = ready();
        RawClient other = ready()) {
      victim.send(new Query(how));
      assertFatal(lastError(victim), "XX000", "internal error");
      other.send(new Query("alive"));
      assertThat(other.receiveAll()).containsExactly(new CommandComplete("alive"), READY);
    }
  }

  @Test
  void aRefusedDatabaseGivesTheAcceptorsError() throws Exception {
    try (RawClient client = client().login("ann", "missing")) {
      assertFatal(lastError(client), "3D000", "does not exist");
    }
  }

  @Test
  void encryptionIsDeclinedWhenThereIsNoCertificate() throws Exception {
    try (RawClient client = client()) {
      client.send(new SslRequest());
      assertThat(client.octet()).isEqualTo('N');
      client.send(new GssEncRequest());
      assertThat(client.octet()).isEqualTo('N');
      client.login("ann", "shop");
      assertThat(client.receiveAll()).last().isEqualTo(READY);
    }
  }

  @Test
  void aNewerMinorVersionAndUnknownOptionsAreNegotiated() throws Exception {
    try (RawClient client = client()) {
      client.send(new StartupMessage(3, 2, Map.of("user", "ann", "_pq_.x", "1")));
      assertThat(client.receive())
          .isEqualTo(new NegotiateProtocolVersion(3 << 16, List.of("_pq_.x")));
      assertThat(client.receiveAll()).last().isEqualTo(READY);
    }
  }

  @Test
  void anotherMajorVersionIsRefused() throws Exception {
    try (RawClient client = client()) {
      client.bytes(ByteBuffer.allocate(9).putInt(9).putInt(2 << 16).put((byte) 0).array());
      assertFatal(lastError(client), "0A000", "unsupported frontend protocol 2.0");
    }
  }

  @Test
  void aStartupWithoutUserIsRefused() throws Exception {
    try (RawClient client = client()) {
      client.send(new StartupMessage(3, 0, Map.of("database", "shop")));
      assertFatal(lastError(client), "28000", "no PostgreSQL user name");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 7, 10_005, 0x16030100, Integer.MAX_VALUE, -1})
  void aStartupPacketOfImpossibleLengthIsRefused(int length) throws Exception {
    try (RawClient client = client()) {
      client.bytes(ByteBuffer.allocate(4).putInt(length).array());
      assertFatal(lastError(client), "08P01", "invalid length of startup packet");
    }
  }

  @Test
  void malformedFramesEndTheConnection() throws Exception {
    byte[][] bad = {
      {'Q', 0, 0, 0, 3},
      {'Q', 0x7f, -1, -1, -1},
      {'?', 0, 0, 0, 4},
      {'Q', 0, 0, 0, 5, 'x'},
      {'S', 1, 0, 0, 0}
    };
    for (byte[] octets : bad) {
      try (RawClient client = ready()) {
        client.bytes(octets);
        assertFatal(lastError(client), "08P01", "");
      }
    }
  }

  @Test
  void whatCameBeforeAMalformedFrameIsStillAnswered() throws Exception {
    try (RawClient client = ready()) {
      client.send(new Query("wait"));
      client.bytes(new byte[] {'?', 0, 0, 0, 4});
      assertThat(client.receiveAll()).containsExactly(new CommandComplete("wait"), READY);
      assertFatal(lastError(client), "08P01", "invalid frontend message type 63");
    }
  }

  @Test
  void aCancelRequestNeedsTheRightSecret() throws Exception {
    try (RawClient client = client().login("ann", "shop")) {
      BackendKeyData key = (BackendKeyData) client.receiveAll().get(1);
      byte[] wrong = key.secretKey().toByteArray();
      wrong[3] ^= 1;
      try (RawClient canceller = client()) {
        canceller.send(new CancelRequest(key.processId(), Octets.of(wrong)));
        assertThat(canceller.receiveToEnd()).isEmpty();
      }
      try (RawClient canceller = client()) {
        canceller.send(new CancelRequest(key.processId(), key.secretKey()));
        assertThat(canceller.receiveToEnd()).isEmpty();
      }
      assertThat(client.receive()).isInstanceOf(NoticeResponse.class);
      client.send(new Query("after"));
      assertThat(client.receiveAll()).containsExactly(new CommandComplete("after"), READY);
    }
  }

  @Test
  void oneConnectionMoreThanAllowedIsRefused() throws Exception {
    PostgresServer small =
        node.serve(ECHO, new ServerTls.Off(), settings -> settings.withMaxConnections(1));
    try (RawClient first = RawClient.connect(small.port()).login("ann", "shop")) {
      first.receiveAll();
      try (RawClient second = RawClient.connect(small.port()).login("ann", "shop")) {
        assertFatal(lastError(second), "53300", "sorry, too many clients already");
      }
    }
    await().untilAsserted(() -> assertThat(small.connectionCount()).isZero());
    try (RawClient third = RawClient.connect(small.port()).login("ann", "shop")) {
      assertThat(third.receiveAll()).last().isEqualTo(READY);
    }
  }

  @Test
  void aClientThatSaysNothingIsSentAway() throws Exception {
    PostgresServer strict =
        node.serve(
            ECHO,
            new ServerTls.Off(),
            settings -> settings.withLoginTimeout(Duration.ofMillis(300)));
    try (RawClient client = RawClient.connect(strict.port())) {
      assertFatal(lastError(client), "57014", "canceling authentication due to timeout");
    }
  }

  @Test
  void stoppingEndsIdleConnectionsAndLetsTransactionsFinish() throws Exception {
    PostgresServer stopping = node.serve(ECHO);
    try (RawClient idle = RawClient.connect(stopping.port()).login("ann", "shop");
        RawClient busy = RawClient.connect(stopping.port()).login("ann", "shop")) {
      idle.receiveAll();
      busy.receiveAll();
      busy.send(new Query("begin"));
      busy.receiveAll();
      var stopped = stopping.stop();
      assertFatal(lastError(idle), "57P01", "terminating connection");
      busy.send(new Query("commit"));
      assertThat(busy.receiveAll()).containsExactly(new CommandComplete("commit"), READY);
      assertFatal(lastError(busy), "57P01", "terminating connection");
      TestNode.await(stopped);
      assertThatThrownBy(() -> RawClient.connect(stopping.port()))
          .isInstanceOf(java.net.ConnectException.class);
    }
  }

  @Test
  void aTakenPortIsReportedWithItsNumber() throws Exception {
    int taken = server.port();
    assertThatThrownBy(
            () ->
                TestNode.await(
                    PostgresServer.start(
                        ServerSettings.of(
                            java.net.InetAddress.getLoopbackAddress(), taken, new ServerTls.Off()),
                        ECHO,
                        node.system(),
                        node.loops())))
        .hasMessageContaining("cannot listen on 127.0.0.1:" + taken);
  }
}
