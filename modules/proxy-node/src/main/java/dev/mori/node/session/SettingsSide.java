package dev.mori.node.session;

import dev.mori.engine.postgres.RecordText;
import dev.mori.node.sql.SqlCall;
import dev.mori.overlay.statement.Transaction.Isolation;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@link Settings} in step with the shadow link: read again after whatever may have changed
 * them.
 */
final class SettingsSide {
  private static final String READ =
      Settings.REPLAYED.stream()
          .map(name -> "pg_catalog.current_setting('" + name + "')")
          .collect(
              Collectors.joining(
                  ", ",
                  "SELECT ",
                  ", pg_catalog.current_schemas(true)::text, pg_catalog.current_setting('transaction_isolation'),"
                      + " (current_user = session_user)::text"));

  private final ShadowSide shadow;
  private @Nullable Settings known;
  private boolean changed;

  SettingsSide(ShadowSide shadow) {
    this.shadow = shadow;
  }

  /** Something may have changed them. */
  void forget() {
    known = null;
    changed = true;
  }

  /**
   * A transaction has ended: its own isolation level is no longer in force, nor are its SETs when
   * they were local or it was rolled back.
   */
  void transactionEnded() {
    Settings settings = known;
    if (changed || (settings != null && settings.isolation() != Isolation.READ_COMMITTED)) {
      known = null;
    }
    changed = false;
  }

  /**
   * The settings now. Must not be asked for in a failed transaction: the shadow could not answer.
   */
  CompletionStage<Settings> current() {
    Settings settings = known;
    if (settings != null) {
      return CompletableFuture.completedStage(settings);
    }
    return shadow
        .ask(SqlCall.of(READ))
        .thenApply(
            answer -> {
              Settings fresh = read(answer.orFail().rowsOf(0).getFirst());
              known = fresh;
              return fresh;
            });
  }

  /** The settings as last read; those of a fresh connection before that. */
  Settings lastKnown() {
    Settings settings = known;
    return settings != null
        ? settings
        : new Settings(Map.of(), List.of(), Isolation.READ_COMMITTED, true);
  }

  private static Settings read(List<@Nullable String> row) {
    Map<String, String> replay = new HashMap<>();
    for (int i = 0; i < Settings.REPLAYED.size(); i++) {
      replay.put(Settings.REPLAYED.get(i), Objects.requireNonNull(row.get(i)));
    }
    int at = Settings.REPLAYED.size();
    List<String> path =
        RecordText.elements(Objects.requireNonNull(row.get(at))).stream()
            .map(Objects::requireNonNull)
            .toList();
    Isolation isolation =
        Isolation.valueOf(
            Objects.requireNonNull(row.get(at + 1)).toUpperCase(Locale.ROOT).replace(' ', '_'));
    return new Settings(Map.copyOf(replay), path, isolation, "true".equals(row.get(at + 2)));
  }
}
