package dev.mori.admin.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Changes {@code mori.yaml} as a text, so that comments and everything else in it stay. The result
 * is read back; a text that cannot be changed safely is left to its owner.
 */
public final class ConnectionsText {
  private static final String NEW_FILE =
      """
      # Connections of mori. A value may be ${NAME}, an environment variable.
      version: 1
      connections:
      """;

  private ConnectionsText() {}

  /** What came of a change. */
  public sealed interface Outcome {
    /** The new text. */
    record Changed(String text) implements Outcome {}

    /** The text stays as it is; a sentence says why. */
    record Refused(String reason) implements Outcome {}
  }

  /**
   * A new file with one connection.
   *
   * @param fields keys and values as they are to be written, references included
   */
  public static String of(String name, Map<String, String> fields) {
    return switch (add("", name, fields)) {
      case Outcome.Changed changed -> changed.text();
      case Outcome.Refused refused -> throw new IllegalArgumentException(refused.reason());
    };
  }

  /**
   * Adds a connection at the end of the list.
   *
   * @param text the file's text, empty for a new one
   * @param fields keys and values as they are to be written, references included
   */
  public static Outcome add(String text, String name, Map<String, String> fields) {
    String base = text.isBlank() ? NEW_FILE : text;
    Optional<NodeTuple> connections = connections(base);
    List<String> lines = lines(base);
    if (connections.isEmpty()) {
      lines.add("connections:");
      lines.addAll(block(name, fields, "  "));
      return checked(lines, name, true);
    }
    NodeTuple tuple = connections.get();
    int keyLine = ConnectionsFile.line(tuple.getKeyNode());
    if (!(tuple.getValueNode() instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
      lines.set(keyLine - 1, "connections:");
      lines.addAll(keyLine, block(name, fields, "  "));
      return checked(lines, name, true);
    }
    if (mapping.getFlowStyle() == FlowStyle.FLOW) {
      return new Outcome.Refused("connections is written in braces; add the entry by hand.");
    }
    String indent = " ".repeat(column(mapping.getValue().getFirst().getKeyNode()));
    lines.addAll(lastLine(mapping), block(name, fields, indent));
    return checked(lines, name, true);
  }

  /** Removes a connection with its lines and the comment directly above it. */
  public static Outcome remove(String text, String name) {
    Optional<NodeTuple> connections = connections(text);
    if (connections.isEmpty()
        || !(connections.get().getValueNode() instanceof MappingNode mapping)
        || mapping.getFlowStyle() == FlowStyle.FLOW) {
      return new Outcome.Refused("connections is not a block of lines; remove the entry by hand.");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
        List<String> lines = lines(text);
        int first = ConnectionsFile.line(key) - 1;
        int last = Math.max(first + 1, lastLine(tuple.getValueNode()));
        String indent = " ".repeat(column(key));
        while (first > 0 && lines.get(first - 1).startsWith(indent + "#")) {
          first--;
        }
        lines.subList(first, last).clear();
        if (mapping.getValue().size() == 1) {
          lines.set(ConnectionsFile.line(connections.get().getKeyNode()) - 1, "connections: {}");
        }
        return checked(lines, name, false);
      }
    }
    return new Outcome.Refused("there is no connection " + name + ".");
  }

  private static Outcome checked(List<String> lines, String name, boolean present) {
    String text = String.join("\n", lines) + "\n";
    return ConnectionsFile.parse(ConnectionsFile.NAME, text)
                instanceof ConnectionsFile.Outcome.Read read
            && read.file().entry(name).isPresent() == present
        ? new Outcome.Changed(text)
        : new Outcome.Refused("its layout is unusual; change the entry by hand.");
  }

  private static Optional<NodeTuple> connections(String text) {
    return new Compose(LoadSettings.builder().setUseMarks(true).build())
        .composeString(text)
        .filter(MappingNode.class::isInstance)
        .flatMap(
            root ->
                ((MappingNode) root)
                    .getValue().stream()
                        .filter(
                            tuple ->
                                tuple.getKeyNode() instanceof ScalarNode key
                                    && key.getValue().equals("connections"))
                        .findFirst());
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    while (!lines.isEmpty() && lines.getLast().isBlank()) {
      lines.removeLast();
    }
    return lines;
  }

  /** Number of the last line, from 1, on which something of the node stands. */
  private static int lastLine(Node node) {
    return switch (node) {
      case MappingNode mapping when !mapping.getValue().isEmpty() ->
          mapping.getValue().stream()
              .mapToInt(
                  tuple -> Math.max(lastLine(tuple.getKeyNode()), lastLine(tuple.getValueNode())))
              .max()
              .orElse(ConnectionsFile.line(node));
      case SequenceNode sequence when !sequence.getValue().isEmpty() ->
          sequence.getValue().stream()
              .mapToInt(ConnectionsText::lastLine)
              .max()
              .orElse(ConnectionsFile.line(node));
      default ->
          node.getEndMark().map(mark -> mark.getLine() + (mark.getColumn() == 0 ? 0 : 1)).orElse(0);
    };
  }

  private static int column(Node node) {
    return node.getStartMark().map(mark -> mark.getColumn()).orElse(2);
  }

  private static List<String> block(String name, Map<String, String> fields, String indent) {
    List<String> lines = new ArrayList<>();
    lines.add(indent + name + ":");
    Map<String, String> extra = new LinkedHashMap<>();
    fields.forEach(
        (key, value) -> {
          if (key.startsWith("extra.")) {
            extra.put(key.substring(6), value);
          } else {
            lines.add(indent + "  " + key + ": " + written(value));
          }
        });
    if (!extra.isEmpty()) {
      lines.add(indent + "  extra:");
      extra.forEach((key, value) -> lines.add(indent + "    " + key + ": " + written(value)));
    }
    return lines;
  }

  /** Plain when YAML cannot take it for anything but this text, quoted otherwise. */
  private static String written(String value) {
    if (value.matches("[A-Za-z0-9][A-Za-z0-9_./-]*")) {
      return value.matches("(?i)(true|false|null|yes|no|on|off)") ? '"' + value + '"' : value;
    }
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
