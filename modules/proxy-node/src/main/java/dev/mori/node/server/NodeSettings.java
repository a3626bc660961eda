package dev.mori.node.server;

import dev.mori.node.link.PoolSettings;
import dev.mori.node.session.Limits;
import dev.mori.node.session.SessionPolicy;
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
    Limits limits) {}
