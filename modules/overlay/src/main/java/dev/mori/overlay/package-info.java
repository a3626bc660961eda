/** Rules: the vocabulary, statements, the planner, marks and the ladder. Pure. */
@NullMarked
package dev.mori.overlay;

import org.jspecify.annotations.NullMarked;
