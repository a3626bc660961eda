package dev.mori.admin.home;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;

/**
 * One node's folder. Whoever holds the lock is the running node; what it wrote down counts only
 * while the lock is held, so a killed node leaves nothing that misleads.
 *
 * @param path the folder, made on first use
 */
public record NodeFolder(Path path) {
  static final String LOCK = "node.lock";
  private static final String RUNNING = "node.properties";
  private static final String FAILURE = "failure.properties";
  private static final String TOKEN = "token";

  /**
   * Why a node did not start.
   *
   * @param exitCode of its process
   * @param sentence for people
   */
  public record Failure(int exitCode, String sentence) {}

  /** The lock of a running node. */
  public static final class Held implements AutoCloseable {
    private final NodeLock lock;
    private final Path running;

    private Held(NodeLock lock, Path running) {
      this.lock = lock;
      this.running = running;
    }

    /** Tells others that this node serves nobody any more. */
    public void notReady() {
      try {
        Files.deleteIfExists(running);
      } catch (IOException e) {
        throw new UncheckedIOException("deleting " + running, e);
      }
    }

    @Override
    public void close() {
      try {
        notReady();
        lock.close();
      } catch (IOException e) {
        throw new UncheckedIOException("releasing " + running, e);
      }
    }
  }

  /** Makes the folder, readable for its owner only. */
  public void create() {
    try {
      Files.createDirectories(path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
    } catch (IOException e) {
      throw new UncheckedIOException("making the folder " + path, e);
    } catch (UnsupportedOperationException e) {
      // A file system without permissions protects nothing that could be protected here.
      return;
    }
  }

  /** Becomes the running node of this folder; empty when another process is. */
  public Optional<Held> hold() {
    create();
    try {
      Optional<NodeLock> lock = NodeLock.take(path.resolve(LOCK));
      if (lock.isPresent()) {
        Files.deleteIfExists(path.resolve(RUNNING));
        Files.deleteIfExists(path.resolve(FAILURE));
      }
      return lock.map(mine -> new Held(mine, path.resolve(RUNNING)));
    } catch (IOException e) {
      throw new UncheckedIOException("locking " + path, e);
    }
  }

  /** Whether a process holds the folder, ready or not. */
  public boolean isHeld() {
    try {
      return NodeLock.isTaken(path.resolve(LOCK));
    } catch (IOException e) {
      throw new UncheckedIOException("looking at " + path, e);
    }
  }

  /** The node that runs and is ready. */
  public Optional<RunningNode> running() {
    return isHeld() ? properties(RUNNING).flatMap(RunningNode::read) : Optional.empty();
  }

  /** Tells others that this node is ready. */
  public void ready(RunningNode node) {
    write(RUNNING, node.write());
  }

  /** Tells the process that waits why this node did not start. */
  public void failed(Failure failure) {
    create();
    Properties properties = new Properties();
    properties.setProperty("exit-code", Integer.toString(failure.exitCode()));
    properties.setProperty("sentence", failure.sentence());
    write(FAILURE, properties);
  }

  /** Why the last start failed. */
  public Optional<Failure> failure() {
    return properties(FAILURE)
        .map(
            properties ->
                new Failure(
                    Integer.parseInt(properties.getProperty("exit-code", "1")),
                    properties.getProperty("sentence", "")));
  }

  /** Forgets why the last start failed. */
  public void forgetFailure() {
    try {
      Files.deleteIfExists(path.resolve(FAILURE));
    } catch (IOException e) {
      throw new UncheckedIOException("deleting in " + path, e);
    }
  }

  /** The token of the admin API, made when there is none; 0600. */
  public String makeToken() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    create();
    try {
      Path file = path.resolve(TOKEN);
      Files.deleteIfExists(file);
      try {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } catch (UnsupportedOperationException e) {
        Files.createFile(file);
      }
      Files.writeString(file, token);
      return token;
    } catch (IOException e) {
      throw new UncheckedIOException("writing the token in " + path, e);
    }
  }

  /** The token of the running node's admin API. */
  public Optional<String> token() {
    try {
      return Optional.of(Files.readString(path.resolve(TOKEN)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading the token in " + path, e);
    }
  }

  /** The node's log. */
  public Path log() {
    return path.resolve("node.log");
  }

  /** What a background node prints. */
  public Path output() {
    return path.resolve("node.out");
  }

  /** The activity log. */
  public Path activity() {
    return path.resolve("activity.log");
  }

  /** The audit log of the admin API. */
  public Path audit() {
    return path.resolve("audit.log");
  }

  /** Folder of a shadow server of our own. */
  public Path shadow() {
    return path.resolve("shadow");
  }

  /** Folder of a self-signed certificate. */
  public Path tls() {
    return path.resolve("tls");
  }

  private Optional<Properties> properties(String name) {
    try (Reader reader = Files.newBufferedReader(path.resolve(name))) {
      Properties properties = new Properties();
      properties.load(reader);
      return Optional.of(properties);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path.resolve(name), e);
    }
  }

  private void write(String name, Properties properties) {
    Path target = path.resolve(name);
    Path fresh = path.resolve(name + ".new");
    try {
      try (Writer writer = Files.newBufferedWriter(fresh)) {
        properties.store(writer, null);
      }
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + target, e);
    }
  }
}
