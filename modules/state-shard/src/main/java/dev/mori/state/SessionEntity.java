package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * The beginning of a session's entity: waits for its {@link Title} and becomes the {@link
 * ShadowSession} then. The journal is read under the title, so nobody else can have answered
 * anything that this incarnation does not know.
 */
final class SessionEntity {
  private static final int STASH = 10_000;

  private SessionEntity() {}

  /**
   * What an entity needs from its node.
   *
   * @param reconciliation reads ledgers
   * @param leases knows leases of former incarnations
   * @param clock monotonic, in nanoseconds
   * @param ownership decides which process may answer
   */
  record Environment(
      Reconciliation reconciliation, LeaseBook leases, LongSupplier clock, Ownership ownership) {}

  /**
   * Where an incarnation runs and by what right.
   *
   * @param shard is asked to stop the entity when the title has ended
   */
  record Place(
      ActorContext<ShadowSession.Command> context,
      TimerScheduler<ShadowSession.Command> timers,
      Title title,
      ActorRef<ClusterSharding.ShardCommand> shard) {}

  /**
   * The entity of a session.
   *
   * @param shard stops the entity in good order when its title has ended
   */
  static Behavior<ShadowSession.Command> create(
      SessionName name,
      SessionSettings settings,
      Environment environment,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(
        context ->
            Behaviors.withStash(
                STASH,
                stash -> {
                  Title title = environment.ownership().to(name);
                  context.pipeToSelf(
                      title.take(), (nothing, failure) -> new ShadowSession.Owned(title));
                  return waiting(
                      new Waiting(name, title, stash),
                      () ->
                          Behaviors.withTimers(
                              timers ->
                                  new ShadowSession(
                                      name,
                                      settings,
                                      environment,
                                      new Place(context, timers, title, shard))));
                }));
  }

  private record Waiting(SessionName name, Title title, StashBuffer<ShadowSession.Command> stash) {}

  /** What it becomes. */
  @FunctionalInterface
  private interface Next {
    Behavior<ShadowSession.Command> behavior();
  }

  private static Behavior<ShadowSession.Command> waiting(Waiting waiting, Next next) {
    return Behaviors.receive(ShadowSession.Command.class)
        .onMessage(ShadowSession.Owned.class, owned -> waiting.stash().unstashAll(next.behavior()))
        .onMessage(ShadowSession.Stopping.class, stopping -> Behaviors.stopped())
        .onAnyMessage(
            command -> {
              keep(waiting, command);
              return Behaviors.same();
            })
        .onSignal(
            PostStop.class,
            stopped -> {
              waiting.title().release(Duration.ZERO);
              return Behaviors.same();
            })
        .build();
  }

  private static void keep(Waiting waiting, ShadowSession.Command command) {
    if (!waiting.stash().isFull()) {
      waiting.stash().stash(command);
    } else if (command instanceof ShadowSession.Submit submit) {
      submit
          .replyTo()
          .tell(new ChangeOutcome.Unavailable("too many requests wait for the session"));
    }
  }
}
