package dev.mori.node.activity;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines on disk, written by a thread of its own: event loops only queue. When lines come faster
 * than the disk takes them, lines are left out of the file and their number is noted there.
 */
final class ActivityFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ActivityFile.class);

  /** Lines that wait for the disk. */
  private static final int QUEUE = 10_000;

  private final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>(QUEUE);
  private final Path path;
  private final long limit;
  private final Thread writer;
  private volatile boolean closed;

  /**
   * Appends to a file.
   *
   * @param limit octets after which it begins anew; the older part is kept as {@code NAME.1}
   */
  ActivityFile(Path path, long limit) {
    this.path = path;
    this.limit = limit;
    this.writer = Thread.ofPlatform().daemon().name("mori-activity").start(this::write);
  }

  void add(String line) {
    if (!queue.offer(line)) {
      LOG.debug("a line of the activity log is left out");
    }
  }

  private void write() {
    try {
      long size = Files.exists(path) ? Files.size(path) : 0;
      Writer out = open();
      try {
        while (!closed || !queue.isEmpty()) {
          String line = queue.poll(200, TimeUnit.MILLISECONDS);
          if (line == null) {
            out.flush();
            continue;
          }
          if (size > limit) {
            out.close();
            Files.move(
                path,
                path.resolveSibling(path.getFileName() + ".1"),
                StandardCopyOption.REPLACE_EXISTING);
            out = open();
            size = 0;
          }
          out.write(line);
          out.write('\n');
          size += line.length() + 1;
        }
      } finally {
        out.close();
      }
    } catch (IOException e) {
      LOG.error("the activity log {} cannot be written any more", path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Writer open() throws IOException {
    return Files.newBufferedWriter(
        path, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public void close() {
    closed = true;
    try {
      writer.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
