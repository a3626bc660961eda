package dev.mori.admin.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the other nodes of a cluster reach a node.
 *
 * @param host name or address
 * @param port its port
 */
public record ClusterAddress(String host, int port) {
  private static final Pattern FORM = Pattern.compile("\\[?([^\\[\\]]+)\\]?:(\\d{1,5})");

  /** That of the settings; empty for a node alone. */
  public static Optional<ClusterAddress> of(NodeConfig config) {
    return parse(config.text("mori.cluster.address"));
  }

  /** Reads {@code host:port}; empty when it is not of that form. */
  public static Optional<ClusterAddress> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches() && Integer.parseInt(form.group(2)) <= 65_535
        ? Optional.of(new ClusterAddress(form.group(1), Integer.parseInt(form.group(2))))
        : Optional.empty();
  }
}
