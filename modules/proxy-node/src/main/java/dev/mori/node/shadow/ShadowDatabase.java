package dev.mori.node.shadow;

import java.time.Instant;

/**
 * A database that holds the rows of one session in one epoch.
 *
 * @param name name of the database on the shadow server
 * @param session the session's name within its connection
 * @param epoch counts the databases made for that session, from 1
 * @param fingerprint of prod's schema when its template was made
 * @param createdAt when the session got it
 */
public record ShadowDatabase(
    String name, String session, long epoch, String fingerprint, Instant createdAt) {}
