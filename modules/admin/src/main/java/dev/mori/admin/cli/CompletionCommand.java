package dev.mori.admin.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mori completion}. */
@Command(
    name = "completion",
    description = {
      "Print a completion script.",
      "bash, zsh: source <(mori completion bash)",
      "fish: mori completion fish > ~/.config/fish/completions/mori.fish"
    })
final class CompletionCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "bash|zsh|fish", description = "The shell.")
  private Shell shell = Shell.BASH;

  /** The shells there are scripts for. */
  enum Shell {
    /** GNU bash. */
    BASH,
    /** The Z shell, through its bash completion. */
    ZSH,
    /** fish. */
    FISH
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("used before picocli has filled it in");
    }
    CommandLine root = spec.root().commandLine();
    String script =
        switch (shell) {
          case BASH -> AutoComplete.bash("mori", root);
          case ZSH ->
              "autoload -U +X bashcompinit && bashcompinit\n" + AutoComplete.bash("mori", root);
          case FISH -> FishCompletion.script(root);
        };
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
