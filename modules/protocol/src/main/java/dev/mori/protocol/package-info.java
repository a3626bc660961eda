/** Bytes: wire families as sealed records and pure codecs. Knows the JDK only. */
@NullMarked
package dev.mori.protocol;

import org.jspecify.annotations.NullMarked;
