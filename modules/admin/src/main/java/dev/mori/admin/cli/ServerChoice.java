package dev.mori.admin.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which node is asked: one of this machine, or one elsewhere. */
final class ServerChoice {
  @Option(
      names = {"-c", "--connection"},
      paramLabel = "NAME",
      description = "The connection; may be left out when one node runs.")
  private @Nullable String connection;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = {
        "Ask a node elsewhere, at https://HOST:PORT, instead of one of this machine.",
        "Its token stands in MORI_TOKEN, a certificate to trust in the file that MORI_CA names."
      })
  private @Nullable String server;

  /** The node, which must answer for itself. */
  Asking asking(ProjectOptions project) {
    return server == null
        ? Asking.of(project.node(connection))
        : Asking.elsewhere(RemoteServer.of(server, project.environment()));
  }
}
