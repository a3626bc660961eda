package dev.mori.state;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.pubsub.Topic;

/**
 * Requests to cancel a statement, told to every node: behind a load balancer such a request may
 * reach another node than the statement did. Safe for use by any thread.
 */
public final class CancelRequests {
  private final ActorSystem<?> system;
  private final ActorRef<Topic.Command<Cancel>> topic;

  private CancelRequests(ActorSystem<?> system) {
    this.system = system;
    this.topic =
        system.systemActorOf(
            Topic.create(Cancel.class, "cancel-requests"), "cancel-requests", Props.empty());
  }

  /** One of them as it travels; the secret in hexadecimal. */
  record Cancel(int processId, String secret) implements SessionMessage {}

  /** Who gets requests; called on a thread of the actor system. */
  @FunctionalInterface
  public interface Handler {
    /** Cancels what the connection runs that has this key, if there is one here; in hexadecimal. */
    void cancel(int processId, String secret);
  }

  /** Those of the cluster that the actor system is part of; once for each system. */
  public static CancelRequests of(ActorSystem<?> system) {
    return new CancelRequests(system);
  }

  /** Hands requests of all nodes to the handler from now on, those of this node among them. */
  public void subscribe(Handler handler) {
    ActorRef<Cancel> receiver =
        system.systemActorOf(
            Behaviors.receiveMessage(
                request -> {
                  handler.cancel(request.processId(), request.secret());
                  return Behaviors.same();
                }),
            "cancel-requests-receiver",
            Props.empty());
    topic.tell(Topic.subscribe(receiver));
  }

  /** Tells every node; the secret in hexadecimal. It may get lost, as such a request always may. */
  public void publish(int processId, String secret) {
    topic.tell(Topic.publish(new Cancel(processId, secret)));
  }
}
