package dev.mori.conformance.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.admin.cli.CommandLineProgram;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README leads to files and verbs that exist, and one query through the files in order. */
final class ReadmeTest {
  private static final Pattern INLINE = Pattern.compile("`(\\./mori [^`\\n]+)`");

  private static final List<String> ONE_QUERY =
      List.of(
          "transport/ConnectionActor",
          "protocol/postgres/FrontendDecoder",
          "session/Conversation",
          "postgres/PostgresParser",
          "session/Statements",
          "postgres/PostgresOverlay",
          "postgres/PostgresWrites",
          "session/ReadRunner",
          "session/WriteRunner",
          "session/SessionView",
          "prod/ProdSide",
          "session/ShadowSide",
          "session/ResultSink",
          "transport/ClientSink");

  private final String readme = Documents.text(Documents.root().resolve("README.md"));

  @Test
  void everyRelativeLinkOfEveryDocumentExists() {
    for (Path document : Documents.all()) {
      Path folder = document.resolveSibling(".");
      assertThat(Documents.links(Documents.text(document)))
          .as("links of %s", document)
          .allSatisfy(link -> assertThat(folder.resolve(link).normalize()).exists());
    }
  }

  @Test
  void oneQueryIsFollowedThroughItsFilesInOrder() {
    int begin = readme.indexOf("\n## Follow one query\n");
    assertThat(begin).isPositive();
    String section = readme.substring(begin, readme.indexOf("\n## ", begin + 1));
    List<String> files = Documents.links(section);
    assertThat(files).hasSameSizeAs(ONE_QUERY);
    for (int i = 0; i < files.size(); i++) {
      assertThat(files.get(i)).endsWith(ONE_QUERY.get(i) + ".java");
      assertThat(Files.isRegularFile(Documents.root().resolve(files.get(i)))).isTrue();
    }
  }

  @Test
  void everyCommandIsAVerbWithTheOptionsItIsShownWith() {
    List<String> commands =
        Documents.code(readme).stream().filter(line -> line.startsWith("./mori ")).toList();
    assertThat(commands).hasSizeGreaterThan(5).allSatisfy(ReadmeTest::known);
    assertThat(INLINE.matcher(readme).results().map(found -> found.group(1)).toList())
        .isNotEmpty()
        .allSatisfy(ReadmeTest::known);
  }

  @Test
  void everyProgramOfTheCodeBlocksIsThere() {
    assertThat(Documents.code(readme).stream().map(line -> line.split(" ", 2)[0]).toList())
        .filteredOn(word -> word.startsWith("./") || word.startsWith("scripts/"))
        .isNotEmpty()
        .allSatisfy(word -> assertThat(Documents.root().resolve(word)).isExecutable());
  }

  private static void known(String command) {
    List<String> words = Arrays.asList(command.split("\\s+"));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        program()
            .run(new PrintWriter(out, true), new PrintWriter(err, true), words.get(1), "--help");
    assertThat(code).as("%s: %s", command, err).isZero();
    // A verb that is not known gives the usage of mori itself.
    assertThat(out.toString()).startsWith("Usage: mori " + words.get(1) + " ");
    assertThat(words.stream().filter(word -> word.startsWith("--")).toList())
        .allSatisfy(option -> assertThat(out.toString()).contains(option.replaceFirst("=.*", "")));
  }

  private static CommandLineProgram program() {
    return new CommandLineProgram(
        new CommandLineProgram.Programs(
            () -> {
              throw new IllegalStateException("help starts no node");
            },
            () -> {
              throw new IllegalStateException("help starts no demo");
            },
            Map.of()));
  }
}
