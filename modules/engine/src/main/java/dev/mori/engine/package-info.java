/** Dialects: one folder per database. No sockets, no actors. */
@NullMarked
package dev.mori.engine;

import org.jspecify.annotations.NullMarked;
