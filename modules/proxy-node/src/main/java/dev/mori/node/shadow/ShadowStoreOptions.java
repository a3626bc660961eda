package dev.mori.node.shadow;

/**
 * How the sessions of one connection get their databases.
 *
 * @param connection the connection's name, part of the databases' names
 * @param sequenceGap how many values each sequence of a new session is ahead of prod's
 */
public record ShadowStoreOptions(String connection, long sequenceGap) {

  /** No gap. */
  public static ShadowStoreOptions of(String connection) {
    return new ShadowStoreOptions(connection, 0);
  }

  /** With a gap of so many values. */
  public ShadowStoreOptions withSequenceGap(long values) {
    return new ShadowStoreOptions(connection, values);
  }
}
