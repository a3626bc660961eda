/**
 * Generates SQL over the demo shop, the same for the same seed. Read {@link
 * dev.mori.conformance.grammar.StatementGenerator} first, then {@link
 * dev.mori.conformance.grammar.Repertoire}, which names all productions, and of these {@link
 * dev.mori.conformance.grammar.Conditions}, {@link dev.mori.conformance.grammar.Reads}, {@link
 * dev.mori.conformance.grammar.Writes} and, for statements that follow each other, {@link
 * dev.mori.conformance.grammar.Scenario}.
 */
@NullMarked
package dev.mori.conformance.grammar;

import org.jspecify.annotations.NullMarked;
