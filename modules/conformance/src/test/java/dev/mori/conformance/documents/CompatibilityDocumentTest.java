package dev.mori.conformance.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * docs/compatibility.md is made of what the tests say; target/compatibility.md has what it should
 * be.
 */
final class CompatibilityDocumentTest {
  private static final Pattern CASE = Pattern.compile("(?m)^-- ([CP]\\d+) (.*)$");

  /** The class comment of a test, as one line. */
  private static final Pattern COMMENT =
      Pattern.compile("(?s)\\n/\\*\\*(.*?)\\*/\\s*(?:@\\S+\\s+)*class (\\w+)");

  private static final Pattern ROW = Pattern.compile("(?m)^\\| (.*?) \\|");

  @Test
  void itIsWhatTheTestsSay() throws IOException {
    Path tests = Documents.root().resolve("modules/conformance/src/test");
    String cases =
        CASE.matcher(Documents.text(tests.resolve("resources/cases/postgres.sql")))
            .results()
            .map(found -> "| " + found.group(1) + " | " + found.group(2) + " |")
            .collect(Collectors.joining("\n"));
    String suites =
        List.of("driver", "tool", "harness").stream()
            .map(folder -> tests.resolve("java/dev/mori/conformance").resolve(folder))
            .filter(Files::isDirectory)
            .flatMap(folder -> Documents.below(folder, "IT.java").stream())
            .map(CompatibilityDocumentTest::suite)
            .collect(Collectors.joining("\n"));
    String refused =
        ROW.matcher(inexact(Documents.text(Documents.root().resolve("docs/errors.md"))))
            .results()
            .map(found -> found.group(1))
            .filter(sentence -> !sentence.equals("sentence"))
            .map(sentence -> "- " + sentence)
            .collect(Collectors.joining("\n"));
    String expected = text(cases, suites, refused);
    Path made = Documents.root().resolve("modules/conformance/target/compatibility.md");
    Files.createDirectories(made.getParent());
    Files.writeString(made, expected);
    assertThat(Documents.text(Documents.root().resolve("docs/compatibility.md")))
        .as("copy %s to docs/compatibility.md", made)
        .isEqualTo(expected);
  }

  private static String text(String cases, String suites, String refused) {
    return """
        # Compatibility with PostgreSQL

        Made from the tests by `CompatibilityDocumentTest`; what is not exact is refused, with SQLSTATE 0A000.

        ## Exact: the same answers as a private copy
        Each of these cases is a test that sends the same to mori and to a private copy and compares every message (`CasesIT`).

        | case | what |
        |---|---|
        %s

        ## Suites
        | test | what it shows |
        |---|---|
        %s

        ## Refused
        The sentences, without their hints; when and what to do instead stands in [errors.md](errors.md).

        %s
        """
        .formatted(cases, suites, refused);
  }

  private static String suite(Path file) {
    Matcher comment = COMMENT.matcher(Documents.text(file));
    assertThat(comment.find()).as("class comment of %s", file).isTrue();
    String sentence = comment.group(1).replaceAll("\\s*\\n?\\s*\\*\\s*", " ").strip();
    return "| " + comment.group(2) + " | " + sentence.replaceAll("\\{@\\w+ (.*?)}", "$1") + " |";
  }

  /** The section about 0A000. */
  private static String inexact(String errors) {
    return errors.substring(errors.indexOf("\n## 0A000"), errors.indexOf("\n## 40001"));
  }
}
