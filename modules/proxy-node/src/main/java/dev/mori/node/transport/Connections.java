package dev.mori.node.transport;

import dev.mori.protocol.postgres.Limits;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Parent of a server's {@link ConnectionActor}s. */
final class Connections {
  /** What the actor is told. */
  sealed interface Command {}

  /** A connection has been opened. */
  record Opened(ClientSession session) implements Command {}

  /** End every connection as soon as no transaction is open in it. */
  record DrainAll() implements Command {}

  /** End every connection now, and this actor. */
  record StopAll() implements Command {}

  private record Ended() implements Command {}

  private final ActorContext<Command> context;
  private final Limits limits;
  private boolean draining;

  private Connections(ActorContext<Command> context, Limits limits) {
    this.context = context;
    this.limits = limits;
  }

  /** The behaviour; {@code ended} is completed when this actor and all connections have ended. */
  static Behavior<Command> create(Limits limits, CompletableFuture<Void> ended) {
    return Behaviors.setup(context -> new Connections(context, limits).behavior(ended));
  }

  private Behavior<Command> behavior(CompletableFuture<Void> ended) {
    return Behaviors.receive(Command.class)
        .onMessage(Opened.class, this::onOpened)
        .onMessage(DrainAll.class, drain -> onDrainAll())
        .onMessage(StopAll.class, stop -> Behaviors.stopped())
        .onMessage(Ended.class, child -> onEnded())
        .onSignal(
            PostStop.class,
            stopped -> {
              ended.complete(null);
              return Behaviors.same();
            })
        .build();
  }

  private Behavior<Command> onOpened(Opened opened) {
    ActorRef<ConnectionActor.Command> child =
        context.spawnAnonymous(
            ConnectionActor.create(opened.session(), limits),
            ConnectionActor.on(opened.session().loop()));
    context.watchWith(child, new Ended());
    if (draining) {
      child.tell(new ConnectionActor.Drain());
    }
    return Behaviors.same();
  }

  private Behavior<Command> onDrainAll() {
    draining = true;
    for (ActorRef<Void> child : context.getChildren()) {
      child.<ConnectionActor.Command>unsafeUpcast().tell(new ConnectionActor.Drain());
    }
    return onEnded();
  }

  private Behavior<Command> onEnded() {
    return draining && context.getChildren().isEmpty() ? Behaviors.stopped() : Behaviors.same();
  }
}
