/**
 * The client side of the wire: sockets, event loops, start-up, and the stream that runs one client
 * connection.
 *
 * <p>One idea: a connection lives on one event loop. Its socket, its actor, its stream and the
 * upstream links it uses are all run by that loop's thread, so nothing in here needs a lock and no
 * message of a query crosses a thread. Read {@link dev.mori.node.transport.PostgresServer} first,
 * then {@code StartupHandler}, {@code ConnectionActor} and {@code HandlerStage}.
 */
@NullMarked
package dev.mori.node.transport;

import org.jspecify.annotations.NullMarked;
