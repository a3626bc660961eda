package dev.mori.state;

import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionState;
import java.io.NotSerializableException;
import java.util.Optional;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Hands events, states and messages to their codecs. Made by Pekko, by the name in {@code
 * mori-pekko.conf}.
 *
 * <p>The identifier stands beside every event in the journal: it never changes.
 */
public final class SessionSerializer extends SerializerWithStringManifest {

  /** Stands beside every event in the journal. */
  static final int IDENTIFIER = 7_070_001;

  private final ExtendedActorSystem system;

  /** Called by Pekko. */
  public SessionSerializer(ExtendedActorSystem system) {
    this.system = system;
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object value) {
    return switch (value) {
      case SessionEvent event -> EventCodec.manifest(event);
      case SessionState state -> StateCodec.manifest(state);
      case SessionMessage message -> MessageCodec.manifest(message);
      default -> throw foreign(value);
    };
  }

  @Override
  public byte[] toBinary(Object value) {
    OctetWriter out = new OctetWriter();
    switch (value) {
      case SessionEvent event -> EventCodec.write(out, event);
      case SessionState state -> StateCodec.write(out, state);
      case SessionMessage message -> messages().write(out, message);
      default -> throw foreign(value);
    }
    return out.toBytes();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    OctetReader in = new OctetReader(bytes);
    Optional<? extends Object> value = EventCodec.read(manifest, in);
    if (value.isEmpty()) {
      value = StateCodec.read(manifest, in);
    }
    if (value.isEmpty()) {
      value = messages().read(manifest, in);
    }
    in.end();
    if (value.isEmpty()) {
      throw new NotSerializableException(
          "no session, event or message has the manifest " + manifest);
    }
    return value.get();
  }

  private MessageCodec messages() {
    return new MessageCodec(ActorRefResolver.get(Adapter.toTyped(system)));
  }

  private static IllegalArgumentException foreign(Object value) {
    return new IllegalArgumentException("not serialized here: " + value.getClass().getName());
  }
}
