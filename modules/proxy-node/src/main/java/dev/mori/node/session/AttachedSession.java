package dev.mori.node.session;

import dev.mori.engine.postgres.ParseCache;
import dev.mori.node.link.Link;
import dev.mori.state.SessionHandle;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * One session as the connections of one node share it.
 *
 * @param session marks and views
 * @param schemas the committed schema
 * @param parses what recent texts say
 * @param activity who runs what
 * @param limits what a statement may cost
 * @param log where decisions are told
 * @param shadows how to connect to the session's database
 */
public record AttachedSession(
    SessionHandle session,
    SchemaCache schemas,
    ParseCache parses,
    SessionActivity activity,
    Limits limits,
    ActivityLog log,
    Shadows shadows) {

  /** Makes links to a session's database. */
  public interface Shadows {
    /** A link for a client's own statements. */
    CompletionStage<Link> client(String database, Map<String, String> startup, EventLoop loop);

    /** A link for copying rows of prod: triggers off, settings pinned. */
    CompletionStage<Link> hydrator(String database, EventLoop loop);
  }

  CompletionStage<Link> connectHydrator(String database, EventLoop loop) {
    return shadows.hydrator(database, loop);
  }
}
