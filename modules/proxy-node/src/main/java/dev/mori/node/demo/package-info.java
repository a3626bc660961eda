/**
 * The demo shop: a data set that holds every PostgreSQL feature mori must carry, for the demo and
 * for the conformance tests. Read {@link dev.mori.node.demo.ShopData} first, then the three SQL
 * resources in {@code demo/}.
 */
@NullMarked
package dev.mori.node.demo;

import org.jspecify.annotations.NullMarked;
