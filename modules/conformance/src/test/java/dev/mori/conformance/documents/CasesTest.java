package dev.mori.conformance.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every case of what such proxies get wrong with PostgreSQL is a test. */
class CasesTest {
  private static final Path CASES =
      Documents.root().resolve("modules/conformance/src/test/resources/cases");

  @Test
  void noneIsLeftOut() {
    Set<String> played = new TreeSet<>();
    lines("postgres.sql").stream()
        .filter(line -> line.matches("-- [CP]\\d+ .*"))
        .forEach(line -> played.add(line.split(" ", -1)[1]));
    for (String line : lines("elsewhere.txt")) {
      if (!line.startsWith("#")) {
        String[] words = line.split(" ", -1);
        assertThat(source(words[1])).as(line).contains("void " + words[2] + "(");
        played.add(words[0]);
      }
    }
    List<String> all = new ArrayList<>();
    IntStream.rangeClosed(1, 11).forEach(n -> all.add("C" + n));
    IntStream.rangeClosed(1, 58).forEach(n -> all.add("P" + n));
    assertThat(played).containsExactlyInAnyOrderElementsOf(all);
  }

  private static List<String> lines(String name) {
    return Documents.text(CASES.resolve(name)).lines().toList();
  }

  private static String source(String test) {
    return Documents.below(Documents.root().resolve("modules"), "/" + test + ".java").stream()
        .map(Documents::text)
        .findFirst()
        .orElse("");
  }
}
