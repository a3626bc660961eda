package dev.mori.state;

/**
 * How a session should be created if there is none.
 *
 * @param shadowDatabase name of the database that will hold its rows; it exists and holds the
 *     cloned schema
 * @param owner who asks, for people
 */
public record OpenRequest(String shadowDatabase, String owner) {}
