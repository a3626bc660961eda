/** Histories of many clients, and the search in them for what their isolation level forbids. */
@NullMarked
package dev.mori.conformance.history;

import org.jspecify.annotations.NullMarked;
