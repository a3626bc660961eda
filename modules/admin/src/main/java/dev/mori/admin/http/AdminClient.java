package dev.mori.admin.http;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Asks a running node over its admin port. Blocks; for the command line. Uses the JDK's small HTTP
 * client, which loads in a fraction of the time of the large one.
 */
public final class AdminClient {
  private static final int CONNECT_MILLIS = 3_000;
  private static final int READ_MILLIS = 60_000;

  private final int port;
  private final String token;

  /** A client of the node with this admin port. */
  public AdminClient(int port, String token) {
    this.port = port;
    this.token = token;
  }

  /**
   * Carries out an operation.
   *
   * @throws IOException when the node does not answer
   */
  public Reply perform(Operation operation) throws IOException {
    return switch (operation) {
      case Operation.Status status -> ask("GET", "/node", Reply.Status.class);
      case Operation.ListSessions list -> ask("GET", "/sessions", Reply.Sessions.class);
      case Operation.InspectSession inspect ->
          ask("GET", "/sessions/" + encode(inspect.session()), Reply.Session.class);
      case Operation.InspectTable inspect ->
          ask(
              "GET",
              "/sessions/" + encode(inspect.session()) + "/tables/" + encode(inspect.table()),
              Reply.Table.class);
      case Operation.ResetSession reset ->
          ask("POST", "/sessions/" + encode(reset.session()) + "/reset", Reply.Changed.class);
      case Operation.DropSession drop ->
          ask("POST", "/sessions/" + encode(drop.session()) + "/drop", Reply.Changed.class);
      case Operation.ReadLog log ->
          ask("GET", "/log?tail=" + log.tail() + "&after=" + log.after(), Reply.Log.class);
      case Operation.Stop stop -> ask("POST", "/stop", Reply.Stopping.class);
    };
  }

  private Reply ask(String method, String path, Class<? extends Reply> type) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + port + Routes.PREFIX + path)
                .toURL()
                .openConnection(java.net.Proxy.NO_PROXY);
    try {
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      connection.setRequestMethod(method);
      connection.setRequestProperty("Authorization", "Bearer " + token);
      if (method.equals("POST")) {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(0);
        connection.getOutputStream().close();
      }
      int status = connection.getResponseCode();
      try (InputStream body =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        String text = body == null ? "{}" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
        return status < 400 ? Json.read(text, type) : Json.read(text, Reply.Failed.class);
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("something other than a mori node answers at port " + port, e);
    } finally {
      connection.disconnect();
    }
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
