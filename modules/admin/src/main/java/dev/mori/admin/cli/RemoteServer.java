package dev.mori.admin.cli;

import dev.mori.admin.http.AdminClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A node elsewhere.
 *
 * @param url {@code https://host:port}
 * @param client asks it
 */
record RemoteServer(String url, AdminClient client) {
  private static final String TOKEN = "MORI_TOKEN";
  private static final String CA = "MORI_CA";

  /** Where nobody else can listen, as at the near end of a tunnel. */
  private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

  /** The server of a URL, with the token and the certificate that the environment names. */
  static RemoteServer of(String url, Map<String, String> environment) {
    String place = checked(url);
    String token = environment.getOrDefault(TOKEN, "");
    if (token.isEmpty()) {
      throw wrong(TOKEN + ": expected a token of " + place + " in this variable, found nothing.");
    }
    Optional<Path> ca = Optional.ofNullable(environment.get(CA)).map(Path::of);
    ca.filter(file -> !Files.isReadable(file))
        .ifPresent(
            file -> {
              throw wrong(CA + ": expected a readable file, found \"" + file + "\".");
            });
    try {
      return new RemoteServer(place, new AdminClient(place, token, ca));
    } catch (IllegalArgumentException e) {
      throw wrong(CA + ": " + e.getMessage() + ".");
    }
  }

  private static String checked(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw notServer(url);
    }
    String host = uri.getHost();
    String path = uri.getPath();
    if (host == null || uri.getUserInfo() != null || uri.getQuery() != null) {
      throw notServer(url);
    }
    boolean plain = "http".equals(uri.getScheme());
    if ((!plain && !"https".equals(uri.getScheme())) || (path != null && !path.matches("/?"))) {
      throw notServer(url);
    }
    if (plain && !HERE.contains(host)) {
      throw wrong(
          "--server: expected https://, found http:// to another machine, which would show your"
              + " token to whoever sees the traffic.");
    }
    return url.replaceFirst("/$", "");
  }

  private static CliFailure notServer(String url) {
    return wrong("--server: expected https://HOST:PORT, found \"" + url + "\".");
  }

  private static CliFailure wrong(String sentence) {
    return new CliFailure(ExitCode.USAGE, sentence);
  }
}
