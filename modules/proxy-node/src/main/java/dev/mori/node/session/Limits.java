package dev.mori.node.session;

/**
 * What one statement may cost.
 *
 * @param localizeRows rows of one table that may be copied into the shadow as a whole
 */
public record Limits(long localizeRows) {}
