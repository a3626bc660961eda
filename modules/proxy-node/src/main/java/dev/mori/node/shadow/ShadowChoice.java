package dev.mori.node.shadow;

import dev.mori.node.shadow.ShadowException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Where the operator wants shadows to live: {@code --shadow embedded|docker|URL}. */
public sealed interface ShadowChoice {

  /**
   * A PostgreSQL started by this process.
   *
   * @param home its folder
   */
  record Embedded(Path home) implements ShadowChoice {}

  /**
   * A server somebody else runs, on which databases may be created.
   *
   * @param admin a superuser of it and its maintenance database
   */
  record External(PostgresAddress admin) implements ShadowChoice {}

  /**
   * A container on this machine.
   *
   * @param home the folder that keeps its data
   */
  record Docker(Path home) implements ShadowChoice {}

  /**
   * Reads the option's text.
   *
   * @param home the folder for a server of our own
   * @throws ShadowException when the text is none of the three
   */
  static ShadowChoice parse(String text, Path home) {
    return switch (text) {
      case "embedded" -> new Embedded(home);
      case "docker" -> new Docker(home);
      default -> new External(address(text));
    };
  }

  /** Reads {@code postgres://user:password@host:port/database?sslmode=...}. */
  static PostgresAddress address(String url) {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme();
      if (uri.getHost() == null || !("postgres".equals(scheme) || "postgresql".equals(scheme))) {
        throw notAnAddress();
      }
      String info = uri.getRawUserInfo() == null ? "postgres" : uri.getRawUserInfo();
      int colon = info.indexOf(':');
      String path = uri.getRawPath() == null ? "" : uri.getRawPath();
      return new PostgresAddress(
          uri.getHost().replaceAll("^\\[|\\]$", ""),
          uri.getPort() < 0 ? 5432 : uri.getPort(),
          path.length() < 2 ? "postgres" : decode(path.substring(1)),
          decode(colon < 0 ? info : info.substring(0, colon)),
          colon < 0 ? "" : decode(info.substring(colon + 1)),
          tls(uri.getRawQuery() == null ? "" : uri.getRawQuery()));
    } catch (URISyntaxException e) {
      throw notAnAddress();
    }
  }

  private static Map<String, String> tls(String query) {
    Map<String, String> tls = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.startsWith("ssl")) {
        tls.put(pair.substring(0, equals), decode(pair.substring(equals + 1)));
      }
    }
    return tls;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static ShadowException notAnAddress() {
    return new ShadowException(
        Reason.SERVER,
        "The shadow is neither 'embedded' nor 'docker' nor an address like"
            + " postgres://user:password@host:5432/postgres.");
  }
}
