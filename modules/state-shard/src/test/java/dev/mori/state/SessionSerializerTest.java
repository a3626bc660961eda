package dev.mori.state;

import static dev.mori.state.Names.ITEMS;
import static dev.mori.state.Names.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.Ledger;
import dev.mori.overlay.session.Marks;
import dev.mori.overlay.session.SchemaChange;
import dev.mori.overlay.session.SessionCommand;
import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionState;
import java.io.NotSerializableException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The octets in journals and between nodes. What stands here as hexadecimal is read for ever. */
final class SessionSerializerTest {

  private static final Instant AT = Instant.parse("2026-11-22T09:00:00.000000001Z");
  private static final String AT_HEX = "a0bc95b00d01"; // 1795338000 s, 1 ns
  private static final ActorTestKit KIT = ActorTestKit.create("serializer", TestConfigs.local());

  private final SessionSerializer serializer =
      new SessionSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  /** Journals of version 1 hold these. A line is never changed or taken away. */
  private static Map<Object, List<String>> golden() {
    Map<Object, List<String>> golden = new LinkedHashMap<>();
    golden.put(
        new SessionEvent.SessionOpened(1, "db1", "ann", AT),
        List.of("opened.1", "01" + "03646231" + "03616e6e" + AT_HEX));
    golden.put(
        new SessionEvent.RowsMarked(
            2,
            Map.of(ORDERS, KeySet.ofBits(Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MIN_VALUE + 3))),
        List.of(
            "marked.1",
            "02" + "01" + "067075626c6963066f7264657273" + "01" + "0302" + "0001" + "0100"));
    golden.put(
        new SessionEvent.RowsMarked(300, Map.of(ITEMS, KeySet.ofBits(5))),
        List.of(
            "marked.1",
            "ac02" + "01" + "067075626c6963056974656d73" + "00" + "01" + "0000000000000005"));
    golden.put(
        new SessionEvent.TableDetached(1, ITEMS),
        List.of("detached.1", "01" + "067075626c6963056974656d73"));
    golden.put(
        new SessionEvent.SchemaChanged(1, new SchemaChange(7, "DROP TABLE a", AT)),
        List.of("schema.1", "01" + "07" + "0c44524f50205441424c452061" + AT_HEX));
    golden.put(
        new SessionEvent.SessionReset(2, "db2", AT),
        List.of("reset.1", "02" + "03646232" + AT_HEX));
    golden.put(new SessionEvent.SessionDropped(2, AT), List.of("dropped.1", "02" + AT_HEX));
    golden.put(new SessionState.Closed(3, 200), List.of("closed.1", "03" + "c801"));
    golden.put(
        new SessionState.Open(
            1,
            4,
            "db1",
            new SessionState.Origin("ann", AT),
            new SessionState.Schema(1, List.of(new SchemaChange(1, "a", AT))),
            Marks.NONE.plus(Map.of(ORDERS, KeySet.ofBits(5))).detach(ITEMS)),
        List.of(
            "open.1",
            "0104"
                + "03646231"
                + "03616e6e"
                + AT_HEX
                + "0101"
                + "010161"
                + AT_HEX
                + "01"
                + "067075626c6963056974656d73"
                + "01"
                + "067075626c6963066f7264657273"
                + "0001"
                + "0000000000000005"));
    return golden;
  }

  @Test
  void goldenOctetsAreWrittenAndRead() throws Exception {
    for (var entry : golden().entrySet()) {
      Object value = entry.getKey();
      String manifest = entry.getValue().getFirst();
      String hex = entry.getValue().getLast();
      assertThat(serializer.manifest(value)).isEqualTo(manifest);
      assertThat(HexFormat.of().formatHex(serializer.toBinary(value))).as(manifest).isEqualTo(hex);
      assertThat(serializer.fromBinary(HexFormat.of().parseHex(hex), manifest)).isEqualTo(value);
    }
    assertThat(serializer.identifier()).isEqualTo(7_070_001);
  }

  @Test
  void pekkoFindsTheSerializer() throws Exception {
    var serialization = SerializationExtension.get(KIT.system());
    for (Class<?> type :
        List.of(
            SessionEvent.SessionReset.class, SessionState.Closed.class, ChangeOutcome.Done.class)) {
      assertThat(serialization.serializerFor(type)).isInstanceOf(SessionSerializer.class);
    }
  }

  @Test
  void everyEventAndStateHasGoldenOctets() {
    assertThat(golden().keySet().stream().map(Object::getClass))
        .containsAll(Arrays.asList(SessionEvent.class.getPermittedSubclasses()))
        .containsAll(Arrays.asList(SessionState.class.getPermittedSubclasses()));
  }

