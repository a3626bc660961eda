package dev.mori.conformance.harness;

import java.io.IOException;
import java.sql.SQLException;

/** The command line of {@link ConformanceMain}. */
record Arguments(RunOptions options, String kind) {
  static Arguments parse(String[] args) {
    int pairs = 5000;
    long seed = 1;
    double scale = 0.02;
    int most = 5;
    int batch = 400;
    boolean kill9 = false;
    String kind = Moris.kind();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--pairs" -> pairs = Integer.parseInt(args[++i]);
        case "--seed" -> seed = Long.parseLong(args[++i]);
        case "--scale" -> scale = Double.parseDouble(args[++i]);
        case "--batch" -> batch = Integer.parseInt(args[++i]);
        case "--max-mismatches" -> most = Integer.parseInt(args[++i]);
        case "--mori" -> kind = args[++i];
        case "--kill9" -> kill9 = true;
        default -> throw new IllegalArgumentException("unknown argument " + args[i]);
      }
    }
    return new Arguments(new RunOptions(pairs, seed, scale, 3, batch, most, kill9), kind);
  }

  MoriUnderTest mori(Servers servers) throws IOException, SQLException {
    return Moris.of(kind, servers);
  }
}
