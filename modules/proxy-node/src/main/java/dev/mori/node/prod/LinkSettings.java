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
  private final Map<Link, Map<String, String>> known = new WeakHashMap<>();

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
            calls.add(SqlCall.of("SELECT pg_catalog.set_config($1, $2, false)", name, value));
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
