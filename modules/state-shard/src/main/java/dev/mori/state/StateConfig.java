package dev.mori.state;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** The configuration of an actor system that carries sessions. */
public final class StateConfig {

  private StateConfig() {}

  /**
   * The node's settings over ours over the libraries' defaults, resolved.
   *
   * <p>Our settings for Pekko stand in a resource of their own: in a {@code reference.conf} the
   * order of the class path would decide between them and Pekko's own defaults.
   *
   * @param node what the node sets itself, not yet resolved, for example from {@code mori.conf}
   */
  public static Config load(Config node) {
    return ConfigFactory.defaultOverrides()
        .withFallback(node)
        .withFallback(ConfigFactory.parseResources(StateConfig.class, "/mori-pekko.conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }
}
