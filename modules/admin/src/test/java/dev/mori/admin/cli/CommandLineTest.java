package dev.mori.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.admin.Documents;
import dev.mori.admin.Role;
import dev.mori.admin.http.TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Verbs that need no node, the help of all, and the sentence and exit code of each mistake. */
class CommandLineTest {
  @TempDir private Path folder = Path.of("");

  private final Map<String, String> environment = new HashMap<>();

  private record Ran(int code, String out, String err) {}

  private Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = program().run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  private CommandLineProgram program() {
    return new CommandLineProgram(
        new CommandLineProgram.Programs(
            () -> {
              throw new CliFailure(ExitCode.PROD, "prod is away.");
            },
            () -> (demo, out) -> demo.tour() ? 0 : 1,
            environment));
  }

  private String yaml() {
    return folder.resolve("mori.yaml").toString();
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("mori.yaml"), text);
  }

  @Test
  void everyVerbHasHelpThatTellsTheExitCodes() throws IOException {
    StringBuilder document = new StringBuilder();
    describe("", program().commandLine(), document);
    assertThat(Documents.section("cli.md", document.toString())).isEqualTo(document.toString());
  }

  private void describe(String before, CommandLine line, StringBuilder document) {
    line.getSubcommands()
        .forEach(
            (name, verb) -> {
              String words = before + name;
              Ran ran = run((words + " --help").split(" ", -1));
              assertThat(ran.code()).isZero();
              assertThat(ran.out())
                  .contains("Usage: mori " + words)
                  .contains("3   the node is not running");
              int codes = ran.out().indexOf("Exit codes:");
              document.append("## mori ").append(words).append("\n```\n");
              document.append(ran.out().substring(0, codes).strip()).append("\n```\n");
              describe(words + " ", verb, document);
            });
  }

  @Test
  void initWritesTheFileAndRmTakesItBack() throws IOException {
    String url = "postgres://me:geheim@db:6000/shop";
    Ran init = run("init", "-f", yaml(), "--from", url, "--no-check", "--password-env", "SECRET");
    assertThat(init.code()).isEqualTo(ExitCode.USAGE);
    assertThat(init.err()).contains("the environment variable SECRET to be set");
    environment.put("SECRET", "geheim");
    init = run("init", "-f", yaml(), "--from", url, "--no-check", "--password-env", "SECRET");
    assertThat(init.code()).isZero();
    assertThat(init.err()).isEmpty();
    assertThat(Files.readString(Path.of(yaml())))
        .contains("password: \"${SECRET}\"")
        .doesNotContain("geheim");
    assertThat(run("init", "-f", yaml(), "--from", url, "--no-check").err())
        .contains("already has a connection shop");
    Ran ls = run("ls", "-f", yaml());
    assertThat(ls.out()).contains("shop").contains("me@db:6000/shop").contains("stopped");
    assertThat(run("rm", "-f", yaml(), "shop").code()).isZero();
    assertThat(run("ls", "-f", yaml(), "--json").out().strip()).isEqualTo("[ ]");
  }

  @Test
  void initDoesNotSaveWhatItCannotReach() {
    Ran ran = run("init", "-f", yaml(), "--from", "postgres://me@db:6000/shop");
    assertThat(ran.code()).isEqualTo(ExitCode.PROD);
    assertThat(ran.err()).isEqualTo("mori: prod is away." + System.lineSeparator());
    assertThat(Path.of(yaml())).doesNotExist();
  }

  @Test
  void configHidesSecrets() throws IOException {
    write(
        """
        connections:
          shop:
            host: h
            user: u
            database: d
            password: geheim
            extra:
              api_token: geheim
        """);
    for (String[] line :
        new String[][] {{"config", "-f", yaml()}, {"config", "-f", yaml(), "--json"}}) {
      Ran ran = run(line);
      assertThat(ran.code()).isZero();
      assertThat(ran.out() + ran.err())
          .doesNotContain("geheim")
          .contains("***")
          .contains("mori.prod.pool-size");
    }
  }

  @Test
  void eachMistakeHasItsExitCodeAndOneSentence() throws IOException {
    assertThat(run("ls", "-f", yaml()))
        .isEqualTo(
            new Ran(
                2,
                "",
                "mori: there is no "
                    + yaml()
                    + ": make one with mori init, or try mori demo."
                    + System.lineSeparator()));
    write("connections:\n  shop:\n    prot: 1\n");
    assertThat(run("start", "-f", yaml()))
        .isEqualTo(
            new Ran(
                2,
                "",
                "mori: mori.yaml:3: connections.shop.prot: expected the key port, found an unknown"
                    + " key"
                    + System.lineSeparator()));
    write("connections:\n  shop:\n    host: h\n    user: u\n    database: d\n");
    assertThat(run("status", "-f", yaml()).code()).isEqualTo(ExitCode.NOT_RUNNING);
    assertThat(run("stop", "-f", yaml(), "other").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run("start", "-f", yaml(), "--port", "70000").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run("start", "-f", yaml(), "--session", "a@b").err()).contains("--session: ");
    assertThat(run("nonsense").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aNodeElsewhereIsAskedWithTheTokenOfTheEnvironment() {
    try (TestServer server = new TestServer(folder)) {
      String[] create = {"sessions", "create", "feature-x", "--server", server.url()};
      assertThat(run(create).err())
          .contains("MORI_TOKEN: expected a token of " + server.url())
          .contains("found nothing.");
      environment.put("MORI_TOKEN", TestServer.token(Role.VIEWER));
      assertThat(run(create).err())
          .isEqualTo(
              "mori: this takes the role developer, and the token of test-viewer has the role"
                  + " viewer."
                  + System.lineSeparator());
      environment.put("MORI_TOKEN", TestServer.token(Role.DEVELOPER));
      assertThat(run(create).out().strip()).isEqualTo("session feature-x is created.");
      assertThat(run("reset", "--server", server.url()).out()).startsWith("session main is reset");
      assertThat(run("sessions", "drop", "x", "--force", "--server", server.url()).out().strip())
          .isEqualTo("session x is dropped.");
    }
  }

  @Test
  void aServerThatCannotBeAskedSafelyIsRefused() {
    environment.put("MORI_TOKEN", "t");
    for (String wrong : new String[] {"db:9443", "https://h/path", "ftp://h", "https://u:p@h:1"}) {
      assertThat(run("sessions", "--server", wrong))
          .isEqualTo(
              new Ran(
                  ExitCode.USAGE,
                  "",
                  "mori: --server: expected https://HOST:PORT, found \""
                      + wrong
                      + "\"."
                      + System.lineSeparator()));
    }
    assertThat(run("sessions", "--server", "http://db.example:9443").err())
        .contains("would show your token to whoever sees the traffic");
    environment.put("MORI_CA", folder.resolve("none").toString());
    assertThat(run("sessions", "--server", "https://db.example:9443").err())
        .contains("MORI_CA: expected a readable file");
  }

  @Test
  void demoAndCompletionRun() {
    assertThat(run("demo", "--tour").code()).isZero();
    assertThat(run("completion", "bash").out()).contains("complete -F");
    assertThat(run("completion", "zsh").out()).contains("bashcompinit");
    assertThat(run("completion", "fish").out()).contains("-a inspect -d ").contains("-l shadow");
    assertThat(run("version").out()).startsWith("mori ");
  }
}
