/**
 * What a user writes: connections in {@code mori.yaml}, the node's settings in {@code mori.conf}.
 * Every mistake is told with file, line, key, what was expected and what was found. Start with
 * {@link dev.mori.admin.config.ConnectionsFile}.
 */
@NullMarked
package dev.mori.admin.config;

import org.jspecify.annotations.NullMarked;
