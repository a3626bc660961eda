/** The HTTP face of the operations, for programs and for the command line; 127.0.0.1 only. */
@NullMarked
package dev.mori.admin.http;

import org.jspecify.annotations.NullMarked;
