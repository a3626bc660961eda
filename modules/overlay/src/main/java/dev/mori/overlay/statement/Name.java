package dev.mori.overlay.statement;

/**
 * One identifier as the engine understands it.
 *
 * @param value folded when unquoted, unescaped when quoted
 * @param span the identifier in the source, quotes included
 */
public record Name(String value, Span span) {}
