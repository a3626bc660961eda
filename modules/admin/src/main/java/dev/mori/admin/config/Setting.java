package dev.mori.admin.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigMemorySize;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One key of a node's settings.
 *
 * @param key its whole name
 * @param kind which values it takes
 */
record Setting(String key, Kind kind) {

  /** Which values a key takes. */
  sealed interface Kind {
    /** Any text. */
    record Text() implements Kind {}

    /** {@code host:port}, or nothing. */
    record Address() implements Kind {}

    /** A whole number. */
    record Whole(long least, long most) implements Kind {}

    /** True or false. */
    record Flag() implements Kind {}

    /** A time with its unit. */
    record Time() implements Kind {}

    /** A size in octets with its unit. */
    record Size(long least, long most) implements Kind {}

    /** One of a few words. */
    record Word(List<String> words) implements Kind {}

    /** Tokens of the admin API by their names. */
    record Tokens() implements Kind {}
  }

  private static final Kind PORT = new Kind.Whole(0, 65_535);
  private static final Kind COUNT = new Kind.Whole(1, 1_000_000);

  /** Every key, in the order of the reference file. */
  static final List<Setting> ALL =
      List.of(
          new Setting("mori.node.bind", new Kind.Text()),
          new Setting("mori.node.port-base", PORT),
          new Setting("mori.node.max-connections", COUNT),
          new Setting("mori.node.login-timeout", new Kind.Time()),
          new Setting("mori.node.drain-timeout", new Kind.Time()),
          new Setting("mori.node.max-message-size", new Kind.Size(1 << 16, 0x3fff_ffff)),
          new Setting("mori.node.tls.mode", new Kind.Word(List.of("self-signed", "files", "off"))),
          new Setting("mori.node.tls.certificate", new Kind.Text()),
          new Setting("mori.node.tls.key", new Kind.Text()),
          new Setting("mori.admin.port", PORT),
          new Setting("mori.admin.tokens", new Kind.Tokens()),
          new Setting("mori.admin.host", new Kind.Text()),
          new Setting("mori.admin.host-port", PORT),
          new Setting("mori.admin.tls.certificate", new Kind.Text()),
          new Setting("mori.admin.tls.key", new Kind.Text()),
          new Setting("mori.admin.allow-plain-text", new Kind.Flag()),
          new Setting("mori.session.default", new Kind.Text()),
          new Setting("mori.session.create-on-connect", new Kind.Flag()),
          new Setting("mori.session.sequence-gap", new Kind.Whole(0, Long.MAX_VALUE / 4)),
          new Setting("mori.session.localize-max-rows", new Kind.Whole(0, Long.MAX_VALUE)),
          new Setting("mori.session.shadow", new Kind.Text()),
          new Setting("mori.cluster.address", new Kind.Address()),
          new Setting("mori.cluster.size", COUNT),
          new Setting("mori.cluster.journal", new Kind.Text()),
          new Setting("mori.cluster.tls", new Kind.Text()),
          new Setting("mori.prod.pool-size", COUNT),
          new Setting("mori.prod.max-waiting", new Kind.Whole(0, 1_000_000)),
          new Setting("mori.prod.wait-timeout", new Kind.Time()),
          new Setting("mori.prod.max-idle", new Kind.Time()),
          new Setting("mori.guard.require-readonly-role", new Kind.Flag()),
          new Setting("mori.log.activity-lines", COUNT),
          new Setting("mori.log.activity-file-size", new Kind.Size(1 << 16, 1L << 40)));

  /** The environment variable that overrides it: {@code MORI_PROD_POOL_SIZE}. */
  String variable() {
    return variable(key);
  }

  static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** What is expected, for a message. */
  String expected() {
    return switch (kind) {
      case Kind.Text text -> "a text";
      case Kind.Address address -> "host:port, or nothing";
      case Kind.Whole whole ->
          whole.most() > 1_000_000_000_000L
              ? "a whole number from " + whole.least()
              : "a whole number from " + whole.least() + " to " + whole.most();
      case Kind.Flag flag -> "true or false";
      case Kind.Time time -> "a time such as 500ms, 30s or 10min";
      case Kind.Size size ->
          "a size from " + size.least() + " to " + size.most() + " octets, such as 16MiB";
      case Kind.Word word -> "one of " + String.join(", ", word.words());
      case Kind.Tokens tokens -> AdminToken.EXPECTED;
    };
  }

  /** What stands there, for a message, when it is not what is expected. */
  Optional<String> wrong(Config config) {
    return kind instanceof Kind.Tokens ? AdminToken.wrong(config.getValue(key)) : wrongText(config);
  }

  private Optional<String> wrongText(Config config) {
    String found = String.valueOf(config.getValue(key).unwrapped());
    try {
      boolean right =
          switch (kind) {
            case Kind.Text text -> config.getString(key) != null;
            case Kind.Address address -> found.isEmpty() || ClusterAddress.parse(found).isPresent();
            case Kind.Whole whole ->
                within(config.getLong(key), whole.least(), whole.most()) && !found.contains(".");
            case Kind.Flag flag -> Set.of("true", "false").contains(found);
            case Kind.Time time -> !config.getDuration(key).isNegative();
            case Kind.Size size -> {
              ConfigMemorySize octets = config.getMemorySize(key);
              yield within(octets.toBytes(), size.least(), size.most());
            }
            case Kind.Word word -> word.words().contains(config.getString(key));
            case Kind.Tokens tokens -> AdminToken.wrong(config.getValue(key)).isEmpty();
          };
      return right ? Optional.empty() : Optional.of("\"" + found + "\"");
    } catch (ConfigException e) {
      return Optional.of("\"" + found + "\"");
    }
  }

  /** Its value as text, without secrets. */
  String shown(Config config) {
    return kind instanceof Kind.Tokens
        ? String.join(", ", new TreeSet<>(config.getObject(key).keySet()))
        : config.getString(key).replaceAll("://([^:/@]+):[^@]*@", "://$1:***@");
  }

  private static boolean within(long value, long least, long most) {
    return value >= least && value <= most;
  }
}
