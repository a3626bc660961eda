package dev.mori.node.session;

import dev.mori.node.sql.SqlCall;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Gives a fresh shadow link the settings the client's last one had. */
final class SettingsReplay {
  private SettingsReplay() {}

  static CompletionStage<Void> on(ShadowSide shadow, Map<String, String> settings) {
    List<SqlCall> calls =
        settings.entrySet().stream()
            // Another role may set less.
            .sorted(Comparator.comparing(s -> s.getKey().equals("role")))
            .map(
                s ->
                    SqlCall.of(
                        "SELECT pg_catalog.set_config($1, $2, false)", s.getKey(), s.getValue()))
            .toList();
    return shadow.ask(calls).thenAccept(answer -> answer.orFail());
  }
}
