package dev.mori.conformance.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/errors.md has every sentence of the refusals in the code. */
final class ErrorsDocumentTest {
  private static final Pattern SENTENCE =
      Pattern.compile(
          "(?:Errors\\.(?:refused|retry)|notYet|refuse|\\.Refused|ParseStop|unsupported)\\("
              + "(?:\\s*Reason\\.(?:TOO_COMPLEX|UNSUPPORTED),)?\\s*\"((?:[^\"\\\\]|\\\\.)+)\"");

  private static final List<String> FOLDERS =
      List.of(
          "modules/proxy-node/src/main/java/dev/mori/node/session",
          "modules/engine/src/main/java/dev/mori/engine/postgres");

  @Test
  void everySentenceIsListed() {
    String document = Documents.text(Documents.root().resolve("docs/errors.md"));
    List<String> sentences = new ArrayList<>();
    for (String folder : FOLDERS) {
      for (Path file : Documents.below(Documents.root().resolve(folder), ".java")) {
        SENTENCE
            .matcher(Documents.text(file))
            .results()
            .forEach(found -> sentences.add(found.group(1)));
      }
    }
    assertThat(sentences)
        .hasSizeGreaterThan(30)
        .allSatisfy(sentence -> assertThat(document).contains(parts(sentence)));
  }

  /** What stays the same: the text between the places of names and numbers. */
  private static List<String> parts(String sentence) {
    return Pattern.compile("%[sd]|\\\\\"")
        .splitAsStream(sentence)
        .map(String::strip)
        .filter(part -> part.length() > 1)
        .toList();
  }
}
