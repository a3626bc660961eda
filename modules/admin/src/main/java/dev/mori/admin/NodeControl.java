package dev.mori.admin;

import java.util.concurrent.CompletionStage;

/**
 * A running node as operations see it. Nothing here blocks; stages fail only for bugs, what is
 * expected is a {@link Reply}.
 */
public interface NodeControl {

  /** Whether clients can connect. */
  boolean isReady();

  /** Carries out an operation. */
  CompletionStage<Reply> perform(Operation operation);
}
