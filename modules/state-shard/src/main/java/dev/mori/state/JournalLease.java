package dev.mori.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.coordination.lease.LeaseSettings;
import org.apache.pekko.coordination.lease.javadsl.Lease;

/**
 * The lease by which two nodes that have lost each other decide which of them goes on (Pekko's
 * strategy lease-majority), kept in the journal's database. Made by Pekko, by the name in {@code
 * mori-pekko.conf}.
 *
 * <p>It goes by the database's clock. Should that jump, both may go on: then sessions still have
 * one owner each, for that is a matter of {@link NodeRights}.
 */
public final class JournalLease extends Lease {
  private static final String TAKE =
      """
      insert into "mori_lease" values (?, ?, clock_timestamp() + ? * interval '1 ms')
      on conflict ("name") do update set "owner" = excluded."owner", "expires" = excluded."expires"
      where "mori_lease"."owner" = excluded."owner" or "mori_lease"."expires" < clock_timestamp()
      """;

  private final LeaseSettings settings;
  private final JournalTables journal;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("mori-lease").factory());
  private volatile boolean held;
  private volatile boolean wanted;

  /** Called by Pekko. */
  public JournalLease(LeaseSettings settings, ExtendedActorSystem system) {
    this.settings = settings;
    this.journal = JournalTables.of(system.settings().config());
  }

  @Override
  public LeaseSettings getSettings() {
    return settings;
  }

  @Override
  public CompletionStage<Boolean> acquire() {
    return acquire(reason -> {});
  }

  @Override
  public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> lost) {
    wanted = true;
    return later(
        () -> {
          held = update(TAKE, settings.leaseName(), settings.ownerName(), millis());
          if (held) {
            renewLater(lost);
          }
          return held;
        });
  }

  private void renewLater(Consumer<Optional<Throwable>> lost) {
    var unused =
        worker.schedule(
            () -> renew(lost),
            settings.timeoutSettings().heartbeatInterval().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void renew(Consumer<Optional<Throwable>> lost) {
    if (!wanted) {
      return;
    }
    try {
      held = update(TAKE, settings.leaseName(), settings.ownerName(), millis());
      if (held) {
        renewLater(lost);
      } else {
        lost.accept(Optional.empty());
      }
    } catch (SQLException e) {
      held = false;
      lost.accept(Optional.of(e));
    }
  }

  @Override
  public CompletionStage<Boolean> release() {
    wanted = false;
    held = false;
    return later(
        () -> {
          update(
              "delete from \"mori_lease\" where \"name\" = ? and \"owner\" = ?",
              settings.leaseName(),
              settings.ownerName());
          return true;
        });
  }

  @Override
  public boolean checkLease() {
    return held;
  }

  private long millis() {
    return settings.timeoutSettings().heartbeatTimeout().toMillis();
  }

  /** Seldom enough for a connection each time. */
  private boolean update(String sql, Object... values) throws SQLException {
    try (Connection connection = journal.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate() == 1;
    }
  }

  /** Work that asks the database. */
  @FunctionalInterface
  private interface Asking {
    boolean ask() throws SQLException;
  }

  private CompletionStage<Boolean> later(Asking asking) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return asking.ask();
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        },
        worker);
  }
}
