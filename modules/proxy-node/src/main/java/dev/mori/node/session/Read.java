package dev.mori.node.session;

import dev.mori.node.link.ReplySink;
import dev.mori.overlay.statement.Query;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One read on its way.
 *
 * @param bound the query
 * @param query what it says
 * @param limit row limit
 * @param schema the schema it is planned under
 * @param answer how its answer gets to the client
 */
record Read(Bound bound, Query query, int limit, Schema schema, Answer answer) {

  /** How the answer to a read gets to the client. */
  interface Answer {
    /** What runs on the shadow when the read does: the client's own words. */
    Bound statement();

    /** The same with another text of the query that means the same. */
    Bound disguised(String query);

    /** Fails with what is wrong with the client's own words, unless that has been said. */
    CompletionStage<Void> understood();

    /** Where the answer of the shadow goes. */
    ResultSink sink();

    /**
     * Where the answer of prod goes, asked just before prod is; empty when nothing of prod's can be
     * what the client wants.
     */
    CompletionStage<Optional<ReplySink>> rows();
  }
}
