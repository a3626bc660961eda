package dev.mori.node.link;

/**
 * What a {@link LinkPool} is doing and has done.
 *
 * @param idle links nobody uses
 * @param used links being made or leased
 * @param waiting requests waiting for a slot
 * @param leases leases given since the start
 * @param connects links made since the start
 * @param failures attempts to make a link that failed
 * @param timeouts requests that waited in vain or were turned away at once
 * @param discarded links closed because they came back unfit
 */
public record PoolCounters(
    int idle,
    int used,
    int waiting,
    long leases,
    long connects,
    long failures,
    long timeouts,
    long discarded) {}
