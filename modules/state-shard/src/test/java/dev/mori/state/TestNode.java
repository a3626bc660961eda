package dev.mori.state;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A node of its own with a journal in a directory. */
final class TestNode {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final ActorSystem<Void> system;
  private final Sessions sessions;

  private TestNode(ActorSystem<Void> system, Sessions sessions) {
    this.system = system;
    this.sessions = sessions;
  }

  static TestNode start(Path directory, Reconciliation reconciliation) throws Exception {
    var config =
        StateConfig.load(
            ConfigFactory.parseMap(
                Map.of(
                    "mori.state.directory", directory.toString(),
                    "mori.state.ask-timeout", "60s",
                    "mori.state.open-timeout", "60s")));
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "mori", config);
    return new TestNode(system, await(SessionCluster.start(system, reconciliation)));
  }

  JournalTables journal() {
    return JournalTables.of(system.settings().config());
  }

  Sessions sessions() {
    return sessions;
  }

  SessionHandle open(String name, String database) throws Exception {
    OpenOutcome outcome = await(sessions.open(Names.of(name), new OpenRequest(database, "ann")));
    return switch (outcome) {
      case OpenOutcome.Opened opened -> opened.handle();
      case OpenOutcome.Unavailable unavailable ->
          throw new IllegalStateException(unavailable.reason());
    };
  }

  static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  void close() throws Exception {
    system.terminate();
    await(system.getWhenTerminated());
  }
}
