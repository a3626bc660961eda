/** The living process: transport, connections, plan runner, prod pools and shadow backends. */
@NullMarked
package dev.mori.node;

import org.jspecify.annotations.NullMarked;
