/** Tests of the sessions' state that need a PostgreSQL server. */
@NullMarked
package dev.mori.state;

import org.jspecify.annotations.NullMarked;
