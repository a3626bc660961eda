package dev.mori.admin.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Reads a command line and runs its verb. */
public final class CommandLineProgram {
  private final Programs programs;

  /**
   * What verbs need from outside.
   *
   * @param node starts nodes; only asked for by verbs that do
   * @param demo runs the demo
   * @param environment the process's variables
   */
  public record Programs(
      Supplier<NodeProgram> node, Supplier<DemoProgram> demo, Map<String, String> environment) {}

  /** A command line over these programs. */
  public CommandLineProgram(Programs programs) {
    this.programs = programs;
  }

  /** Runs it on the process's own output. */
  public int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  /** Runs it on other output. */
  public int run(PrintWriter out, PrintWriter err, String... arguments) {
    return commandLine().setOut(out).setErr(err).execute(arguments);
  }

  /** The whole command line, for completion scripts and documents. */
  CommandLine commandLine() {
    return new CommandLine(new MoriCommand(), new VerbFactory(programs))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(CommandLineProgram::failed);
  }

  private static int failed(
      Exception thrown,
      CommandLine line,
      CommandLine.@org.jspecify.annotations.Nullable ParseResult parsed) {
    if (thrown instanceof CliFailure failure) {
      line.getErr().println(line.getColorScheme().errorText("mori: " + failure.sentence()));
      return failure.exitCode();
    }
    line.getErr().println("mori: a bug, please report it:");
    thrown.printStackTrace(line.getErr());
    return ExitCode.FAILED;
  }

  /** Makes verbs, and gives the programs to those that take them. */
  private record VerbFactory(Programs programs) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == ProjectOptions.class) {
        return type.cast(new ProjectOptions(programs.environment()));
      }
      if (type == StartCommand.class) {
        return type.cast(new StartCommand(programs.node()));
      }
      if (type == InitCommand.class) {
        return type.cast(new InitCommand(programs.node()));
      }
      if (type == DemoCommand.class) {
        return type.cast(new DemoCommand(programs.demo()));
      }
      return CommandLine.defaultFactory().create(type);
    }
  }
}
