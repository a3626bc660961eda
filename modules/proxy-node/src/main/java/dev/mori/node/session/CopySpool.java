package dev.mori.node.session;

import dev.mori.node.transport.OffLoop;
import dev.mori.protocol.postgres.Octets;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a client has sent, to be read again any number of times: the first MiB in memory, the rest
 * in a file without a name, which ends with the process at the latest. Used on one event loop; the
 * file is read and written elsewhere.
 */
final class CopySpool {
  private static final int BLOCK = 64 * 1024;
  private static final int KEPT = 16;

  private final EventLoop loop;
  private final List<byte @Nullable []> blocks = new ArrayList<>(); // null: in the file
  private final Store store = new Store();
  private long size;
  private int stored = KEPT;

  CopySpool(EventLoop loop) {
    this.loop = loop;
  }

  /** How many octets there are. */
  long size() {
    return size;
  }

  /** Adds octets; they can be read at once. The stage ends when more may be added. */
  CompletionStage<Void> append(Octets data) {
    int taken = 0;
    while (taken < data.size()) {
      int at = (int) (size % BLOCK);
      if (at == 0) {
        blocks.add(new byte[BLOCK]);
      }
      int length = Math.min(BLOCK - at, data.size() - taken);
      byte[] last = blocks.getLast();
      if (last != null) {
        data.slice(taken, taken + length).copyTo(last, at);
      }
      size += length;
      taken += length;
    }
    return size / BLOCK > stored ? store() : CompletableFuture.completedStage(null);
  }

  /** Moves whole blocks into the file. */
  private CompletionStage<Void> store() {
    int first = stored;
    List<byte[]> full = new ArrayList<>();
    blocks.subList(first, (int) (size / BLOCK)).forEach(b -> full.add(Objects.requireNonNull(b)));
    return CompletableFuture.runAsync(() -> store.write(position(first), full), OffLoop.executor())
        .thenRunAsync(
            () -> {
              stored = first + full.size();
              for (int i = first; i < Math.min(stored, blocks.size()); i++) {
                blocks.set(i, null);
              }
            },
            loop);
  }

  /** Some octets from there on, when they are in memory. */
  Optional<Octets> peek(long from) {
    byte[] block = blocks.get((int) (from / BLOCK));
    return block == null ? Optional.empty() : Optional.of(cut(block, from));
  }

  /** Some octets from there on. */
  CompletionStage<Octets> read(long from) {
    Optional<Octets> here = peek(from);
    if (here.isPresent()) {
      return CompletableFuture.completedStage(here.get());
    }
    int block = (int) (from / BLOCK);
    return CompletableFuture.supplyAsync(
            () -> store.read(position(block), BLOCK), OffLoop.executor())
        .thenApplyAsync(read -> cut(read, from), loop);
  }

  private Octets cut(byte[] block, long from) {
    long begin = from - from % BLOCK;
    int at = (int) (from - begin);
    return Octets.of(block, at, (int) Math.min(BLOCK, size - begin) - at);
  }

  private static long position(int block) {
    return (long) (block - KEPT) * BLOCK;
  }

  /** Forgets everything. */
  void close() {
    blocks.clear();
    size = 0;
    OffLoop.executor().execute(store::close);
  }

  /** The file. Safe for use by several threads. */
  private static final class Store {
    private @Nullable FileChannel channel;
    private boolean closed;

    synchronized void write(long position, List<byte[]> data) {
      try {
        FileChannel to = open();
        long at = position;
        for (byte[] each : data) {
          ByteBuffer buffer = ByteBuffer.wrap(each);
          while (buffer.hasRemaining()) {
            at += to.write(buffer, at);
          }
        }
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    synchronized byte[] read(long position, int length) {
      try {
        FileChannel from = open();
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
          if (from.read(buffer, position + buffer.position()) < 0) {
            throw new IOException("ends at " + buffer.position());
          }
        }
        return buffer.array();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private FileChannel open() throws IOException {
      if (closed) {
        throw new IOException("closed");
      }
      if (channel == null) {
        Path path = Files.createTempFile("mori-copy-", "");
        channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(path);
      }
      return channel;
    }

    synchronized void close() {
      closed = true;
      if (channel != null) {
        try {
          channel.close();
        } catch (IOException ignored) {
          // Its octets are of no use to anybody any more.
        }
      }
    }
  }
}
