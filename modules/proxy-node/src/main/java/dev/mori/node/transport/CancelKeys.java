package dev.mori.node.transport;

import dev.mori.protocol.postgres.BackendMessage.BackendKeyData;
import dev.mori.protocol.postgres.Octets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The keys by which CancelRequest finds a connection of this node: a process id and a secret of 4
 * octets, both random. Thread-safe.
 */
final class CancelKeys {
  private record Holder(Octets secret, Runnable cancel) {}

  private final SecureRandom random = new SecureRandom();
  private final ConcurrentMap<Integer, Holder> holders = new ConcurrentHashMap<>();

  /**
   * Makes a key that no living connection has.
   *
   * @param cancel called on any thread when a request with the key arrives
   */
  BackendKeyData register(Runnable cancel) {
    byte[] secret = new byte[4];
    random.nextBytes(secret);
    Holder holder = new Holder(Octets.of(secret), cancel);
    while (true) {
      int processId = 1 + random.nextInt(Integer.MAX_VALUE - 1);
      if (holders.putIfAbsent(processId, holder) == null) {
        return new BackendKeyData(processId, holder.secret());
      }
    }
  }

  /** Forgets the key. */
  void remove(BackendKeyData key) {
    holders.remove(key.processId());
  }

  /**
   * Cancels the connection with this key; does nothing when the secret is wrong. The comparison
   * takes the same time for every wrong secret of 4 octets.
   *
   * @return whether this node has a connection with the process id
   */
  boolean cancel(int processId, Octets secret) {
    Holder holder = holders.get(processId);
    if (holder != null
        && MessageDigest.isEqual(holder.secret().toByteArray(), secret.toByteArray())) {
      holder.cancel().run();
    }
    return holder != null;
  }
}
