/**
 * The only way to prod. {@link dev.mori.node.prod.ProdSide} takes nothing but {@link
 * dev.mori.engine.postgres.ReadOnlyRequest}, which only the planner can make, and runs it in a READ
 * ONLY transaction that mori opened (ARCHITECTURE 5).
 */
@org.jspecify.annotations.NullMarked
package dev.mori.node.prod;
