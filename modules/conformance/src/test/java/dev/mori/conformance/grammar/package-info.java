/**
 * Generates SQL over the demo shop, the same for the same seed. Read {@link
 * dev.mori.conformance.grammar.StatementGenerator} first, then the packages of shapes: {@link
 * dev.mori.conformance.grammar.Conditions}, {@link dev.mori.conformance.grammar.Writes}, {@link
 * dev.mori.conformance.grammar.Reads}.
 */
@NullMarked
package dev.mori.conformance.grammar;

import org.jspecify.annotations.NullMarked;
