/**
 * What a statement says, as plain data: kind, table references, clauses and names, each with its
 * place in the text, so that rewriting replaces source positions and leaves the rest
 * byte-identical.
 *
 * <p>No engine, no parsing and no judgement lives here; an engine's parser produces these values.
 * Every position is a UTF-16 offset into the text of one statement. Read {@link
 * dev.mori.overlay.statement.Statement} first, then {@link dev.mori.overlay.statement.Query}.
 */
@NullMarked
package dev.mori.overlay.statement;

import org.jspecify.annotations.NullMarked;
