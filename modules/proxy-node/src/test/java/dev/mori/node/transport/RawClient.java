package dev.mori.node.transport;

import dev.mori.protocol.postgres.BackendDecoder;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.Decoded;
import dev.mori.protocol.postgres.FrontendEncoder;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.FrontendMessage.StartupMessage;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A blocking client that says exactly what a test wants, on loopback. */
public final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    this.out = socket.getOutputStream();
  }

  /** Connects; reads give up after 20 s. */
  public static RawClient connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    return new RawClient(socket);
  }

  /** Connects over a socket that is connected already, for example an encrypted one. */
  public static RawClient over(Socket socket) throws IOException {
    return new RawClient(socket);
  }

  /** Logs in by trust. */
  public RawClient login(String user, String database) throws IOException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("user", user);
    parameters.put("database", database);
    send(new StartupMessage(3, 0, parameters));
    return this;
  }

  /** Sends messages in one write. */
  public void send(FrontendMessage... messages) throws IOException {
    var sink = new dev.mori.protocol.postgres.Sink();
    for (FrontendMessage message : messages) {
      FrontendEncoder.encode(message, sink);
    }
    bytes(sink.toByteArray());
  }

  /** Sends octets as they are. */
  public void bytes(byte[] octets) throws IOException {
    out.write(octets);
    out.flush();
  }

  /** One octet without a frame. */
  public int octet() throws IOException {
    return in.read();
  }

  /** The next message. */
  public BackendMessage receive() throws IOException {
    byte type = in.readByte();
    byte[] body = new byte[in.readInt() - 4];
    in.readFully(body);
    return switch (BackendDecoder.decode(type, ByteBuffer.wrap(body))) {
      case Decoded.Message<BackendMessage>(BackendMessage message) -> message;
      case Decoded.Malformed<BackendMessage>(var violation) ->
          throw new IOException(violation.sentence());
    };
  }

  /** Messages up to and with the next ReadyForQuery. */
  public List<BackendMessage> receiveAll() throws IOException {
    List<BackendMessage> all = new ArrayList<>();
    do {
      all.add(receive());
    } while (!(all.getLast() instanceof BackendMessage.ReadyForQuery));
    return all;
  }

  /** Messages up to the end of the connection. */
  public List<BackendMessage> receiveToEnd() throws IOException {
    List<BackendMessage> all = new ArrayList<>();
    while (true) {
      in.mark(1);
      if (in.read() < 0) {
        return all;
      }
      in.reset();
      all.add(receive());
    }
  }

  /** Ends our side only. */
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Cuts the connection with a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** The socket below. */
  public Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
