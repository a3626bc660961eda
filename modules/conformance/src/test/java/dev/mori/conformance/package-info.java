/** Tests of promises that only the whole system can keep. */
@NullMarked
package dev.mori.conformance;

import org.jspecify.annotations.NullMarked;
