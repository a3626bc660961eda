/**
 * The rules of a session: which keys are marked, what a session remembers, which commands it
 * accepts.
 *
 * <p>Everything here is an immutable value or a pure function; time, ids and epochs are arguments.
 * The actors in {@code dev.mori.state} persist the events decided here and hand every node a {@link
 * SessionView}. Read {@link SessionState} first, then {@link Marks}.
 */
@NullMarked
package dev.mori.overlay.session;

import org.jspecify.annotations.NullMarked;
