package dev.mori.node.shadow;

import dev.mori.node.shadow.ShadowException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one embedded server, held by one process at a time: {@code data/}, {@code
 * postgres.log}, {@code superuser} (its password, mode 0600) and {@code lock}. The kernel gives the
 * lock back when the process dies, so a held lock always means a living owner.
 */
final class ClusterFolder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterFolder.class);

  /**
   * Folders held by this process. Needed because closing any descriptor of a file drops the
   * process's POSIX locks on it: a second attempt must not even open the lock file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path home;
  private final boolean temporary;
  private final FileLock lock;

  private ClusterFolder(Path home, boolean temporary, FileLock lock) {
    this.home = home;
    this.temporary = temporary;
    this.lock = lock;
  }

  static ClusterFolder open(EmbeddedPostgresOptions options) throws IOException {
    boolean temporary = options.home().isEmpty();
    Path home =
        temporary
            ? Files.createTempDirectory("mori-pg-")
            : Files.createDirectories(options.home().orElseThrow()).toRealPath();
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
    if (!HELD.add(home)) {
      throw inUse(home);
    }
    FileLock lock = null;
    try {
      lock = lock(home);
      if (lock == null) {
        throw inUse(home);
      }
      return new ClusterFolder(home, temporary, lock);
    } finally {
      if (lock == null) {
        HELD.remove(home);
      }
    }
  }

  private static @Nullable FileLock lock(Path home) throws IOException {
    FileChannel channel =
        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock;
  }

  private static ShadowException inUse(Path home) {
    return new ShadowException(
        Reason.IN_USE,
        "The embedded server's folder "
            + home
            + " is in use by another mori process: stop that one first, or use another folder.");
  }

  Path home() {
    return home;
  }

  Path data() {
    return home.resolve("data");
  }

  Path log() {
    return home.resolve("postgres.log");
  }

  Path secret() {
    return home.resolve("superuser");
  }

  Path pidFile() {
    return data().resolve("postmaster.pid");
  }

  /** The last lines of the server's log, for an error message; at most about 1,500 characters. */
  String lastLogLines() {
    try {
      String all = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8).strip();
      return all.substring(Math.max(0, all.length() - 1500));
    } catch (IOException e) {
      return "no log at " + log();
    }
  }

  @Override
  public void close() {
    try {
      if (temporary) {
        Folders.delete(home);
      }
    } catch (IOException e) {
      LOG.warn("could not delete {}: {}", home, e.toString());
    }
    try {
      lock.release();
      lock.acquiredBy().close();
    } catch (IOException e) {
      LOG.warn("could not unlock {}: {}", home, e.toString());
    } finally {
      HELD.remove(home);
    }
  }
}
