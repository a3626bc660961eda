/** Every operation once, with three faces: HTTP, command line and MCP. */
@NullMarked
package dev.mori.admin;

import org.jspecify.annotations.NullMarked;
