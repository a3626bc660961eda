package dev.mori.admin.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which node and which session a verb is about. */
final class NodeChoice {
  @Option(
      names = {"-c", "--connection"},
      paramLabel = "NAME",
      description = "The connection; may be left out when one node runs.")
  private @Nullable String connection;

  @Option(
      names = "--session",
      paramLabel = "SESSION",
      description = "The session; default: the node's.")
  private @Nullable String session;

  @Nullable String connection() {
    return connection;
  }

  @Nullable String session() {
    return session;
  }
}
