package dev.mori.admin.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file lock that ends with its process, however that ends. Octet 1 is the lock; octet 0 is held
 * for a moment by whoever takes it or looks, so that a look never makes a node fail to start.
 */
final class NodeLock implements AutoCloseable {
  /** What this process holds: closing any channel of a file would give its locks up (POSIX). */
  private static final Set<Path> MINE = new HashSet<>();

  private final Path path;
  private final FileChannel channel;

  private NodeLock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static synchronized Optional<NodeLock> take(Path file) throws IOException {
    Path path = file.toAbsolutePath().normalize();
    if (MINE.contains(path)) {
      return Optional.empty();
    }
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!takeBoth(channel)) {
      channel.close();
      return Optional.empty();
    }
    MINE.add(path);
    return Optional.of(new NodeLock(path, channel));
  }

  static synchronized boolean isTaken(Path file) throws IOException {
    Path path = file.toAbsolutePath().normalize();
    if (MINE.contains(path)) {
      return true;
    }
    if (!Files.exists(path)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      return !takeBoth(channel);
    }
  }

  private static boolean takeBoth(FileChannel channel) throws IOException {
    try (FileLock moment = channel.lock(0, 1, false)) {
      return moment.isValid() && channel.tryLock(1, 1, false) != null;
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (NodeLock.class) {
      MINE.remove(path);
      channel.close();
    }
  }
}
