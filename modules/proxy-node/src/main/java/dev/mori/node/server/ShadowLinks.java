package dev.mori.node.server;

import dev.mori.node.link.Link;
import dev.mori.node.link.LinkConnector;
import dev.mori.node.session.AttachedSession;
import dev.mori.node.shadow.ShadowStore;
import dev.mori.node.transport.EventLoops;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Links to the databases of sessions. */
final class ShadowLinks implements AttachedSession.Shadows {
  /**
   * Settings of links that copy rows: no triggers, pinned formats, and no waiting for ever on a
   * client's lock.
   */
  private static final Map<String, String> HYDRATOR =
      Map.of(
          "application_name",
          "mori-hydrator",
          "client_encoding",
          "UTF8",
          "options",
          "-c session_replication_role=replica -c mori.hydrating=on -c lock_timeout=5s -c datestyle=ISO -c intervalstyle=postgres"
              + " -c timezone=UTC -c lc_messages=C");

  private final LinkConnector connector;
  private final EventLoops loops;
  private final ShadowStore shadows;

  ShadowLinks(LinkConnector connector, EventLoops loops, ShadowStore shadows) {
    this.connector = connector;
    this.loops = loops;
    this.shadows = shadows;
  }

  @Override
  public CompletionStage<Link> client(
      String database, Map<String, String> startup, EventLoop loop) {
    return connector.connect(Node.endpoint(shadows.client(database)), startup, loops.of(loop));
  }

  @Override
  public CompletionStage<Link> hydrator(String database, EventLoop loop) {
    return connector.connect(Node.endpoint(shadows.admin(database)), HYDRATOR, loops.of(loop));
  }
}
