/** The program: its entry point and what stands behind its verbs. */
@NullMarked
package dev.mori.node;

import org.jspecify.annotations.NullMarked;
