/** The activity log: one line for each statement, the decision and its duration, never a value. */
@NullMarked
package dev.mori.node.activity;

import org.jspecify.annotations.NullMarked;
