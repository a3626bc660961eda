package dev.mori.node.transport;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/** Which system interface the event loops use for their sockets. */
public enum Sockets {
  /** Linux epoll: the default where it is available. */
  EPOLL,
  /** Linux io_uring: fewer system calls, often denied in containers; only when asked for. */
  IO_URING,
  /** The JDK's selectors: everywhere. */
  NIO;

  /** The asked-for interface, or the next one that this machine has (io_uring, epoll, NIO). */
  public static Sockets orFallback(Sockets wanted) {
    if (wanted == IO_URING && IoUring.isAvailable()) {
      return IO_URING;
    }
    return wanted != NIO && Epoll.isAvailable() ? EPOLL : NIO;
  }

  IoHandlerFactory ioHandler() {
    return switch (this) {
      case EPOLL -> EpollIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  Class<? extends ServerSocketChannel> serverChannel() {
    return switch (this) {
      case EPOLL -> EpollServerSocketChannel.class;
      case IO_URING -> IoUringServerSocketChannel.class;
      case NIO -> NioServerSocketChannel.class;
    };
  }

  /** The channel class for outgoing connections on these loops. */
  public Class<? extends SocketChannel> clientChannel() {
    return switch (this) {
      case EPOLL -> EpollSocketChannel.class;
      case IO_URING -> IoUringSocketChannel.class;
      case NIO -> NioSocketChannel.class;
    };
  }
}
