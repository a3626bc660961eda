package dev.mori.conformance.grammar;

import dev.mori.conformance.wire.Exchange;

/**
 * What one connection sends, and how its replies are to be compared.
 *
 * @param connection which of the client connections, from 0
 * @param exchange what it sends
 * @param ordered rows must come in the same order
 * @param loose DETAIL of an error is not compared
 * @param label the generator's production, for statistics
 * @param statements how many statements it holds
 */
public record Step(
    int connection,
    Exchange exchange,
    boolean ordered,
    boolean loose,
    String label,
    int statements) {
  @Override
  public String toString() {
    return "[" + connection + "] " + exchange;
  }
}
