/**
 * Joins the command line and the admin port to the node. Start with {@link
 * dev.mori.node.cli.NodePrograms}.
 */
@NullMarked
package dev.mori.node.cli;

import org.jspecify.annotations.NullMarked;
