package dev.mori.admin.cli;

import dev.mori.admin.config.ConnectionsText;
import dev.mori.admin.home.NodeFolder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mori rm}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(
    name = "rm",
    description = {
      "Remove a connection from mori.yaml.",
      "Its sessions stay in the state folder unless --purge is given."
    })
final class RmCommand implements Callable<Integer> {
  @Mixin private ProjectOptions project;
  @Mixin private Output output;

  @Parameters(index = "0", paramLabel = "NAME", description = "The connection.")
  private String name = "";

  @Option(
      names = "--purge",
      description = "Delete its state folder too: every session and every change in it.")
  private boolean purge;

  @Override
  public Integer call() {
    project.entry(name);
    List<NodeFolder> folders =
        project.nodesOf(name).stream().map(ProjectOptions.NamedNode::folder).toList();
    if (folders.stream().anyMatch(NodeFolder::isHeld)) {
      throw new CliFailure(ExitCode.FAILED, name + " is running: mori stop " + name + " first.");
    }
    switch (ConnectionsText.remove(YamlFile.text(project.yaml()), name)) {
      case ConnectionsText.Outcome.Changed changed ->
          YamlFile.write(project.yaml(), changed.text());
      case ConnectionsText.Outcome.Refused refused ->
          throw new CliFailure(
              ExitCode.FAILED, project.yaml() + " is left as it is: " + refused.reason());
    }
    if (purge) {
      folders.forEach(folder -> FolderRemoval.remove(folder.path()));
    }
    if (output.isJson()) {
      output.document(Map.of("removed", name, "purged", purge));
    } else {
      output.line(
          name + " is removed from " + project.yaml() + (purge ? ", with its sessions." : "."));
    }
    return ExitCode.OK;
  }
}
