/**
 * The copy-equivalence oracle: production, mori in front of it and a real private copy beside it
 * get the same statements, and every reply must be equal. Read {@link
 * dev.mori.conformance.harness.Duel} first, then {@link
 * dev.mori.conformance.harness.ConformanceRun}.
 */
@NullMarked
package dev.mori.conformance.harness;

import org.jspecify.annotations.NullMarked;
