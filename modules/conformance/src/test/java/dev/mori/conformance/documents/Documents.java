package dev.mori.conformance.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The repository's own files, found from wherever a test runs. */
public final class Documents {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]\\n]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");

  private Documents() {}

  /** The folder of mvnw. */
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      Path above = folder.getParent();
      if (above == null) {
        throw new IllegalStateException("not inside the repository");
      }
      folder = above;
    }
    return folder;
  }

  /** README.md and all below docs. */
  static List<Path> all() {
    return Stream.concat(
            Stream.of(root().resolve("README.md")), below(root().resolve("docs"), ".md").stream())
        .toList();
  }

  /** Files below a folder by their names' end. */
  static List<Path> below(Path folder, String end) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file's text. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Targets of the relative links of a text, in order, without anchors. */
  static List<String> links(String markdown) {
    return LINK.matcher(FENCED.matcher(markdown).replaceAll(""))
        .results()
        .map(found -> found.group(1).replaceFirst("#.*", ""))
        .filter(target -> !target.isEmpty() && !target.contains("://"))
        .toList();
  }

  /** The lines of a text's code blocks, without comments. */
  static List<String> code(String markdown) {
    return FENCED
        .matcher(markdown)
        .results()
        .flatMap(block -> block.group().lines())
        .map(line -> line.replaceFirst("\\s+#.*", "").strip())
        .toList();
  }
}
