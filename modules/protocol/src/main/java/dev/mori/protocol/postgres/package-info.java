/**
 * The PostgreSQL frontend/backend protocol, version 3: octets in, values out, and back.
 *
 * <p>Nothing here opens a socket, reads a clock or draws a random number. A frame is found by
 * {@link FrameHeader}, its length checked by {@link Limits} before anybody allocates, its body
 * turned into a sealed message by {@link FrontendDecoder} or {@link BackendDecoder}, and messages
 * are written by {@link FrontendEncoder} and {@link BackendEncoder}. Text on the wire is UTF-8.
 *
 * <p>Source: PostgreSQL 17 documentation, chapter "Frontend/Backend Protocol". Read {@link
 * FrontendMessage} and {@link BackendMessage} first.
 */
@NullMarked
package dev.mori.protocol.postgres;

import org.jspecify.annotations.NullMarked;
