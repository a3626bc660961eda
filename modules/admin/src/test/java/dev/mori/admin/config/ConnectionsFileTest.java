package dev.mori.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** mori.yaml: what is read, and the sentence each mistake gives. */
class ConnectionsFileTest {

  private static final String REFERENCE =
      """
      version: 1
      connections:
        shop: # ours
          engine: postgres
          provider: direct
          host: db.example
          port: 6432
          user: reader
          password: ${SHOP_PASSWORD}
          database: shop
          ssl_mode: verify-full
          extra:
            sslrootcert: /etc/ca.pem
        cache:
          engine: redis
          provider: upstash
          host: r.example
          tunnel:
            type: ssh
            local_port: 7000
      """;

  private static ConnectionsFile read(String text) {
    return switch (ConnectionsFile.parseText(text)) {
      case ConnectionsFile.Outcome.Read read -> read.file();
      case ConnectionsFile.Outcome.Missing missing -> throw new AssertionError(missing);
      case ConnectionsFile.Outcome.Broken broken -> throw new AssertionError(broken);
    };
  }

  private static List<String> mistakes(String text) {
    return ConnectionsFile.parseText(text) instanceof ConnectionsFile.Outcome.Broken broken
        ? broken.problems().stream().map(ConfigProblem::sentence).toList()
        : List.of();
  }

  private static List<String> values(String text, Map<String, String> environment) {
    return read(text).entries().getFirst().resolve(environment)
            instanceof ConnectionEntry.Resolved.Unusable unusable
        ? unusable.problems().stream().map(ConfigProblem::sentence).toList()
        : List.of();
  }

  @Test
  void aFileOfTheReferenceIsReadWithItsReferences() {
    ConnectionEntry shop = read(REFERENCE).entry("shop").orElseThrow();
    assertThat(shop.warnings()).isEmpty();
    assertThat(shop.resolve(Map.of("SHOP_PASSWORD", "geheim")))
        .isInstanceOfSatisfying(
            ConnectionEntry.Resolved.Usable.class,
            usable -> {
              Connection connection = usable.connection();
              assertThat(connection.address()).isEqualTo("reader@db.example:6432/shop");
              assertThat(connection.password().reveal()).isEqualTo("geheim");
              assertThat(connection.toString()).doesNotContain("geheim");
              assertThat(connection.sslMode()).isEqualTo("verify-full");
              assertThat(connection.extra()).containsEntry("sslrootcert", "/etc/ca.pem");
            });
  }

  @Test
  void enginesProvidersAndTunnelsThatAreNotThereAreRefusedOnlyWhereTheyAreUsed() {
    assertThat(read(REFERENCE).entry("cache").orElseThrow().problems())
        .extracting(ConfigProblem::sentence)
        .containsExactly(
            "mori.yaml:15: connections.cache.engine: expected postgres (other engines are not there"
                + " yet), found \"redis\"",
            "mori.yaml:16: connections.cache.provider: expected direct (other providers are not"
                + " there yet), found \"upstash\"",
            "mori.yaml:19: connections.cache.tunnel: expected no tunnel (tunnels are not there"
                + " yet), found one");
  }

  @Test
  void eachMistakeOfTheFormatIsNamedWithItsLine() {
    assertThat(mistakes("version: 2\nconections:\n"))
        .containsExactly(
            "mori.yaml:1: version: expected 1, found \"2\"",
            "mori.yaml:2: conections: expected the key connections, found an unknown key");
    assertThat(mistakes("connections:\n  shop:\n    hots: db\n    hots: db2\n"))
        .containsExactly(
            "mori.yaml:4: connections.shop.hots: expected each key once, found it twice",
            "mori.yaml:3: connections.shop.hots: expected the key host, found an unknown key",
            "mori.yaml:4: connections.shop.hots: expected the key host, found an unknown key");
    assertThat(mistakes("connections:\n  - shop\n"))
        .containsExactly("mori.yaml:2: connections: expected a mapping (key: value), found a list");
    assertThat(mistakes("connections:\n  shop:\n    host: [a]\n"))
        .containsExactly(
            "mori.yaml:3: connections.shop.host: expected a single value, found a list");
    assertThat(mistakes("connections:\n  sh@op:\n    host: a\n").getFirst())
        .startsWith("mori.yaml:2: connections.sh@op: expected a connection name, found that ");
    assertThat(mistakes("connections:\n  shop:\n   host: a\n    port: 1\n").getFirst())
        .startsWith("mori.yaml:4: expected YAML, found ");
  }

  @Test
  void eachWrongValueIsNamedWithItsLine() {
    String text =
        """
        connections:
          shop:
            host: db
            port: 99999
            user: u
            ssl_mode: full
            password: ${NOPE}
        """;
    assertThat(values(text, Map.of()))
        .containsExactly(
            "mori.yaml:4: connections.shop.port: expected a whole number from 1 to 65535, found"
                + " \"99999\"",
            "mori.yaml:6: connections.shop.ssl_mode: expected one of disable, allow, prefer,"
                + " require, verify-ca, verify-full, found \"full\"",
            "mori.yaml:7: connections.shop.password: expected the environment variable NOPE to be"
                + " set, found that it is not",
            "mori.yaml:2: connections.shop.database: expected a value, found none");
  }

  @Test
  void aWrittenPasswordGivesAWarningAndIsNeverShown() {
    ConnectionEntry shop =
        read("""
        connections:
          shop:
            host: db
            user: u
            database: d
            password: geheim
        """)
            .entry("shop")
            .orElseThrow();
    assertThat(shop.warnings())
        .containsExactly(
            "mori.yaml:6: connections.shop.password is written out; put it into an environment"
                + " variable and write ${NAME}.");
    assertThat(shop.shown("password")).isEqualTo("***");
  }

  @Test
  void aReferenceIsEscapedByADollar() {
    assertThat(References.resolve("a$${B}c${D}", Map.of("D", "d"))).isEqualTo("a${B}cd");
    assertThat(References.resolve(References.literal("p${x}$"), Map.of())).isEqualTo("p${x}$");
  }
}
