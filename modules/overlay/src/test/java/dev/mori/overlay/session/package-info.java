/** Tests of the session's rules. */
@NullMarked
package dev.mori.overlay.session;

import org.jspecify.annotations.NullMarked;
