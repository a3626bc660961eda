package dev.mori.conformance.harness;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Command line of the oracle: {@code --pairs N --seed S [--scale F] [--kill9] [--mori relay|flawed]
 * [--max-mismatches N]}. The last line is {@code pairs=N mismatches=N refusals=N}; the exit code is
 * 0 only without mismatches and with prod unchanged.
 */
public final class ConformanceMain {
  private ConformanceMain() {}

  /** Runs and exits. */
  public static void main(String[] args) throws IOException, SQLException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Arguments arguments = Arguments.parse(args);
    boolean good;
    try (Servers servers = Servers.startForGenerator(arguments.options().scale());
        MoriUnderTest mori = arguments.mori(servers)) {
      good = run(arguments.options(), servers, mori, out);
    }
    System.exit(good ? 0 : 1);
  }

  private static boolean run(
      RunOptions options, Servers servers, MoriUnderTest mori, PrintStream out)
      throws IOException, SQLException {
    Map<String, String> before = ProdFingerprint.take(servers.prodAsSuperuser());
    Report report = new ConformanceRun(options, servers, mori, out::println).run();
    mori.close();
    Map<String, String> after = ProdFingerprint.take(servers.prodAsSuperuser());
    List<String> changed = ProdFingerprint.differences(before, after);
    changed.forEach(line -> out.println("PROD CHANGED " + line));
    out.println("prod: " + before.size() + " digests, " + changed.size() + " changed");
    out.println(report.show());
    return report.mismatches() == 0 && changed.isEmpty();
  }
}
