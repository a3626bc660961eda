/** Tests of the durable sessions. */
@NullMarked
package dev.mori.state;

import org.jspecify.annotations.NullMarked;
