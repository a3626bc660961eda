package dev.mori.node.prod;

import dev.mori.engine.postgres.ObjectName;
import dev.mori.node.link.Link;
import dev.mori.node.sql.Ask;
import dev.mori.node.sql.SqlAnswer;
import dev.mori.node.sql.SqlCall;
import dev.mori.node.transport.LoopCtx;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.NotificationResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node's clients listen to on prod, by one connection that does nothing but LISTEN: the
 * pool's links are shared, and whoever listens must stay. It is there only while somebody listens,
 * and comes back when it is lost; what prod notifies meanwhile is not heard. What clients notify
 * stays in their sessions. Its state belongs to the loop that asked first.
 */
public final class ProdChannels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProdChannels.class);
  private static final long LONGEST_PAUSE_MILLIS = 30_000;
  private static final long SHORTEST_PAUSE_MILLIS = 500;

  private final Function<LoopCtx, CompletionStage<Link>> connect;
  private final AtomicReference<@Nullable LoopCtx> home = new AtomicReference<>();
  private final Map<Ear, Set<String>> wanted = new HashMap<>();
  private CompletionStage<Void> settled = CompletableFuture.completedStage(null);
  private @Nullable Link link;
  private Set<String> held = Set.of();
  private long pause;
  private boolean closed;

  /** Not connected before somebody listens; {@code connect} makes read-only links to prod. */
  public ProdChannels(Function<LoopCtx, CompletionStage<Link>> connect) {
    this.connect = connect;
  }

  /** One client's ear, on that client's loop. */
  Ear ear(LoopCtx loop) {
    home.compareAndSet(null, loop);
    return new Ear(loop);
  }

  /** What one client hears of prod. Lives on the client's loop. */
  public final class Ear {
    private final LoopCtx loop;
    private Consumer<NotificationResponse> heard = notification -> {};
    private boolean used;

    private Ear(LoopCtx loop) {
      this.loop = loop;
    }

    /** Hands notifications over, on this ear's loop. */
    public void onNotification(Consumer<NotificationResponse> action) {
      heard = action;
    }

    /**
     * Listens to these channels and to no others. The stage ends when prod listens or has refused
     * to, or cannot be reached, which is logged; it never fails.
     */
    public CompletionStage<Void> listen(Set<String> channels) {
      if (!used && channels.isEmpty()) {
        return CompletableFuture.completedStage(null);
      }
      used = true;
      CompletableFuture<Void> done = new CompletableFuture<>();
      at().execute(
              () -> {
                want(this, channels);
                var unused =
                    settle().whenComplete((v, none) -> loop.execute(() -> done.complete(null)));
              });
      return done;
    }

    /** The client is gone. */
    public void close() {
      heard = notification -> {};
      var unused = listen(Set.of());
    }
  }

  private LoopCtx at() {
    LoopCtx loop = home.get();
    if (loop == null) {
      throw new IllegalStateException("nobody has an ear");
    }
    return loop;
  }

  private void want(Ear ear, Set<String> channels) {
    if (channels.isEmpty()) {
      wanted.remove(ear);
    } else {
      wanted.put(ear, Set.copyOf(channels));
    }
  }

  private CompletionStage<Void> settle() {
    settled = settled.thenCompose(v -> align());
    return settled;
  }

  /** Makes the connection listen to what is wanted. */
  private CompletionStage<Void> align() {
    Link now = link;
    if (closed || wanted.isEmpty()) {
      link = null;
      held = Set.of();
      if (now != null) {
        now.close();
      }
      return CompletableFuture.completedStage(null);
    }
    return now == null ? connect() : say(now);
  }

  private CompletionStage<Void> connect() {
    return CompletableFuture.completedStage(at())
        .thenCompose(connect)
        .handle(
            (fresh, thrown) -> {
              if (thrown != null) {
                LOG.warn("prod's notifications are not heard: {}", thrown.getMessage());
                later();
                return CompletableFuture.<Void>completedStage(null);
              }
              link = fresh;
              fresh.onAsync(this::heard);
              var unused = fresh.closed().thenRun(() -> lost(fresh));
              return say(fresh);
            })
        .thenCompose(stage -> stage);
  }

  private CompletionStage<Void> say(Link now) {
    Set<String> all =
        wanted.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
    List<SqlCall> calls = new ArrayList<>();
    held.stream().filter(c -> !all.contains(c)).forEach(c -> calls.add(call("UNLISTEN ", c)));
    all.stream().filter(c -> !held.contains(c)).forEach(c -> calls.add(call("LISTEN ", c)));
    return calls.isEmpty()
        ? CompletableFuture.completedStage(null)
        : Ask.all(now, calls).handle((answer, lost) -> said(all, answer));
  }

  private static SqlCall call(String verb, String channel) {
    return SqlCall.of(verb + ObjectName.quote(channel));
  }

  /** Without an answer the link is lost, which is seen elsewhere. */
  private @Nullable Void said(Set<String> channels, @Nullable SqlAnswer answer) {
    if (answer != null && answer.error().isPresent()) {
      LOG.warn("prod does not let us listen: {}", answer.error().get().message());
    } else if (answer != null) {
      held = channels;
      if (pause > 0) {
        LOG.info("listening on prod again");
      }
      pause = 0;
    }
    return null;
  }

  private void lost(Link which) {
    if (which.equals(link)) {
      LOG.warn("the connection that listens on prod is lost: what prod notifies now is not heard");
      link = null;
      held = Set.of();
      later();
    }
  }

  private void later() {
    pause = Math.min(LONGEST_PAUSE_MILLIS, Math.max(SHORTEST_PAUSE_MILLIS, pause * 2));
    var unused = at().eventLoop().schedule(this::again, pause, TimeUnit.MILLISECONDS);
  }

  private void again() {
    var unused = settle();
  }

  private void heard(BackendMessage message) {
    if (message instanceof NotificationResponse notification) {
      wanted.forEach(
          (ear, channels) -> {
            if (channels.contains(notification.channel())) {
              ear.loop.execute(() -> ear.heard.accept(notification));
            }
          });
    }
  }

  @Override
  public void close() {
    LoopCtx loop = home.get();
    if (loop != null) {
      loop.execute(
          () -> {
            closed = true;
            var unused = settle();
          });
    }
  }
}
