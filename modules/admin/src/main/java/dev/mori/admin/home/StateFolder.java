package dev.mori.admin.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that holds everything mori keeps on this machine, one folder for each connection:
 * {@code .mori} beside mori.yaml, or what {@code MORI_HOME} names.
 *
 * @param path absolute
 */
public record StateFolder(Path path) {

  /** The folder of a node by its name, as in {@link #nodes}. */
  public NodeFolder node(String name) {
    return new NodeFolder(path.resolve(name));
  }

  /**
   * The folder of one node of a connection that several nodes of this machine serve; {@code @} is
   * in no connection's name.
   *
   * @param port of its cluster address
   */
  public NodeFolder node(String connection, int port) {
    return new NodeFolder(path.resolve(connection + "@" + port));
  }

  /** The nodes that have a folder, {@code connection} or {@code connection@port}, sorted. */
  public List<String> nodes() {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(path)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve(NodeFolder.LOCK)))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path, e);
    }
  }
}
