package dev.mori.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionChoiceTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-c mori.hydrating=on",
        "-cmori.seq=4",
        "--mori.hydrating=on",
        "-c m\\ori.hydrating=on",
        "-c MORI.hydrating=on",
        "-c mori.session=x -c mori.hydrating=on",
        "-c session_replication_role=replica",
        "--session-replication-role=replica"
      })
  void optionsThatWouldReachTheLedgerAreRefused(String options) {
    assertThat(SessionChoice.tampers(Map.of("options", options))).isTrue();
  }

  @Test
  void parametersToo() {
    assertThat(SessionChoice.tampers(Map.of("mori.hydrating", "on"))).isTrue();
    assertThat(SessionChoice.tampers(Map.of("Session_Replication_Role", "replica"))).isTrue();
  }

  @Test
  void everythingElsePasses() {
    assertThat(
            SessionChoice.tampers(
                Map.of(
                    "user", "shop",
                    "mori.session", "feature-x",
                    "application_name", "mori.test",
                    "options", "-c mori.session=feature-x -c geqo=off")))
        .isFalse();
    assertThat(SessionChoice.withoutOwn("-c mori.session=feature-x -c geqo=off"))
        .isEqualTo("-c geqo=off");
  }
}
