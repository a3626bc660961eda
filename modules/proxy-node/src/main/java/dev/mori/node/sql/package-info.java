/**
 * Statements that mori itself runs on a link, and their answers as text. Start with {@link
 * dev.mori.node.sql.Ask}.
 */
@org.jspecify.annotations.NullMarked
package dev.mori.node.sql;
