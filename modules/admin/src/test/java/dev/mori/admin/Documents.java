package dev.mori.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Documents that are written out of the program: {@code -Dmori.docs=write} writes, otherwise a test
 * compares.
 */
public final class Documents {
  private Documents() {}

  /** The text between the two marker lines of a document; written anew when asked for. */
  public static String section(String file, String generated) throws IOException {
    Path path = root().resolve("docs").resolve(file);
    String text = Files.readString(path);
    int begin = text.indexOf("<!-- generated -->\n") + "<!-- generated -->\n".length();
    int end = text.indexOf("<!-- end -->");
    if ("write".equals(System.getProperty("mori.docs"))) {
      Files.writeString(path, text.substring(0, begin) + generated + text.substring(end));
      return generated;
    }
    return text.substring(begin, end);
  }

  /** The root of the sources. */
  public static Path root() {
    @Nullable Path here = Path.of("").toAbsolutePath();
    while (here != null && !Files.exists(here.resolve("mvnw"))) {
      here = here.getParent();
    }
    return Objects.requireNonNull(here, "no mvnw above the working directory");
  }
}
