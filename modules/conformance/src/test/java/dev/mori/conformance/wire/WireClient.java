package dev.mori.conformance.wire;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One blocking connection, without TLS, by trust or SCRAM-SHA-256. Not thread-safe. Every failure
 * of the socket is an {@link IOException}; errors of the server are part of the {@link Reply}.
 */
public final class WireClient implements AutoCloseable {
  private static final int PROTOCOL_3_0 = 196_608;
  private static final int MAX_MESSAGE = 1 << 28;

  private final Socket socket;
  private final DataInputStream in;
  private final Scram scram;
  private final TreeMap<String, String> startupSettings = new TreeMap<>();
  private final Queue<CopyIn> copies = new ArrayDeque<>();
  private String cancelKey = "";

  private WireClient(Socket socket, String password) throws IOException {
    this.socket = socket;
    this.scram = new Scram(password);
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
  }

  /**
   * Connects and waits for the first ReadyForQuery.
   *
   * @param options further startup parameters, such as {@code application_name}
   * @param patience how long any single read may take
   * @throws IOException when the server cannot be reached, refuses, or wants something else
   */
  public static WireClient connect(Endpoint at, Map<String, String> options, Duration patience)
      throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) patience.toMillis());
    socket.connect(new InetSocketAddress(at.host(), at.port()), (int) patience.toMillis());
    WireClient client = new WireClient(socket, at.password());
    try {
      client.startUp(at, options);
      return client;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private void startUp(Endpoint at, Map<String, String> options) throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("user", at.user());
    all.put("database", at.database());
    all.put("client_encoding", "UTF8");
    all.putAll(options);
    WireWriter out = new WireWriter();
    out.startup(PROTOCOL_3_0, all);
    out.sendTo(socket.getOutputStream());
    Reply reply = read();
    Reply.Failed error = reply.firstError();
    if (error != null) {
      throw new IOException("connect refused: " + error.code() + " " + error.message());
    }
    for (Reply.Part part : reply.parts()) {
      if (part instanceof Reply.Setting setting) {
        startupSettings.put(setting.name(), setting.value());
      }
    }
  }

  /** What the server reported by ParameterStatus before the first ReadyForQuery. */
  public Map<String, String> startupSettings() {
    return startupSettings;
  }

  /** Asks a server, this connection's or another one, to cancel what this connection runs. */
  public void cancelAt(Endpoint at) throws IOException {
    try (Socket other = new Socket(at.host(), at.port())) {
      WireWriter out = new WireWriter();
      out.cancel(cancelKey);
      out.sendTo(other.getOutputStream());
      other.getInputStream().readAllBytes();
    }
  }

  /** Sends the exchange in one write and reads up to ReadyForQuery. */
  public Reply run(Exchange exchange) throws IOException {
    send(exchange);
    return read();
  }

  /** What the next CopyInResponse is answered with; those that follow, in order, likewise. */
  public void copies(CopyIn data) {
    copies.add(data);
  }

  /** Forgets what no CopyInResponse asked for. */
  public void forgetCopies() {
    copies.clear();
  }

  /** A simple query. */
  public Reply query(String sql) throws IOException {
    return run(new Exchange.Simple(sql));
  }

  /**
   * A simple query that must succeed.
   *
   * @throws IllegalStateException when the server answers with an error
   */
  public List<Reply.Row> rows(String sql) throws IOException {
    Reply reply = query(sql);
    Reply.Failed error = reply.firstError();
    if (error != null) {
      throw new IllegalStateException(error.code() + " " + error.message() + " for " + sql);
    }
    return reply.rows();
  }

  /** The first half of {@link #run}: for tests that kill the server between the two. */
  public void send(Exchange exchange) throws IOException {
    WireWriter out = new WireWriter();
    switch (exchange) {
      case Exchange.Simple simple -> out.query(simple.sql());
      case Exchange.Call call -> out.call(call.function(), call.arguments());
      case Exchange.Extended extended -> {
        extended.ops().forEach(out::op);
        out.sync();
      }
    }
    out.sendTo(socket.getOutputStream());
  }

  /** The second half of {@link #run}. */
  public Reply read() throws IOException {
    List<Reply.Part> parts = new ArrayList<>();
    List<Reply.Row> rows = new ArrayList<>();
    while (true) {
      int type = in.readUnsignedByte();
      int length = in.readInt() - 4;
      if (length < 0 || length > MAX_MESSAGE) {
        throw new IOException("message '" + (char) type + "' of length " + length);
      }
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw new EOFException("in message '" + (char) type + "'");
      }
      BackendBody message = new BackendBody(body);
      if (type == 'D') {
        rows.add(message.row());
        continue;
      }
      if (!rows.isEmpty()) {
        parts.add(new Reply.Rows(List.copyOf(rows)));
        rows.clear();
      }
      if (type == 'Z') {
        return new Reply(List.copyOf(parts), (char) body[0]);
      }
      Reply.Part part = part(type, message);
      if (part != null) {
        parts.add(part);
      }
      if (type == 'E' && "FATAL".equals(message.severity())) {
        return new Reply(List.copyOf(parts), 'X');
      }
    }
  }

  private Reply.@Nullable Part part(int type, BackendBody body) throws IOException {
    return switch (type) {
      case 'R' -> {
        authenticate(body.int32(), body);
        yield null;
      }
      case 'K' -> {
        cancelKey = body.rest();
        yield null;
      }
      case 'S' -> new Reply.Setting(body.string(), body.string());
      case 'T' -> body.columns();
      case 't' -> body.parameters();
      case 'C' -> new Reply.Done(body.string());
      case 'E' -> new Reply.Failed(body.fields());
      case 'N' -> new Reply.Notice(body.fields());
      case 'G' -> {
        WireWriter out = new WireWriter();
        CopyIn answer = copies.poll();
        if (answer == null) {
          out.copyFail("the harness copies nothing in");
        } else {
          out.copyIn(answer);
        }
        out.sendTo(socket.getOutputStream());
        yield new Reply.Mark('G', body.rest());
      }
      default -> new Reply.Mark((char) type, body.rest());
    };
  }

  private void authenticate(int kind, BackendBody body) throws IOException {
    WireWriter out = new WireWriter();
    switch (kind) {
      case 0, 12 -> {
        return;
      }
      case 10 -> out.saslInitial("SCRAM-SHA-256", scram.first());
      case 11 -> out.saslResponse(scram.last(body.rest()));
      default -> throw new IOException("server wants authentication method " + kind);
    }
    out.sendTo(socket.getOutputStream());
  }

  /** Terminates politely; never fails. */
  @Override
  public void close() {
    try (socket) {
      socket.getOutputStream().write(new byte[] {'X', 0, 0, 0, 4});
    } catch (IOException e) {
      // The server is gone already: nothing is left to say goodbye to.
    }
  }

  /** Octets kept as Latin-1 characters, read as the UTF-8 they are. */
  public static String utf8(String octets) {
    return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
