package dev.mori.admin.cli;

import dev.mori.admin.http.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a verb prints: facts to standard output, everything else to standard error. */
final class Output {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean json;

  boolean isJson() {
    return json;
  }

  PrintWriter out() {
    return spec().commandLine().getOut();
  }

  /** A note that is not a fact. */
  void note(String line) {
    PrintWriter err = spec().commandLine().getErr();
    err.println(line);
    err.flush();
  }

  void line(String line) {
    out().println(line);
    out().flush();
  }

  /** Prints one document. */
  void document(Object value) {
    line(Json.pretty(value));
  }

  /** Prints rows in columns as wide as they need; the first row is the head. */
  void table(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int width = row.get(i).length();
        if (i == widths.size()) {
          widths.add(width);
        } else {
          widths.set(i, Math.max(widths.get(i), width));
        }
      }
    }
    boolean head = true;
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i));
        if (i < row.size() - 1) {
          line.append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
        }
      }
      line(head ? bold(line.toString()) : line.toString());
      head = false;
    }
  }

  /** Bold where the terminal can and NO_COLOR is not set. */
  String bold(String text) {
    return spec().commandLine().getColorScheme().ansi().enabled()
        ? "\u001b[1m" + text + "\u001b[0m"
        : text;
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("used before picocli has filled it in");
    }
    return spec;
  }
}
