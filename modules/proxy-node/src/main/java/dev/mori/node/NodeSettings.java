package dev.mori.node;

import dev.mori.node.link.PoolSettings;
import dev.mori.node.session.Limits;
import dev.mori.node.shadow.PostgresAddress;
import dev.mori.node.shadow.ShadowChoice;
import dev.mori.node.transport.ServerSettings;
import java.nio.file.Path;

/**
 * What one node serves and how.
 *
 * @param connection the connection's name in mori.yaml
 * @param prod the upstream database
 * @param shadow where shadows live
 * @param home the folder of this node's own files
 * @param server where and how clients connect
 * @param pool bounds of the connections to prod
 * @param sessions which sessions clients get
 * @param limits what one statement may cost
 */
public record NodeSettings(
    String connection,
    PostgresAddress prod,
    ShadowChoice shadow,
    Path home,
    ServerSettings server,
    PoolSettings pool,
    SessionPolicy sessions,
    Limits limits) {

  /**
   * Which sessions clients get.
   *
   * @param byDefault the session of clients that name none
   * @param createOnConnect whether a name that does not exist is created
   * @param sequenceGap how many values the sequences of a new session are ahead of prod's
   */
  public record SessionPolicy(String byDefault, boolean createOnConnect, long sequenceGap) {}
}
