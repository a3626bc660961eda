package dev.mori.state;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;

/** Configurations for actor systems in tests. */
final class TestConfigs {

  private TestConfigs() {}

  /** No cluster, no journal. */
  static Config local() {
    return StateConfig.load(ConfigFactory.parseString("pekko.actor.provider = local"));
  }

  /** No cluster, a journal in memory that serializes. */
  static Config journalInMemory() {
    return StateConfig.load(
        ConfigFactory.parseString("pekko.actor.provider = local")
            .withFallback(EventSourcedBehaviorTestKit.config()));
  }

  /** Short enough for tests, long enough for a busy machine. */
  static SessionSettings settings(boolean exclusive) {
    return new SessionSettings(
        exclusive,
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        500,
        Duration.ofMillis(50));
  }
}
