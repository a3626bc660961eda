package dev.mori.admin;

import java.util.concurrent.CompletionStage;

/**
 * A running node as operations see it. Nothing here blocks; stages fail only for bugs, what is
 * expected is a {@link Reply}.
 */
public interface NodeControl {

  /** How far a node is. */
  enum Phase {
    /** Clients cannot connect yet. */
    STARTING,
    /** Clients can connect. */
    READY,
    /** Clients cannot connect any more. */
    STOPPING
  }

  /** How far the node is. */
  Phase phase();

  /** What Prometheus reads: names, labels and numbers, and no row's value. */
  String metrics();

  /** Carries out an operation. */
  CompletionStage<Reply> perform(Operation operation);
}
