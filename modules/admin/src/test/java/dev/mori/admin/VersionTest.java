package dev.mori.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The version in the program is the version of the build. */
class VersionTest {
  @Test
  void theyAreTheSame() throws IOException {
    assertThat(Files.readString(Documents.root().resolve("pom.xml")))
        .contains("<artifactId>mori</artifactId>\n  <version>" + Version.TEXT + "</version>");
  }
}
