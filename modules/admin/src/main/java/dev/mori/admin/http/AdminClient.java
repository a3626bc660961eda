package dev.mori.admin.http;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.http.Route.Form;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks a running node over its admin port. Blocks; for the command line. Uses the JDK's small HTTP
 * client, which loads in a fraction of the time of the large one.
 */
public final class AdminClient {
  private static final int CONNECT_MILLIS = 3_000;
  private static final int READ_MILLIS = 60_000;

  private final String server;
  private final String token;
  private final Optional<SSLSocketFactory> sockets;

  /** A client of a node, which trusts what the JDK trusts. */
  public AdminClient(String server, String token) {
    this(server, token, Optional.empty());
  }

  /**
   * A client of a node.
   *
   * @param server {@code http://host:port} or {@code https://host:port}
   * @param ca a certificate (PEM) to trust instead of those that the JDK trusts
   * @throws IllegalArgumentException with a sentence, when the certificate cannot be used
   */
  public AdminClient(String server, String token, Optional<Path> ca) {
    this.server = server;
    this.token = token;
    this.sockets = ca.map(PemFiles::trusting).map(SSLContext::getSocketFactory);
  }

  /**
   * Carries out an operation.
   *
   * @throws IOException when the node does not answer
   */
  public Reply perform(Operation operation) throws IOException {
    Route route = Routes.of(operation.getClass());
    Map<String, Object> rest = new LinkedHashMap<>(Arguments.of(operation));
    String path = route.template();
    for (Parameter parameter : route.inPath()) {
      path =
          path.replace(
              "{" + parameter.name() + "}", encode(String.valueOf(rest.remove(parameter.name()))));
    }
    boolean post = route.method().equals("POST");
    if (!post && !rest.isEmpty()) {
      path +=
          rest.entrySet().stream()
              .map(one -> one.getKey() + "=" + encode(String.valueOf(one.getValue())))
              .collect(Collectors.joining("&", "?", ""));
    }
    return ask(route, path, post ? Json.write(rest) : "");
  }

  private Reply ask(Route route, String path, String body) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create(server + Routes.PREFIX + path).toURL().openConnection(Proxy.NO_PROXY);
    try {
      if (connection instanceof HttpsURLConnection encrypted) {
        sockets.ifPresent(encrypted::setSSLSocketFactory);
      }
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setRequestMethod(route.method());
      connection.setRequestProperty("Accept", "application/json");
      connection.setRequestProperty("Authorization", "Bearer " + token);
      if (!body.isEmpty()) {
        send(connection, body);
      }
      int status = connection.getResponseCode();
      try (InputStream in =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        String text = in == null ? "{}" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return status < 400
            ? Json.read(text, reply(route))
            : Json.read(text, Problem.class).failed();
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("something other than a mori node answers at " + server, e);
    } finally {
      connection.disconnect();
    }
  }

  private static Class<? extends Reply> reply(Route route) {
    return switch (route.form()) {
      case Form.Once once -> once.reply();
      case Form.Activity activity -> throw new IllegalArgumentException("an endless answer");
      case Form.Description description -> throw new IllegalArgumentException("no reply");
    };
  }

  private static void send(HttpURLConnection connection, String body) throws IOException {
    byte[] octets = body.getBytes(StandardCharsets.UTF_8);
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setFixedLengthStreamingMode(octets.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(octets);
    }
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
