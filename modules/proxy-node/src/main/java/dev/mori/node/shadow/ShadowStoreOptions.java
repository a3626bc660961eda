package dev.mori.node.shadow;

/**
 * How the sessions of one connection get their databases.
 *
 * @param connection the connection's name, part of the databases' names
 * @param sequenceGap how many values each sequence of a new session is ahead of prod's
 * @param otherLocale whether the shadow's own locale is taken when the server lacks prod's; the
 *     order of texts may then differ from prod
 */
public record ShadowStoreOptions(String connection, long sequenceGap, boolean otherLocale) {

  /** No gap, prod's locale required. */
  public static ShadowStoreOptions of(String connection) {
    return new ShadowStoreOptions(connection, 0, false);
  }

  /** With a gap of so many values. */
  public ShadowStoreOptions withSequenceGap(long values) {
    return new ShadowStoreOptions(connection, values, otherLocale);
  }

  /** Accepting another locale than prod's. */
  public ShadowStoreOptions withOtherLocale(boolean accepted) {
    return new ShadowStoreOptions(connection, sequenceGap, accepted);
  }
}
