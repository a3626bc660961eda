package dev.mori.node.transport;

import dev.mori.protocol.postgres.Limits;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * One client connection. The actor owns the stream {@code clientSource ~> frames ~> handler ~>
 * clientSink}, which runs fused on the connection's event loop and ends when the actor does; the
 * actor ends when the stream does.
 */
final class ConnectionActor {
  /** What the actor is told. */
  sealed interface Command {}

  /** The stream has ended. */
  private record StreamEnded() implements Command {}

  /** The node stops: end as soon as no transaction is open. */
  record Drain() implements Command {}

  private ConnectionActor() {}

  /** The behaviour; spawn it with {@link #on} the connection's loop. */
  static Behavior<Command> create(ClientSession session, Limits limits) {
    return Behaviors.setup(
        context -> {
          run(context, session, limits);
          return Behaviors.receive(Command.class)
              .onMessage(StreamEnded.class, ended -> Behaviors.stopped())
              .onMessage(
                  Drain.class,
                  drain -> {
                    session.drain();
                    return Behaviors.same();
                  })
              .onSignal(
                  PostStop.class,
                  stopped -> {
                    session.end();
                    return Behaviors.same();
                  })
              .build();
        });
  }

  /** The dispatcher that is the session's event loop. */
  static DispatcherSelector on(LoopCtx loop) {
    return DispatcherSelector.fromConfig(loop.id());
  }

  private static void run(ActorContext<Command> context, ClientSession session, Limits limits) {
    LoopCtx loop = session.loop();
    ChannelPort port = session.port();
    ActorRef<Command> self = context.getSelf();
    Source.fromGraph(new ClientSource(port))
        .via(new FrontendFrames(port.channel().alloc(), limits))
        .via(new HandlerStage(session))
        .to(Sink.fromGraph(new ClientSink(port, loop, () -> self.tell(new StreamEnded()))))
        .withAttributes(ActorAttributes.dispatcher(loop.id()))
        .run(Materializer.createMaterializer(context));
  }
}
