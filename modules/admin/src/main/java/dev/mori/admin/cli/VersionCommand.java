package dev.mori.admin.cli;

import dev.mori.admin.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mori version}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(name = "version", description = "Show mori's version and the Java it runs on.")
final class VersionCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Override
  public Integer call() {
    String java = System.getProperty("java.vendor", "") + " " + Runtime.version();
    if (output.isJson()) {
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("mori", Version.TEXT);
      facts.put("java", java);
      output.document(facts);
    } else {
      output.line("mori " + Version.TEXT + " on Java " + java);
    }
    return ExitCode.OK;
  }
}