  @Test
  void messagesBetweenNodesAreReadBack() throws Exception {
    TestProbe<ChangeOutcome> asker = KIT.createTestProbe();
    TestProbe<ShadowSession.Inspection> inspector = KIT.createTestProbe();
    TestProbe<NodeReplica.Command> replica = KIT.createTestProbe();
    TestProbe<ShadowSession.Command> entity = KIT.createTestProbe();
    Map<dev.mori.overlay.session.TableId, KeySet> keys = Map.of(ORDERS, KeySet.ofBits(1, 9));
    SessionState.Open open =
        (SessionState.Open)
            SessionState.initial().apply(new SessionEvent.SessionOpened(1, "db1", "ann", AT));
    SessionInfo info = SessionInfo.of(Names.of("shop/x"), open);
    List<SessionMessage> messages =
        List.of(
            new ShadowSession.Submit(new SessionCommand.Open("db1", "ann", AT), asker.ref()),
            new ShadowSession.Submit(new SessionCommand.MarkRows(3, keys), asker.ref()),
            new ShadowSession.Submit(new SessionCommand.DetachTable(3, ITEMS), asker.ref()),
            new ShadowSession.Submit(new SessionCommand.ChangeSchema(3, "x", AT), asker.ref()),
            new ShadowSession.Submit(new SessionCommand.Reset("db2", AT), asker.ref()),
            new ShadowSession.Submit(new SessionCommand.Drop(AT), asker.ref()),
            new ShadowSession.Submit(
                new SessionCommand.Reconcile(3, new Ledger(keys, Set.of(ITEMS))), asker.ref()),
            new ShadowSession.Inspect(inspector.ref()),
            new ShadowSession.Inspection(Optional.of(info)),
            new ShadowSession.Inspection(Optional.empty()),
            new ShadowSession.Subscribe(replica.ref()),
            new ShadowSession.Unsubscribe(replica.ref()),
            new ShadowSession.Acknowledge(7, replica.ref()),
            new ShadowSession.Renew(7, -5, replica.ref()),
            new NodeReplica.StatePart(0, 1, open),
            new NodeReplica.Increment(1, new SessionEvent.RowsMarked(1, keys)),
            new NodeReplica.LeaseGranted(Long.MIN_VALUE, 7),
            new NodeReplica.Settled(7),
            new NodeReplica.Unknown(),
            new NodeReplica.Withdraw(entity.ref()),
            new ShadowSession.Withdrawn(replica.ref()),
            new ChangeOutcome.Done(1, 2),
            new ChangeOutcome.StaleEpoch(1, 2),
            new ChangeOutcome.NoSession(),
            new ChangeOutcome.Unavailable("why"),
            new CancelRequests.Cancel(-7, "0a0b"));
    for (SessionMessage message : messages) {
      byte[] bytes = serializer.toBinary(message);
      assertThat(serializer.fromBinary(bytes, serializer.manifest(message))).isEqualTo(message);
    }
  }

  @Test
  void keysOfEveryShapeAreReadBackAndDenseOnesAreSmall() {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      int size = random.nextInt(200);
      long spread = 1L << random.nextInt(63);
      KeySet keys =
          KeySet.ofBits(
              LongStream.generate(() -> random.nextLong() % spread).limit(size).toArray());
      assertThat(MarksCodec.readKeys(new OctetReader(octets(keys)))).isEqualTo(keys);
    }
    KeySet edges = KeySet.ofBits(Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE - 1, Long.MAX_VALUE);
    assertThat(MarksCodec.readKeys(new OctetReader(octets(edges)))).isEqualTo(edges);
    assertThat(octets(KeySet.ofBits(LongStream.range(0, 100_000).toArray()))).hasSizeLessThan(30);
    assertThat(octets(KeySet.ofBits(random.longs(16_384).toArray()))).hasSizeLessThan(165_000);
  }

  @Test
  void damagedOctetsAreRefusedAndNeverAllocateMuch() {
    byte[] good =
        serializer.toBinary(
            new SessionEvent.RowsMarked(1, Map.of(ORDERS, KeySet.ofBits(1, 2, 9, 77))));
    for (int cut = 0; cut < good.length; cut++) {
      byte[] damaged = Arrays.copyOf(good, cut);
      assertThatThrownBy(() -> serializer.fromBinary(damaged, "marked.1"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    assertThatThrownBy(() -> serializer.fromBinary(longer, "marked.1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "marked.99"))
        .isInstanceOf(NotSerializableException.class);
  }

  private static byte[] octets(KeySet keys) {
    OctetWriter out = new OctetWriter();
    MarksCodec.writeKeys(out, keys);
    return out.toBytes();
  }
}
