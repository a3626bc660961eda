package dev.mori.node.session;

import dev.mori.engine.postgres.KeyValue;
import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.Relation;
import dev.mori.engine.postgres.WritePlan;
import dev.mori.node.prod.Binding;
import dev.mori.node.sql.SqlCall;
import dev.mori.protocol.postgres.Datum;
import dev.mori.protocol.postgres.Format;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * Tells when a write names rows by their key that the session has all written already: prod has no
 * say in them any more and need not be asked. Only for keys that are one integer.
 */
final class OwnRows {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");

  private final ClientContext client;

  OwnRows(ClientContext client) {
    this.client = client;
  }

  /** Whether all rows that can be meant are the session's own; the ledger has the last word. */
  CompletionStage<Boolean> mean(WritePlan.Targets targets, Binding binding) {
    Relation relation = targets.relation();
    Set<Long> keys = keys(targets, binding);
    if (keys.isEmpty() || !client.tables().mayAllBeLocal(relation, keys)) {
      return CompletableFuture.completedStage(false);
    }
    String array = keys.toString().replace('[', '{').replace(']', '}');
    return client
        .shadow()
        .ask(SqlCall.of(PostgresLedger.local(relation), array))
        .thenApply(
            answer ->
                Integer.toString(keys.size())
                    .equals(answer.orFail().rowsOf(0).getFirst().getFirst()));
  }

  private static Set<Long> keys(WritePlan.Targets targets, Binding binding) {
    if (!ClientTables.integerKey(targets.relation())) {
      return Set.of();
    }
    List<Long> types = binding.types().stream().map(Integer::toUnsignedLong).toList();
    Set<Long> keys = new HashSet<>();
    for (List<KeyValue> key : targets.keys().named(types)) {
      OptionalLong value = value(key.getFirst(), binding);
      if (value.isEmpty()) {
        return Set.of();
      }
      keys.add(value.getAsLong());
    }
    return keys;
  }

  private static OptionalLong value(KeyValue value, Binding binding) {
    return switch (value) {
      case KeyValue.Constant constant -> OptionalLong.of(Long.parseLong(constant.text()));
      case KeyValue.Parameter parameter -> parameter(parameter.number() - 1, binding);
      case KeyValue.Elements elements -> OptionalLong.empty();
    };
  }

  private static OptionalLong parameter(int at, Binding binding) {
    if (at >= binding.values().size()
        || !(binding.values().get(at) instanceof Datum.Value(var octets))) {
      return OptionalLong.empty();
    }
    if (binding.formats().get(at) == Format.BINARY) {
      ByteBuffer bytes = ByteBuffer.wrap(octets.toByteArray());
      return switch (octets.size()) {
        case Short.BYTES -> OptionalLong.of(bytes.getShort());
        case Integer.BYTES -> OptionalLong.of(bytes.getInt());
        case Long.BYTES -> OptionalLong.of(bytes.getLong());
        default -> OptionalLong.empty();
      };
    }
    String text = octets.utf8();
    return INTEGER.matcher(text).matches()
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
