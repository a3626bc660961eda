package dev.mori.admin.cli;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes the completion script for fish. */
final class FishCompletion {
  private FishCompletion() {}

  static String script(CommandLine root) {
    StringBuilder script =
        new StringBuilder("# Completion of mori for fish.\ncomplete -c mori -f\n");
    root.getSubcommands()
        .forEach(
            (name, verb) -> {
              String[] description = verb.getCommandSpec().usageMessage().description();
              script
                  .append("complete -c mori -n __fish_use_subcommand -a ")
                  .append(name)
                  .append(" -d ")
                  .append(quoted(description.length == 0 ? "" : description[0]))
                  .append('\n');
              verb.getCommandSpec().options().stream()
                  .filter(option -> !option.hidden())
                  .forEach(option -> option(script, name, option));
              verb.getCommandSpec().positionalParameters().stream()
                  .filter(parameter -> parameter.type().isEnum())
                  .forEach(parameter -> values(script, name, parameter));
            });
    return script.toString();
  }

  private static void option(StringBuilder script, String verb, OptionSpec option) {
    script.append("complete -c mori -n '__fish_seen_subcommand_from ").append(verb).append('\'');
    for (String name : option.names()) {
      script.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^--?", ""));
    }
    if (option.arity().max() > 0) {
      script.append(option.paramLabel().equals("FILE") ? " -r -F" : " -x");
    }
    String[] description = option.description();
    script
        .append(" -d ")
        .append(quoted(description.length == 0 ? "" : description[0]))
        .append('\n');
  }

  private static void values(StringBuilder script, String verb, ArgSpec parameter) {
    for (Object constant : parameter.type().getEnumConstants()) {
      script
          .append("complete -c mori -n '__fish_seen_subcommand_from ")
          .append(verb)
          .append("' -a ")
          .append(constant.toString().toLowerCase(Locale.ROOT))
          .append('\n');
    }
  }

  private static String quoted(String text) {
    return '\'' + text.replace("\\", "\\\\").replace("'", "\\'").replace("%n", " ") + '\'';
  }
}
