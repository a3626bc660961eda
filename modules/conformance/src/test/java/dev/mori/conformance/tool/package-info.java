/**
 * Tools that applications use, unmodified, through mori and on a private copy: {@link
 * dev.mori.conformance.tool.ToolsIT}.
 */
@NullMarked
package dev.mori.conformance.tool;

import org.jspecify.annotations.NullMarked;
