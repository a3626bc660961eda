package dev.mori.node.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Counts buffers that were lost without release. Call {@link #install} before any buffer is
 * allocated in this JVM.
 */
public final class LeakWatch {
  private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();

  private LeakWatch() {}

  /** Every buffer is tracked from here on. */
  public static void install() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
  }

  /** What was reported up to now, after a collection that makes lost buffers visible. */
  public static Queue<String> reports() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
      for (int j = 0; j < 200; j++) {
        allocator.directBuffer(16).release(); // detectors report when they track the next one
      }
    }
    return REPORTS;
  }

  private static final class Factory extends ResourceLeakDetectorFactory {
    @Override
    @Deprecated
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> type, int interval, long maxActive) {
      return new Detector<>(type, interval);
    }
  }

  private static final class Detector<T> extends ResourceLeakDetector<T> {
    Detector(Class<T> type, int interval) {
      super(type, interval);
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
      REPORTS.add(type + records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
      REPORTS.add(type);
    }
  }
}
