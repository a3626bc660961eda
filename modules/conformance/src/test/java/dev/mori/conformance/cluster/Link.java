package dev.mori.conformance.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A way that TCP connections take, and that can be cut: what is sent then stays on the way until it
 * is mended, and nobody is told, as with packets that a firewall drops.
 */
final class Link implements AutoCloseable {
  private static final int OCTETS = 16_384;

  private final ServerSocket entrance;
  private final InetSocketAddress exit;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Lock lock = new ReentrantLock();
  private final Condition mended = lock.newCondition();
  private boolean cut;

  /** From an address of this machine to another one. */
  Link(InetSocketAddress entrance, InetSocketAddress exit) throws IOException {
    this.entrance = new ServerSocket();
    this.entrance.setReuseAddress(true);
    this.entrance.bind(entrance);
    this.exit = exit;
    Thread.ofVirtual().start(this::accept);
  }

  void cut() {
    set(true);
  }

  void mend() {
    set(false);
  }

  private void set(boolean value) {
    lock.lock();
    try {
      cut = value;
      mended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitMended() {
    lock.lock();
    try {
      while (cut) {
        mended.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket near = entrance.accept();
        Thread.ofVirtual().start(() -> connect(near));
      }
    } catch (IOException e) {
      close();
    }
  }

  private void connect(Socket near) {
    sockets.add(near);
    Socket far = new Socket();
    sockets.add(far);
    try {
      awaitMended();
      far.connect(exit);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> carry(far, near));
      carry(near, far);
    } catch (IOException e) {
      end(near, far);
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] octets = new byte[OCTETS];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(octets); count >= 0; count = in.read(octets)) {
        awaitMended();
        out.write(octets, 0, count);
      }
      awaitMended();
      to.shutdownOutput();
    } catch (IOException e) {
      end(from, to);
    }
  }

  private void end(Socket... both) {
    for (Socket socket : both) {
      sockets.remove(socket);
      try {
        socket.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    end(sockets.toArray(Socket[]::new));
  }

  /** An address of this machine's loopback. */
  static InetSocketAddress loopback(int third, int fourth, int port) throws IOException {
    byte[] octets = {127, 1, (byte) third, (byte) fourth};
    return new InetSocketAddress(InetAddress.getByAddress(octets), port);
  }
}
