package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Endpoint;
import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The connections to one of the two, mori or copy, and the way to read its replies. */
final class Side implements AutoCloseable {
  private final List<WireClient> clients = new ArrayList<>();
  private final List<Character> statuses = new ArrayList<>();
  private final WireClient meta;
  private final Canonical canonical;

  private Side(WireClient meta) {
    this.meta = meta;
    this.canonical = new Canonical(new OidNames(meta));
  }

  static Side connect(Endpoint at, int connections, Duration patience) throws IOException {
    Side side = new Side(WireClient.connect(at, Map.of(), patience));
    for (int i = 0; i < connections; i++) {
      side.clients.add(WireClient.connect(at, Map.of(), patience));
      side.statuses.add('I');
    }
    return side;
  }

  Reply run(int connection, Exchange exchange) throws IOException {
    send(connection, exchange);
    return read(connection);
  }

  void send(int connection, Exchange exchange) throws IOException {
    clients.get(connection).send(exchange);
  }

  Reply read(int connection) throws IOException {
    Reply reply = clients.get(connection).read();
    statuses.set(connection, reply.status());
    return reply;
  }

  List<String> lines(int connection, Reply reply, boolean ordered, boolean loose)
      throws IOException {
    return canonical.lines(reply, ordered, loose, clients.get(connection));
  }

  List<Character> statuses() {
    return statuses;
  }

  Map<String, String> startupSettings() {
    return clients.get(0).startupSettings();
  }

  /** The lines of a query on the connection that is always idle. */
  List<String> committed(String sql) throws IOException {
    return canonical.lines(meta.query(sql), false, true, meta);
  }

  /** The rows of a query on the connection that is always idle. */
  List<Reply.Row> rows(String sql) throws IOException {
    return meta.rows(sql);
  }

  @Override
  public void close() {
    meta.close();
    clients.forEach(WireClient::close);
  }
}
