package dev.mori.admin.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node leaves in its folder counts only while it runs. */
class NodeFolderTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void oneProcessHoldsTheFolder() {
    NodeFolder node = new StateFolder(folder).node("shop");
    RunningNode running = new RunningNode(7, "127.0.0.1", 9002, 9090, "main", Instant.EPOCH);
    assertThat(node.isHeld()).isFalse();
    try (NodeFolder.Held held = node.hold().orElseThrow()) {
      assertThat(held).isNotNull();
      assertThat(node.hold()).isEmpty();
      assertThat(node.running()).isEmpty();
      node.ready(running);
      assertThat(node.running()).contains(running);
    }
    assertThat(node.running()).isEmpty();
    assertThat(new StateFolder(folder).nodes()).containsExactly("shop");
  }

  @Test
  void whatAKilledNodeLeftDoesNotMislead() {
    NodeFolder node = new StateFolder(folder).node("shop");
    node.hold().orElseThrow().close();
    node.ready(new RunningNode(7, "127.0.0.1", 9002, 9090, "main", Instant.EPOCH));
    assertThat(node.running()).isEmpty();
  }

  @Test
  void theTokenIsForItsOwner() throws IOException {
    NodeFolder node = new NodeFolder(folder.resolve("shop"));
    String token = node.makeToken();
    assertThat(token).hasSize(48);
    assertThat(node.token()).contains(token);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(node.path().resolve("token"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aFailureIsToldOnce() {
    NodeFolder node = new NodeFolder(folder.resolve("shop"));
    node.failed(new NodeFolder.Failure(4, "prod: no\nway"));
    assertThat(node.failure()).contains(new NodeFolder.Failure(4, "prod: no\nway"));
    node.forgetFailure();
    assertThat(node.failure()).isEmpty();
  }
}
