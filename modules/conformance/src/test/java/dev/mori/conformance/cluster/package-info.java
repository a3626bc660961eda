/**
 * Nodes in processes of their own that share sessions, and what becomes of these when nodes fail.
 */
@NullMarked
package dev.mori.conformance.cluster;

import org.jspecify.annotations.NullMarked;
