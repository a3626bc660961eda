package dev.mori.node.session;

import dev.mori.engine.postgres.ObjectName;
import dev.mori.engine.postgres.RecordText;
import dev.mori.node.sql.SqlCall;
import dev.mori.overlay.statement.Transaction.Isolation;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@link Settings} in step with the shadow link: read again after whatever may have changed
 * them.
 */
final class SettingsSide {
  private static final String READ =
      "SELECT pg_catalog.current_schemas(true)::text,"
          + " pg_catalog.current_setting('transaction_isolation'),"
          + " (current_user = session_user)::text";

  private final ShadowSide shadow;
  private final Set<String> own = new LinkedHashSet<>();
  private Settings known = Settings.UNKNOWN;
  private boolean current;
  private boolean changed;

  SettingsSide(ShadowSide shadow) {
    this.shadow = shadow;
  }

  /** Something may have changed them. */
  void forget() {
    current = false;
    changed = true;
  }

  /** The client sets a parameter of its own ({@code SET app.tenant}), which a reset must keep. */
  void alsoKeep(String name) {
    own.add(name);
  }

  /**
   * A transaction has ended: its own isolation level is no longer in force, nor are its SETs when
   * they were local or it was rolled back.
   */
  void transactionEnded() {
    current &= !changed && known.isolation() == Isolation.READ_COMMITTED;
    changed = false;
  }

  /**
   * The settings now. Must not be asked for in a failed transaction: the shadow could not answer.
   */
  CompletionStage<Settings> current() {
    if (current) {
      return CompletableFuture.completedStage(known);
    }
    List<String> names =
        Stream.of(Settings.REPLAYED, Settings.KEPT, own).flatMap(Collection::stream).toList();
    String values =
        names.stream()
            .map(n -> ", pg_catalog.current_setting(" + ObjectName.literal(n) + ", true)")
            .collect(Collectors.joining("", ", " + extensions(), ""));
    return shadow
        .ask(SqlCall.of(READ + values))
        .thenApply(
            answer -> {
              known = read(answer.orFail().rowsOf(0).getFirst(), names);
              current = true;
              return known;
            });
  }

  /**
   * Whether a parameter that the client has set is one of an extension: they are named after it.
   */
  private String extensions() {
    return own.stream()
        .map(
            name ->
                ObjectName.literal(name.substring(0, name.indexOf('.')).toLowerCase(Locale.ROOT)))
        .reduce((a, b) -> a + ", " + b)
        .map(
            names ->
                "EXISTS (SELECT 1 FROM pg_catalog.pg_extension WHERE extname::text IN ("
                    + names
                    + "))::text")
        .orElse("'false'");
  }

  /** The settings as last read, perhaps before they changed. */
  Settings lastKnown() {
    return known;
  }

  private static Settings read(List<@Nullable String> row, List<String> names) {
    List<String> path =
        RecordText.elements(Objects.requireNonNull(row.getFirst())).stream()
            .map(Objects::requireNonNull)
            .toList();
    Isolation isolation =
        Isolation.valueOf(
            Objects.requireNonNull(row.get(1)).toUpperCase(Locale.ROOT).replace(' ', '_'));
    Map<String, String> replay = new HashMap<>();
    Map<String, String> kept = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String value = row.get(i + 4);
      if (value != null) {
        (i < Settings.REPLAYED.size() ? replay : kept).put(names.get(i), value);
      }
    }
    return new Settings(
        Map.copyOf(replay),
        Map.copyOf(kept),
        path,
        isolation,
        "true".equals(row.get(2)),
        "true".equals(row.get(3)));
  }
}
