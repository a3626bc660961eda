/**
 * What lies in {@code deploy/}: manifests that Kubernetes would take, and that mori understands.
 */
@org.jspecify.annotations.NullMarked
package dev.mori.conformance.deploy;
