package dev.mori.admin.cli;

import dev.mori.admin.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The root: without a verb it shows the usage. */
@Command(
    name = "mori",
    description =
        "A copy-on-write proxy: reads come from production, writes stay in a session of your own.",
    mixinStandardHelpOptions = true,
    versionProvider = MoriCommand.Versions.class,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:the command line, mori.yaml or mori.conf is wrong",
      "3:the node is not running",
      "4:prod cannot be reached or refuses the login",
      "5:a port is taken",
      "6:the shadow server cannot be had",
      "7:the sessions' journal, or the node that has the session, does not answer"
    },
    subcommands = {
      DemoCommand.class,
      InitCommand.class,
      StartCommand.class,
      StopCommand.class,
      StatusCommand.class,
      SessionsCommand.class,
      InspectCommand.class,
      ResetCommand.class,
      ReinitCommand.class,
      LogCommand.class,
      LsCommand.class,
      RmCommand.class,
      ConfigCommand.class,
      CompletionCommand.class,
      VersionCommand.class
    })
final class MoriCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }

  /** What {@code --version} says. */
  static final class Versions implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"mori " + Version.TEXT};
    }
  }
}
