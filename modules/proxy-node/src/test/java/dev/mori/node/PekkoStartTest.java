package dev.mori.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.persistence.jdbc.testkit.javadsl.SchemaUtils;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The chosen versions start together: cluster, sharding, a JDBC journal on H2, CBOR and HTTP in one
 * process. Pekko refuses to start on a mix of core versions, so this guards the list in the root
 * pom.
 */
final class PekkoStartTest {
  private static final String URL = "jdbc:h2:mem:start;DB_CLOSE_DELAY=-1;DATABASE_TO_UPPER=FALSE";

  private static final ActorTestKit KIT =
      ActorTestKit.create(
          "start",
          ConfigFactory.parseString(
                  """
                  pekko {
                    actor { provider = cluster, allow-java-serialization = off
                      serialization-bindings { "dev.mori.node.PekkoStartTest$Cbor" = jackson-cbor } }
                    remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    cluster.jmx.multi-mbeans-in-same-jvm = on
                    persistence { journal.plugin = "jdbc-journal", snapshot-store.plugin = "jdbc-snapshot-store" }
                    coordinated-shutdown.exit-jvm = off
                  }
                  pekko-persistence-jdbc.shared-databases.slick {
                    profile = "slick.jdbc.H2Profile$"
                    db { url = "%s", driver = "org.h2.Driver", connectionPool = "HikariCP"
                         numThreads = 2, maxConnections = 2, minConnections = 1 }
                  }
                  jdbc-journal.use-shared-db = "slick"
                  jdbc-snapshot-store.use-shared-db = "slick"
                  jdbc-read-journal.use-shared-db = "slick"
                  """
                      .formatted(URL))
              .withFallback(ConfigFactory.load()));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void aShardedPersistentEntityAnswersOnTheChosenVersions() throws Exception {
    var system = KIT.system();
    try (Connection held = DriverManager.getConnection(URL)) {
      assertThat(held.isValid(1)).isTrue();
      SchemaUtils.createIfNotExists(system).toCompletableFuture().get(30, TimeUnit.SECONDS);
      var cluster = Cluster.get(system);
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
      var key = EntityTypeKey.create(Add.class, "Counter");
      var sharding = ClusterSharding.get(system);
      var region = sharding.init(Entity.of(key, c -> Counter.create(c.getEntityId())));
      assertThat(region).isNotNull();
      var probe = KIT.createTestProbe(Total.class);
      sharding.entityRefFor(key, "a").tell(new Add(2, probe.ref()));
      assertThat(probe.receiveMessage(Duration.ofSeconds(30))).isEqualTo(new Total(2));
      sharding.entityRefFor(key, "a").tell(new Add(3, probe.ref()));
      assertThat(probe.receiveMessage(Duration.ofSeconds(30))).isEqualTo(new Total(5));
    }
  }

  @Test
  void httpStartsOnTheSameCore() throws Exception {
    var binding =
        Http.get(KIT.system())
            .newServerAt("127.0.0.1", 0)
            .bind(Directives.complete("up"))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    var uri = URI.create("http://127.0.0.1:" + binding.localAddress().getPort() + "/");
    try (var client = HttpClient.newHttpClient()) {
      var reply =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(reply.body()).isEqualTo("up");
    }
  }

  /** Marker for what Jackson writes as CBOR. */
  interface Cbor {}

  record Add(int amount, ActorRef<Total> replyTo) implements Cbor {}

  record Added(int amount) implements Cbor {}

  record Total(int value) implements Cbor {}

  private static final class Counter extends EventSourcedBehavior<Add, Added, Total> {
    private Counter(String id) {
      super(PersistenceId.of("Counter", id));
    }

    static Behavior<Add> create(String id) {
      return new Counter(id);
    }

    @Override
    public Total emptyState() {
      return new Total(0);
    }

    @Override
    public CommandHandler<Add, Added, Total> commandHandler() {
      return newCommandHandlerBuilder()
          .forAnyState()
          .onCommand(
              Add.class,
              add ->
                  Effect()
                      .persist(new Added(add.amount()))
                      .thenRun(total -> add.replyTo().tell(total)))
          .build();
    }

    @Override
    public EventHandler<Total, Added> eventHandler() {
      return newEventHandlerBuilder()
          .forAnyState()
          .onEvent(Added.class, (total, added) -> new Total(total.value() + added.amount()))
          .build();
    }
  }
}
