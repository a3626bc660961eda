package dev.mori.node.server;

import dev.mori.node.shadow.ShadowServer;
import dev.mori.node.shadow.ShadowStore;
import dev.mori.state.SessionInfo;
import dev.mori.state.Sessions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up databases that were taken for a session which never learned of it: its node was killed
 * in between, or the session's state did not answer. Done once, beside the start.
 *
 * <p>Only on a shadow server of the node's own. One that somebody else runs may hold databases of
 * other projects under the same connection's name, whose sessions stand in journals this node does
 * not read; nothing there tells them apart.
 */
final class OrphanSweep {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);

  private OrphanSweep() {}

  /**
   * Sweeps in the background; what fails is left to the next start.
   *
   * @param started when this node was started
   */
  static CompletionStage<Void> begin(
      Sessions durable, ShadowServer server, ShadowStore shadows, Instant started) {
    return switch (server) {
      case ShadowServer.External external -> CompletableFuture.completedStage(null);
      case ShadowServer.Embedded embedded -> sweep(durable, shadows, started);
      case ShadowServer.Docker docker -> sweep(durable, shadows, started);
    };
  }

  private static CompletionStage<Void> sweep(
      Sessions durable, ShadowStore shadows, Instant started) {
    return durable
        .list()
        .thenAcceptAsync(
            sessions -> sweep(sessions, shadows, started),
            work -> Thread.ofPlatform().daemon().name("mori-orphans").start(work))
        .exceptionally(
            failure -> {
              LOG.info("unused databases are looked for at the next start: {}", failure.toString());
              return null;
            });
  }

  private static void sweep(List<SessionInfo> sessions, ShadowStore shadows, Instant started) {
    // A journal that knew of no session before was lost, perhaps, and what it knew is all there is.
    if (sessions.stream().allMatch(s -> s.origin().at().isAfter(started))) {
      return;
    }
    Set<String> used =
        sessions.stream().map(SessionInfo::shadowDatabase).collect(Collectors.toSet());
    int dropped = shadows.sweep(used);
    if (dropped > 0) {
      LOG.info("dropped {} databases that no session uses", dropped);
    }
  }
}
