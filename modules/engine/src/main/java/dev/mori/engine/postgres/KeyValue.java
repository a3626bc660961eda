package dev.mori.engine.postgres;

/** A value a read binds a key column to. */
public sealed interface KeyValue {
  /**
   * A constant of the text.
   *
   * @param text the engine's own output form of the value
   */
  record Constant(String text) implements KeyValue {}

  /**
   * A parameter of the client.
   *
   * @param number from 1, as in {@code $1}
   */
  record Parameter(int number) implements KeyValue {}

  /**
   * Any element of an array parameter of the client.
   *
   * @param number from 1
   */
  record Elements(int number) implements KeyValue {}
}
