package dev.mori.conformance.harness;

/**
 * What a run shall do.
 *
 * @param pairs how many statements, at least
 * @param seed of the generator
 * @param scale of the shop, see ShopData
 * @param connections how many clients interleave
 * @param batch how many statements between two resets
 * @param maxMismatches after how many mismatches the run gives up
 * @param kill9 whether the node is killed now and then
 */
public record RunOptions(
    int pairs,
    long seed,
    double scale,
    int connections,
    int batch,
    int maxMismatches,
    boolean kill9) {
  /** Three connections on a fiftieth of the shop, reset every 400 statements. */
  public static RunOptions of(int pairs, long seed) {
    return new RunOptions(pairs, seed, 0.02, 3, 400, 5, false);
  }

  /** The same with kills. */
  public RunOptions withKill9(boolean on) {
    return new RunOptions(pairs, seed, scale, connections, batch, maxMismatches, on);
  }

  /** The same with another bound. */
  public RunOptions withMaxMismatches(int most) {
    return new RunOptions(pairs, seed, scale, connections, batch, most, kill9);
  }
}
