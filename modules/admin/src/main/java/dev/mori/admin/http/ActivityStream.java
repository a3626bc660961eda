package dev.mori.admin.http;

import dev.mori.admin.NodeControl;
import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The activity log as server-sent events (WHATWG HTML, 9.2): the id is the line's number, so that a
 * browser or program that comes back says how far it got.
 */
final class ActivityStream {
  static final String MEDIA_TYPE = "text/event-stream";

  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  /** A comment now and then, so that a caller who is gone is noticed. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

  private ActivityStream() {}

  /**
   * Lines from one number on, until the caller leaves or the node stops.
   *
   * @param after the last number that is known; empty to begin with what happens from now on
   */
  static CompletionStage<Source<ByteString, NotUsed>> of(NodeControl node, Optional<Long> after) {
    return after
        .map(known -> read(node, 0, known))
        .orElseGet(() -> read(node, 1, 0))
        .thenApply(log -> lines(node, after.orElse(log.next())));
  }

  private static Source<ByteString, NotUsed> lines(NodeControl node, long after) {
    return Source.unfoldAsync(
            after,
            last ->
                read(node, Integer.MAX_VALUE, last)
                    .thenApply(log -> Optional.of(Pair.create(log.next(), log.lines()))))
        .throttle(1, LOOK_EVERY)
        .mapConcat(List::copyOf)
        .map(ActivityStream::event)
        .prepend(Source.single(ByteString.fromString(": mori\n\n")))
        .keepAlive(SIGN_OF_LIFE, () -> ByteString.fromString(":\n\n"));
  }

  private static CompletionStage<Reply.Log> read(NodeControl node, int tail, long after) {
    return node.perform(new Operation.ReadLog(tail, after))
        .thenApply(reply -> reply instanceof Reply.Log log ? log : new Reply.Log(List.of(), after));
  }

  private static ByteString event(Reply.Line line) {
    return ByteString.fromString(
        "id: " + line.number() + "\nevent: decision\ndata: " + Json.write(line) + "\n\n");
  }
}
