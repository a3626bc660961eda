package dev.mori.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.mori.admin.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** mori.conf: defaults, overriding, and the sentence each mistake gives. */
class NodeConfigTest {
  @TempDir private Path folder = Path.of("");

  private NodeConfig.Outcome read(String text, Map<String, String> environment) throws IOException {
    Path file = folder.resolve("mori.conf");
    Files.writeString(file, text);
    return NodeConfig.read(file, environment);
  }

  private List<String> mistakes(String text, Map<String, String> environment) throws IOException {
    return read(text, environment) instanceof NodeConfig.Outcome.Broken broken
        ? broken.problems().stream().map(ConfigProblem::sentence).toList()
        : List.of();
  }

  @Test
  void theReferenceFileHoldsExactlyTheKnownKeys() {
    assertThat(ConfigFactory.parseString(SettingsPage.reference().replace("{}", "1")).entrySet())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrderElementsOf(Setting.ALL.stream().map(Setting::key).toList());
  }

  @Test
  void everyDefaultIsOfItsKind() {
    assertThat(NodeConfig.read(folder.resolve("none"), Map.of()))
        .isInstanceOfSatisfying(
            NodeConfig.Outcome.Read.class,
            read -> {
              assertThat(read.config().count("mori.node.port-base")).isEqualTo(9002);
              assertThat(read.config().count("mori.admin.port")).isEqualTo(9090);
              assertThat(read.config().number("mori.session.sequence-gap")).isEqualTo(1_000_000);
              assertThat(read.config().time("mori.prod.wait-timeout"))
                  .isEqualTo(Duration.ofSeconds(30));
              assertThat(read.config().octets("mori.node.max-message-size")).isEqualTo(256L << 20);
              assertThat(read.config().flag("mori.session.create-on-connect")).isTrue();
            });
  }

  @Test
  void aVariableWinsOverTheFile() throws IOException {
    NodeConfig.Outcome outcome =
        read(
            "mori { prod.pool-size = 5, guard.require-readonly-role = on }"
                .replace("on }", "true }"),
            Map.of("MORI_PROD_POOL_SIZE", "7"));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            NodeConfig.Outcome.Read.class,
            read -> {
              assertThat(read.config().count("mori.prod.pool-size")).isEqualTo(7);
              assertThat(read.config().flag("mori.guard.require-readonly-role")).isTrue();
            });
  }

  @Test
  void eachMistakeIsNamedWithItsPlace() throws IOException {
    assertThat(
            mistakes(
                "mori.prod {\n  pool-sice = 5\n  max-waiting = many\n}\nmori.node.bind = \"::1\"\n",
                Map.of("MORI_ADMIN_PORT", "70000")))
        .containsExactlyInAnyOrder(
            "mori.conf:2: mori.prod.pool-sice: expected the key mori.prod.pool-size, found an"
                + " unknown key",
            "MORI_ADMIN_PORT: mori.admin.port: expected a whole number from 0 to 65535, found"
                + " \"70000\"",
            "mori.conf:3: mori.prod.max-waiting: expected a whole number from 0 to 1000000, found"
                + " \"many\"");
    assertThat(mistakes("mori.node.tls = off", Map.of()))
        .containsExactly(
            "mori.conf:1: mori.node.tls: expected a group of keys, found a single value");
    assertThat(mistakes("mori.prod {\n", Map.of()).getFirst())
        .startsWith("mori.conf:")
        .contains("expected HOCON, found ");
    assertThat(mistakes("mori.prod.wait-timeout = 5 parsecs", Map.of()))
        .containsExactly(
            "mori.conf:1: mori.prod.wait-timeout: expected a time such as 500ms, 30s or 10min,"
                + " found \"5 parsecs\"");
  }

  @Test
  void settingsOfTheStateAndOfPekkoPass() throws IOException {
    assertThat(mistakes("mori.state.ask-timeout = 5s, pekko.loglevel = DEBUG", Map.of())).isEmpty();
  }

  @Test
  void aPasswordInTheShadowsAddressIsNotShown() {
    assertThat(
            NodeConfig.ofDefaults()
                .with("mori.session.shadow", "postgres://me:geheim@h:1/d")
                .shown())
        .containsEntry("mori.session.shadow", "postgres://me:***@h:1/d");
  }

  @Test
  void tokensAreKnownByTheirDigestsAndAreNeverShown() throws IOException {
    String digest = AdminToken.digest("geheim-geheim-geheim");
    String text =
        """
        mori.admin.tokens {
          ci { role = developer, variable = CI_TOKEN }
          eve { role = viewer, sha256 = "%s" }
        }
        """
            .formatted(digest);
    NodeConfig.Outcome outcome = read(text, Map.of("CI_TOKEN", "geheim-geheim-geheim"));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            NodeConfig.Outcome.Read.class,
            read -> {
              assertThat(read.config().tokens())
                  .containsExactly(
                      new AdminToken("ci", Role.DEVELOPER, digest),
                      new AdminToken("eve", Role.VIEWER, digest));
              assertThat(read.config().shown()).containsEntry("mori.admin.tokens", "ci, eve");
            });
    String key = "mori.conf:1: mori.admin.tokens: expected " + AdminToken.EXPECTED + ", found ";
    assertThat(mistakes("mori.admin.tokens { ci { role = developer, variable = X } }", Map.of()))
        .containsExactly(
            key
                + "ci with the variable X, which does not hold 16 or more letters, digits and . _ ~ + / = -");
    for (String[] wrong :
        new String[][] {
          {"= geheim", "a single value"},
          {"{ a = geheim }", "a without a role"},
          {"{ a { role = root, variable = X } }", "a without one of these roles"},
          {"{ a { role = viewer } }", "a with neither"},
          {"{ a { role = viewer, variable = X, sha256 = \"" + digest + "\" } }", "a with both"},
          {"{ a { role = viewer, token = geheim } }", "a with the key token"},
          {
            "{ a { role = viewer, sha256 = geheim } }",
            "a with a sha256 that is not 64 hexadecimal digits in lower case"
          }
        }) {
      assertThat(mistakes("mori.admin.tokens " + wrong[0], Map.of()))
          .containsExactly(key + wrong[1]);
    }
  }
}
