package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mori.conformance.wire.Exchange;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some thousand statements that would change prod if one of them got there, sent by roles that prod
 * would let do it (ARCHITECTURE 5): afterwards nothing of prod has changed.
 */
class HostileIT {
  private static final Logger LOG = LoggerFactory.getLogger(HostileIT.class);

  private static Servers servers;

  @BeforeAll
  static void start() throws Exception {
    servers = Servers.start(0.01);
    servers.onProd(HostileCorpus.resource("objects.sql"));
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void whatASuperuserSendsInEveryDisguise() throws Exception {
    assertThat(assault("boss", HostileCorpus::disguises)).isGreaterThan(4_000);
  }

  @Test
  void whatTheOwnerOfEverythingSends() throws Exception {
    assertThat(assault("keeper", sql -> List.of(new Exchange.Simple(sql)))).isGreaterThan(1_000);
  }

  @Test
  void functionsThatAreCalledByTheirNumber() throws Exception {
    List<Exchange> calls = HostileCorpus.calls(servers.prodAsSuperuser());
    try (Assault assault = new Assault(servers, "boss")) {
      assault.send(calls);
      assault.look();
      assertThat(assault.sent()).isGreaterThan(80);
    }
  }

  @Test
  void connectionsForReplication() throws Exception {
    try (Assault assault = new Assault(servers, "boss")) {
      for (String kind : List.of("database", "true", "on", "1", "yes", "DataBase")) {
        assertThatThrownBy(() -> assault.connect(Map.of("replication", kind)).close())
            .hasMessageContaining("0A000");
      }
      assault.look();
    }
  }

  private static int assault(String role, Function<String, List<Exchange>> ways) throws Exception {
    try (Assault assault = new Assault(servers, role)) {
      assault.send(HostileCorpus.functions(servers.prodAsSuperuser()));
      List<String> statements =
          HostileCorpus.statements(servers.prodAsSuperuser(), assault.bystander());
      for (String sql : statements) {
        assault.send(ways.apply(sql));
      }
      assault.look();
      LOG.warn("hostile statements as {}: {}, differences in prod: 0", role, assault.sent());
      return assault.sent();
    }
  }
}
