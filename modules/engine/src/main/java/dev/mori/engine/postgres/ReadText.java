package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Purity;
import dev.mori.overlay.statement.Query;

/**
 * A read as the parser understood it.
 *
 * @param text the statement all positions refer to
 * @param query its levels, table references and dotted names
 * @param purity what it may call
 */
public record ReadText(String text, Query query, Purity purity) {}
