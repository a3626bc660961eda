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

  /** The folder of one connection's node. */
  public NodeFolder node(String connection) {
    return new NodeFolder(path.resolve(connection));
  }

  /** The connections that have a folder, sorted. */
  public List<String> connections() {
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
