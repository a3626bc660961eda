package dev.mori.node.session;

import dev.mori.node.transport.ClientOutput;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.ParameterStatus;
import dev.mori.protocol.postgres.TransactionStatus;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client hears without having asked: changed settings, notices, notifications (PostgreSQL,
 * Asynchronous Operations). Lives on one event loop.
 */
final class Asides {
  private final ClientOutput out;
  private final Channels channels;
  private final Map<String, String> reported;
  private final Map<String, String> changes;

  /**
   * What there is to say.
   *
   * @param reported the settings the client knows
   * @param changes settings that have changed since; filled by others
   */
  Asides(
      ClientOutput out,
      Channels channels,
      Map<String, String> reported,
      Map<String, String> changes) {
    this.out = out;
    this.channels = channels;
    this.reported = new HashMap<>(reported);
    this.changes = changes;
  }

  static Map<String, String> noChanges() {
    return new LinkedHashMap<>();
  }

  Channels channels() {
    return channels;
  }

  /** Tells the client what has changed since the last ReadyForQuery, and that it may go on. */
  void ready(TransactionStatus status) {
    changes.forEach(
        (name, value) -> {
          if (!value.equals(reported.put(name, value))) {
            out.send(new ParameterStatus(name, value));
          }
        });
    changes.clear();
    if (status == TransactionStatus.IDLE) {
      channels.ready();
    }
    out.send(new BackendMessage.ReadyForQuery(status));
  }

  /** Something the shadow's server says outside any statement. */
  void unasked(BackendMessage message) {
    switch (message) {
      case ParameterStatus status -> changes.put(status.name(), status.value());
      case BackendMessage.NotificationResponse heard -> channels.heard(heard);
      default -> out.send(message);
    }
  }
}
