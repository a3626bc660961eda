package dev.mori.node.session;

/**
 * Which sessions clients get.
 *
 * @param byDefault the session of clients that name none
 * @param createOnConnect whether a name that does not exist is created
 * @param sequenceGap how many values the sequences of a new session are ahead of prod's
 * @param shared whether other nodes may serve the same sessions
 */
public record SessionPolicy(
    String byDefault, boolean createOnConnect, long sequenceGap, boolean shared) {}
