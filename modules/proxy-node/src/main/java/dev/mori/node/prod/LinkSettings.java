package dev.mori.node.prod;

import dev.mori.node.link.Link;
import dev.mori.node.sql.Ask;
import dev.mori.node.sql.SqlCall;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.ErrorFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What each link of a node was last SET to, so that a lease sends only differences. */
final class LinkSettings {
  /** How long a statement may take. */
  static final String TIMEOUT = "statement_timeout";

  /** A client that sets no limit of its own: then the one that prod gives mori's role holds. */
  static final String NO_TIMEOUT = "0";

  private final Map<Link, Map<String, String>> known = new WeakHashMap<>();

  /** The call that sets a parameter, for the transaction or for the link. */
  static SqlCall call(String name, String value, boolean local) {
    boolean reset = name.equals(TIMEOUT) && value.equals(NO_TIMEOUT);
    return SqlCall.of(
        "SELECT pg_catalog.set_config($1, $2, " + local + ")", name, reset ? null : value);
  }

  /**
   * Sends SETs for what differs; they travel ahead of the statement in the same write. A value that
   * prod does not take is told as a name that it does not know.
   */
  synchronized void apply(
      Link link, Map<String, String> wanted, AtomicReference<@Nullable SqlFailed> untaken) {
    Map<String, String> now = known.computeIfAbsent(link, l -> new HashMap<>());
    List<SqlCall> calls = new ArrayList<>();
    wanted.forEach(
        (name, value) -> {
          if (!value.equals(now.get(name))) {
            calls.add(call(name, value, false));
          }
        });
    if (!calls.isEmpty()) {
      now.putAll(wanted);
      Ask.all(link, calls)
          .whenComplete(
              (answer, lost) -> {
                if (lost == null && answer.error().isPresent()) {
                  String message = answer.error().get().message();
                  untaken.set(new SqlFailed(ErrorFields.error("42704", message)));
                  // A link whose settings are unknown must not serve anyone: rows would be read
                  // wrongly.
                  link.close();
                }
              });
    }
  }
}
