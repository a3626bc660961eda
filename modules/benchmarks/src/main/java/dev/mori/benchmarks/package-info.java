/** Microbenchmarks of the hot paths. */
@NullMarked
package dev.mori.benchmarks;

import org.jspecify.annotations.NullMarked;
