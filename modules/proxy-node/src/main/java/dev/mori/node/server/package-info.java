/** One node put together: pools, shadows, sessions, the door for clients; and what it is told. */
@NullMarked
package dev.mori.node.server;

import org.jspecify.annotations.NullMarked;
