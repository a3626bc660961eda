package dev.mori.admin.config;

import dev.mori.admin.config.ConnectionEntry.Field;
import dev.mori.overlay.session.SessionName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** {@code mori.yaml}, read: {@code version} and {@code connections}, in the reference's format. */
public final class ConnectionsFile {
  /** The file's usual name. */
  public static final String NAME = "mori.yaml";

  private static final List<String> TOP = List.of("version", "connections");
  private static final List<String> KEYS =
      List.of(
          "engine",
          "provider",
          "host",
          "port",
          "user",
          "password",
          "database",
          "ssl_mode",
          "extra",
          "tunnel");

  private final Map<String, ConnectionEntry> entries;

  private ConnectionsFile(Map<String, ConnectionEntry> entries) {
    this.entries = entries;
  }

  /** What came of reading. */
  public sealed interface Outcome {
    /** The file is well formed; its values are still to be resolved. */
    record Read(ConnectionsFile file) implements Outcome {}

    /** There is no such file. */
    record Missing(Path path) implements Outcome {}

    /** The file is not in the format; every mistake found. */
    record Broken(List<ConfigProblem> problems) implements Outcome {}
  }

  /** Reads a file. */
  public static Outcome read(Path path) {
    try {
      return parse(path.getFileName().toString(), Files.readString(path));
    } catch (NoSuchFileException e) {
      return new Outcome.Missing(path);
    } catch (IOException e) {
      String name = path.getFileName().toString();
      return new Outcome.Broken(
          List.of(new ConfigProblem(name, 0, "", "a readable UTF-8 file", e.toString())));
    }
  }

  /** Reads a text that is to become the file. */
  public static Outcome parseText(String text) {
    return parse(NAME, text);
  }

  /** Reads a text. */
  static Outcome parse(String source, String text) {
    Parser parser = new Parser(source);
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(source).setUseMarks(true).build())
              .composeString(text);
      root.ifPresent(parser::root);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      parser.problems.add(new ConfigProblem(source, line, "", "YAML", said(e)));
    } catch (YamlEngineException e) {
      parser.problems.add(
          new ConfigProblem(
              source,
              0,
              "",
              "YAML",
              String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
    return parser.problems.isEmpty()
        ? new Outcome.Read(new ConnectionsFile(parser.entries))
        : new Outcome.Broken(List.copyOf(parser.problems));
  }

  private static String said(MarkedYamlEngineException e) {
    String context = e.getContext();
    String problem = e.getProblem();
    return (context == null ? "" : context + " ") + (problem == null ? "something else" : problem);
  }

  /** The connections in the order of the file. */
  public List<ConnectionEntry> entries() {
    return List.copyOf(entries.values());
  }

  /** One connection. */
  public Optional<ConnectionEntry> entry(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  /** Walks the nodes and collects entries and mistakes. */
  private static final class Parser {
    private final String source;
    private final Map<String, ConnectionEntry> entries = new LinkedHashMap<>();
    private final List<ConfigProblem> problems = new ArrayList<>();

    Parser(String source) {
      this.source = source;
    }

    void root(Node root) {
      for (NodeTuple tuple : mapping(root, "")) {
        String key = key(tuple);
        Node value = tuple.getValueNode();
        switch (key) {
          case "version" -> {
            if (!scalar(value, key).equals("1")) {
              problem(value, key, "1", shown(value));
            }
          }
          case "connections" -> connections(value);
          default -> unknown(tuple, key, TOP);
        }
      }
    }

    private void connections(Node value) {
      if (isNull(value)) {
        return;
      }
      for (NodeTuple tuple : mapping(value, "connections")) {
        String name = key(tuple);
        SessionName.problem("connection", name)
            .ifPresent(
                reason ->
                    problem(
                        tuple.getKeyNode(),
                        "connections." + name,
                        "a connection name",
                        "that " + reason));
        entries.put(name, entry(name, tuple));
      }
    }

    private ConnectionEntry entry(String name, NodeTuple tuple) {
      Map<String, Field> fields = new LinkedHashMap<>();
      String path = "connections." + name;
      for (NodeTuple pair : mapping(tuple.getValueNode(), path)) {
        String key = key(pair);
        Node value = pair.getValueNode();
        if (!KEYS.contains(key)) {
          unknown(pair, path + "." + key, KEYS);
        } else if (key.equals("extra")) {
          extra(path, value, fields);
        } else if (key.equals("tunnel")) {
          fields.put(key, new Field(isNull(value) ? "" : "tunnel", line(value)));
        } else {
          fields.put(key, new Field(scalar(value, path + "." + key), line(value)));
        }
      }
      return new ConnectionEntry(source, name, line(tuple.getKeyNode()), fields);
    }

    private void extra(String path, Node value, Map<String, Field> fields) {
      if (isNull(value)) {
        return;
      }
      for (NodeTuple pair : mapping(value, path + ".extra")) {
        String key = "extra." + key(pair);
        fields.put(
            key,
            new Field(scalar(pair.getValueNode(), path + "." + key), line(pair.getValueNode())));
      }
    }

    private List<NodeTuple> mapping(Node node, String path) {
      if (!(node instanceof MappingNode mapping)) {
        problem(node, path, "a mapping (key: value)", shown(node));
        return List.of();
      }
      Set<String> seen = new HashSet<>();
      for (NodeTuple tuple : mapping.getValue()) {
        if (!seen.add(key(tuple))) {
          String whole = path.isEmpty() ? key(tuple) : path + "." + key(tuple);
          problem(tuple.getKeyNode(), whole, "each key once", "it twice");
        }
      }
      return mapping.getValue();
    }

    private String scalar(Node node, String path) {
      if (node instanceof ScalarNode scalar) {
        return isNull(node) ? "" : scalar.getValue();
      }
      problem(node, path, "a single value", shown(node));
      return "";
    }

    private static String key(NodeTuple tuple) {
      return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
    }

    private void unknown(NodeTuple tuple, String path, List<String> known) {
      String expected =
          NearestKey.of(key(tuple), known)
              .map(nearest -> "the key " + nearest)
              .orElse("one of " + String.join(", ", known));
      problem(tuple.getKeyNode(), path, expected, "an unknown key");
    }

    private void problem(Node node, String path, String expected, String found) {
      problems.add(new ConfigProblem(source, line(node), path, expected, found));
    }

    private static String shown(Node node) {
      return switch (node) {
        case ScalarNode scalar -> isNull(node) ? "nothing" : "\"" + scalar.getValue() + "\"";
        case SequenceNode sequence -> "a list";
        case MappingNode mapping -> "a mapping";
        default -> "something else";
      };
    }
  }

  static boolean isNull(Node node) {
    return Tag.NULL.equals(node.getTag());
  }

  static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
