package dev.mori.node.transport;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.dispatch.Dispatcher;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.Dispatchers;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.ExecutorServiceFactoryProvider;
import org.apache.pekko.dispatch.MessageDispatcher;
import org.apache.pekko.dispatch.MessageDispatcherConfigurator;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;

/**
 * Makes a {@link LoopCtx} a Pekko dispatcher. Registered in code, because a configured one could
 * not be given the live loop.
 */
final class EventLoopDispatcher extends MessageDispatcherConfigurator {
  /**
   * Messages an actor may handle before the next one gets its turn; small, so that one busy stream
   * does not hold up the sockets.
   */
  private static final int THROUGHPUT = 16;

  private final MessageDispatcher instance;

  private EventLoopDispatcher(
      Config config, DispatcherPrerequisites prerequisites, String id, ExecutorService executor) {
    super(config, prerequisites);
    ExecutorServiceFactoryProvider provider =
        new ExecutorServiceFactoryProvider() {
          @Override
          public ExecutorServiceFactory createExecutorServiceFactory(
              String name, ThreadFactory threads) {
            return () -> executor;
          }

          @Override
          public boolean isVirtualized() {
            return false;
          }
        };
    instance =
        new Dispatcher(
            this,
            id,
            THROUGHPUT,
            Duration.Zero(),
            provider,
            new FiniteDuration(1, TimeUnit.SECONDS));
  }

  @Override
  public MessageDispatcher dispatcher() {
    return instance;
  }

  static void register(ActorSystem<?> system, LoopCtx loop) {
    Dispatchers dispatchers = system.classicSystem().dispatchers();
    Config config =
        ConfigFactory.parseMap(Map.of("id", loop.id(), "name", loop.id(), "throughput", THROUGHPUT))
            .withFallback(dispatchers.defaultDispatcherConfig());
    dispatchers.registerConfigurator(
        loop.id(), new EventLoopDispatcher(config, dispatchers.prerequisites(), loop.id(), loop));
  }
}
