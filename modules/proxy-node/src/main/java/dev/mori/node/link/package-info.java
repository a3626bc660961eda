/**
 * The upstream side of the wire: connections to PostgreSQL servers and the pool of links to prod.
 *
 * <p>One idea: a link is owned by one event loop and carries pipelined exchanges; rows pass through
 * it as undecoded runs of frames, everything else as messages. Read {@link dev.mori.node.link.Link}
 * first, then {@link dev.mori.node.link.LinkConnector} and {@link dev.mori.node.link.LinkPool}.
 */
@NullMarked
package dev.mori.node.link;

import org.jspecify.annotations.NullMarked;
