package dev.mori.admin.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads {@code postgres://user:password@host:port/database?sslmode=...} into keys of mori.yaml. */
public final class PostgresUrl {
  private PostgresUrl() {}

  /**
   * The keys in the order they are written: engine, provider, host, port, user, password, database,
   * ssl_mode, {@code extra.} and TLS files. Empty when the text is not such an address; the text
   * itself may hold a password and must not be shown.
   */
  public static Optional<Map<String, String>> read(String url) {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme();
      if (uri.getHost() == null
          || uri.getRawUserInfo() == null
          || !("postgres".equals(scheme) || "postgresql".equals(scheme))) {
        return Optional.empty();
      }
      String info = uri.getRawUserInfo();
      int colon = info.indexOf(':');
      String user = decode(colon < 0 ? info : info.substring(0, colon));
      String path = uri.getRawPath() == null ? "" : uri.getRawPath();
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("engine", "postgres");
      fields.put("provider", "direct");
      fields.put("host", uri.getHost().replaceAll("^\\[|]$", ""));
      fields.put("port", Integer.toString(uri.getPort() < 0 ? 5432 : uri.getPort()));
      fields.put("user", References.literal(user));
      if (colon >= 0 && colon < info.length() - 1) {
        fields.put("password", References.literal(decode(info.substring(colon + 1))));
      }
      fields.put(
          "database", References.literal(path.length() < 2 ? user : decode(path.substring(1))));
      query(uri.getRawQuery(), fields);
      return Optional.of(fields);
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void query(
      @org.jspecify.annotations.Nullable String query, Map<String, String> fields) {
    if (query == null) {
      return;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String key = pair.substring(0, equals);
        String value = References.literal(decode(pair.substring(equals + 1)));
        if (key.equals("sslmode")) {
          fields.put("ssl_mode", value);
        } else if (key.startsWith("ssl")) {
          fields.put("extra." + key, value);
        }
      }
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
