package dev.mori.node.link;

import java.time.Duration;

/**
 * Bounds of a {@link LinkPool}.
 *
 * @param cap most links at once, those being made included; at least 1
 * @param maxWaiters most requests that wait for a link; one more fails at once
 * @param waitTimeout longest wait for a slot; connecting has its own timeout
 * @param maxIdle how long an unused link is kept
 */
public record PoolSettings(int cap, int maxWaiters, Duration waitTimeout, Duration maxIdle) {
  /** 20 links, 1000 waiters, 30 s wait, 60 s idle. */
  public static final PoolSettings DEFAULT =
      new PoolSettings(20, 1000, Duration.ofSeconds(30), Duration.ofSeconds(60));

  /** Checks the ranges. */
  public PoolSettings {
    if (cap < 1 || maxWaiters < 0) {
      throw new IllegalArgumentException("a pool has at least one link and no negative bounds");
    }
  }
}
