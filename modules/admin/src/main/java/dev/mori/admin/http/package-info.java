/**
 * The HTTP face of the operations, for programs and for the command line. Start with {@link
 * dev.mori.admin.http.Routes}: everything follows from its table.
 */
@NullMarked
package dev.mori.admin.http;

import org.jspecify.annotations.NullMarked;
