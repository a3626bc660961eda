package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.wire.Endpoint;
import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node in front of prod, a client that sends whatever it likes, and an eye on prod. */
final class Assault implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Assault.class);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** How many statements stand between two looks at prod. */
  private static final int STRETCH = 500;

  private final Endpoint superuser;
  private final WireClient bystander;
  private final MoriUnderTest mori;
  private final Endpoint node;
  private final Map<String, String> before;
  private WireClient client;
  private int sent;

  /** Starts a node that logs in to prod, and lets clients in, as the role. */
  Assault(Servers servers, String role) throws Exception {
    superuser = servers.prodAsSuperuser();
    bystander = WireClient.connect(superuser, Map.of(), PATIENCE);
    mori = Moris.of("node", servers);
    node = mori.start(servers.prodAs(role));
    client = connect();
    before = ProdFingerprint.take(superuser);
  }

  /** The process on prod of somebody who has nothing to do with mori. */
  int bystander() throws IOException {
    return Integer.parseInt(bystanderSays("pg_backend_pid()"));
  }

  int sent() {
    return sent;
  }

  /** Sends all of these, and gives the session back what they took from it. */
  void send(List<Exchange> exchanges) throws IOException {
    boolean lasting = false;
    for (Exchange exchange : exchanges) {
      lasting |= send(exchange);
    }
    if (lasting) {
      mori.reset();
    }
  }

  /** Sends it, whatever comes of it; says whether later statements may miss something. */
  private boolean send(Exchange exchange) throws IOException {
    sent++;
    if (sent % STRETCH == 0) {
      look();
    }
    try {
      Reply reply = client.run(exchange);
      if (reply.status() == 'X') {
        reconnect();
      } else if (reply.status() != 'I') {
        client.query("ROLLBACK");
      }
      return reply.parts().stream().anyMatch(Assault::lasting);
    } catch (IOException e) {
      LOG.info("{} ended the connection: {}", exchange, e.toString());
      reconnect();
      return true;
    }
  }

  private static boolean lasting(Reply.Part part) {
    return part instanceof Reply.Done done
        && done.tag().matches("(ALTER|DROP|TRUNCATE|REASSIGN|REVOKE|DO|CREATE RULE).*");
  }

  /** Prod is as it was, and who had nothing to do with it is still there. */
  void look() throws IOException {
    assertThat(ProdFingerprint.differences(before, ProdFingerprint.take(superuser)))
        .as("prod after %s statements", sent)
        .isEmpty();
    assertThat(bystanderSays("'alive'")).isEqualTo("alive");
  }

  private String bystanderSays(String expression) throws IOException {
    return String.valueOf(bystander.rows("SELECT " + expression).getFirst().values().getFirst());
  }

  private void reconnect() throws IOException {
    client.close();
    client = connect();
  }

  private WireClient connect() throws IOException {
    return connect(Map.of("options", "-c statement_timeout=10s -c lock_timeout=5s"));
  }

  /** One more connection, with these start-up parameters. */
  WireClient connect(Map<String, String> startup) throws IOException {
    return WireClient.connect(node, startup, PATIENCE);
  }

  @Override
  public void close() {
    client.close();
    bystander.close();
    mori.close();
  }
}
