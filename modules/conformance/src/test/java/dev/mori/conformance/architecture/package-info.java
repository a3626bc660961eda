/**
 * The rules of the module tree that Maven and the compiler cannot see: which packages may know
 * which. Read {@link dev.mori.conformance.architecture.ModuleEdgesTest} first.
 */
@NullMarked
package dev.mori.conformance.architecture;

import org.jspecify.annotations.NullMarked;
