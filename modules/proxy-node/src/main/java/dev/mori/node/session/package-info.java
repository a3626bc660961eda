/**
 * One client's conversation: from its messages to plans, from plans to the links, and back. Start
 * with {@link dev.mori.node.session.Conversation}.
 */
@org.jspecify.annotations.NullMarked
package dev.mori.node.session;
