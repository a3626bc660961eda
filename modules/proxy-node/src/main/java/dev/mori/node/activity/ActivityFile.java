package dev.mori.node.activity;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines on disk, written by a thread of its own: event loops only queue. Lines that come faster
 * than the disk takes them, or while it takes none, are left out of the file; the next line that
 * gets there has their number ahead of it.
 */
final class ActivityFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ActivityFile.class);

  /** Lines that wait for the disk. */
  private static final int QUEUE = 10_000;

  /** Lines written in one go. */
  private static final int BATCH = 1_000;

  private final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>(QUEUE);
  private final AtomicLong leftOut = new AtomicLong();
  private final Path path;
  private final long limit;
  private final Thread writer;
  private @Nullable Writer out;
  private long size;
  private boolean failing;
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
      leftOut.incrementAndGet();
    }
  }

  /** Lines left out that the file does not tell of yet. */
  long leftOut() {
    return leftOut.get();
  }

  private void write() {
    List<String> batch = new ArrayList<>();
    try {
      while (!closed || !queue.isEmpty()) {
        String line = queue.poll(200, TimeUnit.MILLISECONDS);
        if (line != null) {
          batch.add(line);
          queue.drainTo(batch, BATCH - 1);
          append(batch);
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      abandon();
    }
  }

  /** A disk that is full or away may come back: every batch tries anew. */
  private void append(List<String> lines) {
    long missing = leftOut.get();
    try {
      Writer to = rotated();
      if (missing > 0) {
        line(to, missing + " lines are missing here");
      }
      for (String each : lines) {
        line(to, each);
      }
      to.flush();
      leftOut.addAndGet(-missing);
      if (failing) {
        failing = false;
        LOG.info("the activity log {} is written again", path);
      }
    } catch (IOException e) {
      abandon();
      leftOut.addAndGet(lines.size());
      if (!failing) {
        failing = true;
        LOG.error("the activity log {} cannot be written; lines are left out", path, e);
      }
    }
  }

  private void line(Writer to, String line) throws IOException {
    to.write(line);
    to.write('\n');
    size += line.length() + 1;
  }

  /** The file, begun anew when it has become too large. */
  private Writer rotated() throws IOException {
    if (out != null && size > limit) {
      out.close();
      out = null;
      Files.move(
          path,
          path.resolveSibling(path.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    if (out == null) {
      out =
          Files.newBufferedWriter(
              path, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      size = Files.size(path);
    }
    return out;
  }

  private void abandon() {
    Writer was = out;
    out = null;
    if (was != null) {
      try {
        was.close();
      } catch (IOException e) {
        LOG.debug("the activity log {} could not be closed", path, e);
      }
    }
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
