package dev.mori.overlay.statement;

/**
 * A clause with its introducing keywords.
 *
 * @param whole from the first keyword ({@code WHERE}, {@code GROUP BY}, {@code FROM}, ...) to the
 *     clause's end
 * @param body what follows the keywords
 */
public record Clause(Span whole, Span body) {}
