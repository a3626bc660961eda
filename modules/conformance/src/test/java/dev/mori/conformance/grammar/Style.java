package dev.mori.conformance.grammar;

/**
 * How the values of a statement are written.
 *
 * @param bound how many of a hundred values become parameters, the others literals
 * @param typed how many of a hundred parameters announce their type in Parse
 * @param binary how many of a hundred announced parameters are sent in binary
 */
record Style(int bound, int typed, int binary) {
  static final Style LITERAL = new Style(0, 0, 0);
  static final Style BOUND_TEXT = new Style(75, 40, 0);
  static final Style BOUND_BINARY = new Style(80, 80, 90);
}
