package dev.mori.node.server;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.node.link.Link;
import dev.mori.node.link.LinkConnector;
import dev.mori.node.session.AttachedSession;
import dev.mori.node.shadow.ShadowStore;
import dev.mori.node.sql.Ask;
import dev.mori.node.sql.SqlCall;
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
          "-c lock_timeout=5s -c datestyle=ISO -c intervalstyle=postgres" + " -c timezone=UTC");

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
    return connector
        .connect(Node.endpoint(shadows.client(database)), HYDRATOR, loops.of(loop))
        .thenCompose(ShadowLinks::copyingRows);
  }

  /** For as long as the link lives. */
  private static CompletionStage<Link> copyingRows(Link link) {
    return Ask.all(link, SqlCall.of(PostgresLedger.COPY_ROWS))
        .thenApply(
            answer -> {
              if (answer.error().isPresent()) {
                link.close();
              }
              answer.orFail();
              return link;
            });
  }
}
