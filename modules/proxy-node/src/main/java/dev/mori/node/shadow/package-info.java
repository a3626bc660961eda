/**
 * Where shadows live and how prod's schema gets into them. Everything here blocks (JDBC, processes)
 * and runs on its own dispatcher, never on an event loop. Read {@link
 * dev.mori.node.shadow.ShadowStore} first, then {@link dev.mori.node.shadow.EmbeddedPostgres}.
 */
@NullMarked
package dev.mori.node.shadow;

import org.jspecify.annotations.NullMarked;
