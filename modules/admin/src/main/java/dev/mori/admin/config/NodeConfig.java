package dev.mori.admin.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A node's settings: environment over {@code mori.conf} over the defaults of {@code node.conf}. All
 * values are checked when it is read, so that reading one cannot fail.
 */
public final class NodeConfig {
  /** The file's usual name. */
  public static final String NAME = "mori.conf";

  /** Roots that belong to libraries or to other modules and are checked by them. */
  private static final List<String> FOREIGN =
      List.of("pekko", "pekko-persistence-jdbc", "jdbc-journal", "jdbc-snapshot-store", "kamon");

  private static final String GROUP = "a group of keys";
  private static final List<String> FOREIGN_MORI = List.of("mori.state");

  private static final String TOKENS = "mori.admin.tokens";

  private final Config config;
  private final List<AdminToken> tokens;

  private NodeConfig(Config config, List<AdminToken> tokens) {
    this.config = config;
    this.tokens = tokens;
  }

  /** What came of reading. */
  public sealed interface Outcome {
    /** All is well. */
    record Read(NodeConfig config) implements Outcome {}

    /** Something is not; every mistake found. */
    record Broken(List<ConfigProblem> problems) implements Outcome {}
  }

  /**
   * Reads the settings.
   *
   * @param file mori.conf; need not exist
   * @param environment the process's variables
   */
  public static Outcome read(Path file, Map<String, String> environment) {
    String source = file.getFileName().toString();
    List<ConfigProblem> problems = new ArrayList<>();
    Config written = ConfigFactory.empty();
    if (Files.exists(file)) {
      try {
        written =
            ConfigFactory.parseFile(file.toFile())
                .resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true));
      } catch (ConfigException e) {
        return new Outcome.Broken(
            List.of(new ConfigProblem(source, line(e.origin()), "", "HOCON", said(e))));
      }
    }
    unknown(source, written.root(), "", problems);
    Config over = overrides(environment);
    Config all = over.withFallback(written).withFallback(defaults());
    boolean shaped = problems.stream().noneMatch(problem -> problem.expected().equals(GROUP));
    for (Setting setting : shaped ? Setting.ALL : List.<Setting>of()) {
      boolean variable = over.hasPathOrNull(setting.key());
      setting
          .wrong(all)
          .ifPresent(
              found ->
                  problems.add(
                      new ConfigProblem(
                          variable ? setting.variable() : source,
                          variable ? 0 : line(all.getValue(setting.key()).origin()),
                          setting.key(),
                          setting.expected(),
                          found)));
    }
    if (!problems.isEmpty()) {
      return new Outcome.Broken(List.copyOf(problems));
    }
    ConfigObject tokens = all.getObject(TOKENS);
    return AdminToken.missing(tokens, environment)
        .<Outcome>map(
            found ->
                new Outcome.Broken(
                    List.of(
                        new ConfigProblem(
                            source, line(tokens.origin()), TOKENS, AdminToken.EXPECTED, found))))
        .orElseGet(
            () -> new Outcome.Read(new NodeConfig(all, AdminToken.read(tokens, environment))));
  }

  /** The defaults alone. */
  public static NodeConfig ofDefaults() {
    return new NodeConfig(defaults(), List.of());
  }

  private static Config defaults() {
    return ConfigFactory.parseResources(NodeConfig.class, "node.conf");
  }

  private static Config overrides(Map<String, String> environment) {
    Config over = ConfigFactory.empty();
    for (Setting setting : Setting.ALL) {
      String value = environment.get(setting.variable());
      if (value != null) {
        over =
            over.withValue(
                setting.key(),
                ConfigValueFactory.fromAnyRef(value, "variable " + setting.variable()));
      }
    }
    return over;
  }

  private static void unknown(
      String source, ConfigObject object, String path, List<ConfigProblem> problems) {
    List<String> known = Setting.ALL.stream().map(Setting::key).toList();
    object.forEach(
        (name, value) -> {
          String key = path.isEmpty() ? name : path + "." + name;
          boolean foreign =
              (path.isEmpty() && FOREIGN.contains(name)) || FOREIGN_MORI.contains(key);
          boolean inside = known.stream().anyMatch(one -> one.startsWith(key + "."));
          if (foreign || known.contains(key)) {
            return;
          }
          if (inside && value instanceof ConfigObject deeper) {
            unknown(source, deeper, key, problems);
          } else if (inside) {
            problems.add(new ConfigProblem(source, line(value.origin()), key, GROUP, kind(value)));
          } else {
            problems.add(
                new ConfigProblem(
                    source, line(value.origin()), key, nearest(key, known), "an unknown key"));
          }
        });
  }

  private static String nearest(String key, List<String> known) {
    return NearestKey.of(
            key,
            Stream.concat(known.stream(), Stream.concat(FOREIGN.stream(), FOREIGN_MORI.stream()))
                .toList())
        .map(near -> "the key " + near)
        .orElse("a key of docs/configuration.md");
  }

  private static String kind(ConfigValue value) {
    return value.valueType() == ConfigValueType.LIST ? "a list" : "a single value";
  }

  private static int line(ConfigOrigin origin) {
    return origin == null ? 0 : Math.max(0, origin.lineNumber());
  }

  private static String said(ConfigException e) {
    String message = String.valueOf(e.getMessage());
    ConfigOrigin origin = e.origin();
    return origin == null ? message : message.replace(origin.description() + ": ", "");
  }

  /** A text. */
  public String text(String key) {
    return config.getString(key);
  }

  /** A whole number; also of a {@code *-rows}, {@code *-gap} and so on. */
  public long number(String key) {
    return config.getLong(key);
  }

  /** A whole number that fits an int by its limits. */
  public int count(String key) {
    return config.getInt(key);
  }

  /** True or false. */
  public boolean flag(String key) {
    return "true".equals(config.getString(key));
  }

  /** A time. */
  public Duration time(String key) {
    return config.getDuration(key);
  }

  /** A size in octets. */
  public long octets(String key) {
    return config.getMemorySize(key).toBytes();
  }

  /** The tokens of the admin API. */
  public List<AdminToken> tokens() {
    return tokens;
  }

  /** Another value in place of one. */
  public NodeConfig with(String key, Object value) {
    return new NodeConfig(config.withValue(key, ConfigValueFactory.fromAnyRef(value)), tokens);
  }

  /** Everything, for the actor system, which has settings of its own below. */
  public Config hocon() {
    return config;
  }

  /**
   * Every key of mori's own with its value as text, in the order of the reference file; no secrets.
   */
  public Map<String, String> shown() {
    Map<String, String> shown = new LinkedHashMap<>();
    for (Setting setting : Setting.ALL) {
      shown.put(setting.key(), setting.shown(config));
    }
    return shown;
  }
}
