package dev.mori.admin.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which node and which session a verb is about. */
@SuppressWarnings("NullAway.Init") // picocli fills in
final class NodeChoice {
  @Mixin private ServerChoice server;

  @Option(
      names = "--session",
      paramLabel = "SESSION",
      description = "The session; default: the node's.")
  private @Nullable String session;

  Asking asking(ProjectOptions project) {
    return server.asking(project);
  }

  @Nullable String session() {
    return session;
  }
}
