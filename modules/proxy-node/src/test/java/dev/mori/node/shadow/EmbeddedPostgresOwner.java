package dev.mori.node.shadow;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process of its own that starts a server and waits to be killed. */
final class EmbeddedPostgresOwner {

  private EmbeddedPostgresOwner() {}

  /** Takes the server's folder. */
  public static void main(String[] arguments) throws InterruptedException {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.start(EmbeddedPostgresOptions.at(Path.of(arguments[0])))) {
      new CountDownLatch(1).await();
      throw new IllegalStateException("not reached, " + server.port());
    }
  }
}
