/** What a node measures, in the form that Prometheus reads. */
@org.jspecify.annotations.NullMarked
package dev.mori.node.metrics;
