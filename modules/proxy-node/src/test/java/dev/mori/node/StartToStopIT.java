package dev.mori.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mori.admin.cli.CommandLineProgram;
import dev.mori.admin.cli.ExitCode;
import dev.mori.admin.home.StateFolder;
import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command line against a PostgreSQL of its own: from init to stop, and what goes wrong on the
 * way.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartToStopIT {
  @TempDir private static Path folder = Path.of("");

  private final Map<String, String> environment = new HashMap<>(Map.of("SHOP_PASSWORD", "lesen"));
  private final EmbeddedPostgres prod;

  private record Ran(int code, String out, String err) {}

  StartToStopIT() {
    prod = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
  }

  @BeforeAll
  void fill() throws SQLException {
    try (Connection connection = prod.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE shop");
      statement.execute("CREATE ROLE reader LOGIN PASSWORD 'lesen'");
    }
    try (Connection connection = prod.connect("shop");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE orders (id int PRIMARY KEY, note text)");
      statement.execute("INSERT INTO orders SELECT g, 'n' || g FROM generate_series(1, 100) g");
      statement.execute("CREATE TYPE colour AS ENUM ('red', 'blue')");
      statement.execute("CREATE TABLE paints (colour colour PRIMARY KEY, litres int)");
      statement.execute("INSERT INTO paints VALUES ('red', 1)");
      statement.execute("GRANT SELECT ON orders, paints TO reader");
    }
  }

  @AfterAll
  void close() {
    run("stop");
    prod.close();
  }

  private Ran run(String verb, String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] arguments = new String[more.length + 3];
    arguments[0] = verb;
    arguments[1] = "--file";
    arguments[2] = yaml().toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    int code =
        new CommandLineProgram(NodePrograms.of(environment))
            .run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  private static Path yaml() {
    return folder.resolve("mori.yaml");
  }

  private String url(String user, String password, int port, String database) {
    return "postgres://" + user + ":" + password + "@127.0.0.1:" + port + "/" + database;
  }

  private static String query(int port, String database, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=reader");
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return statement.getUpdateCount() + "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? rows.getString(1) : "";
      }
    }
  }

  private static int number(String json, String key) {
    Matcher found = Pattern.compile("\"" + key + "\" : (\\d+)").matcher(json);
    assertThat(found.find()).as(json).isTrue();
    return Integer.parseInt(found.group(1));
  }

  @Test
  void fromInitToStopAndAfterAKill() throws Exception {
    Ran init =
        run(
            "init",
            "--from",
            url("reader", "x", prod.port(), "shop"),
            "--name",
            "shop",
            "--password-env",
            "SHOP_PASSWORD");
    assertThat(init.code()).as(init.err()).isZero();
    assertThat(Files.readString(yaml())).doesNotContain("lesen");
    // The node's process reads its own environment, so the password has to stand in the file here.
    Files.writeString(yaml(), Files.readString(yaml()).replace("${SHOP_PASSWORD}", "lesen"));

    Ran start = run("start", "--json");
    assertThat(start.code()).as(start.err()).isZero();
    int port = number(start.out(), "port");
    assertThat(query(port, "shop", "SELECT count(*) FROM orders")).isEqualTo("100");
    assertThat(query(port, "shop", "UPDATE orders SET note = 'mine' WHERE id IN (1, 2)"))
        .isEqualTo("2");
    assertThat(query(port, "shop", "DELETE FROM orders WHERE id = 3")).isEqualTo("1");
    assertThat(query(port, "shop", "SELECT note FROM orders WHERE id = 1")).isEqualTo("mine");
    assertThat(query(port, "shop@other", "SELECT note FROM orders WHERE id = 1")).isEqualTo("n1");

    assertThat(run("status").out())
        .contains("reader@127.0.0.1:" + prod.port() + "/shop")
        .contains("main")
        .contains("other");
    Ran table = run("inspect", "orders", "--json");
    assertThat(table.out())
        .as(table.err())
        .contains("\"state\" : \"dirty\"")
        .contains("\"keyColumns\" : [ \"id\" ]");
    assertThat(number(table.out(), "localRows")).isEqualTo(2);
    assertThat(number(table.out(), "tombstones")).isEqualTo(1);
    drift(port);
    assertThat(run("log", "--tail", "20").out())
        .contains("PROD_DIRECT")
        .contains("HYDRATE_AND_WRITE")
        .contains("SHADOW_DELETE")
        .contains("MERGED_READ")
        .doesNotContain("mine");

    measured(number(start.out(), "adminPort"));

    long pid = number(start.out(), "pid");
    kill(pid);
    assertThat(run("status").code()).isEqualTo(ExitCode.NOT_RUNNING);
    Ran again = run("start", "--json");
    assertThat(again.code()).as(again.err()).isZero();
    port = number(again.out(), "port");
    assertThat(query(port, "shop", "SELECT note FROM orders WHERE id = 1")).isEqualTo("mine");

    assertThat(run("reset").code()).isZero();
    assertThat(query(port, "shop", "SELECT note FROM orders WHERE id = 1")).isEqualTo("n1");
    assertThat(run("inspect").out()).contains("clean: everything is as on prod.");
    assertThat(run("stop").code()).isZero();
    assertThat(run("ls").out()).contains("stopped");
    assertThat(run("log").code()).isEqualTo(ExitCode.NOT_RUNNING);
  }

  private static void measured(int admin) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(metrics(admin))
                    .containsPattern("mori_session_marks\\{session=\"main\"} [1-9]")
                    .contains("mori_session_trusted{session=\"other\"} 1.0")
                    .containsPattern("mori_shadow_size_bytes\\{session=\"main\"} [1-9]")
                    .containsPattern(
                        "seconds_count\\{(?=[^}]*SHADOW_DELETE)[^}]*session=\"main\"[^}]*} [1-9]"));
  }

  private static String metrics(int port) throws IOException {
    String token = new StateFolder(folder.resolve(".mori")).node("shop").token().orElseThrow();
    URLConnection connection =
        URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + token);
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void kill(long pid) throws Exception {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    assertThat(process).isPresent();
    process.get().destroyForcibly();
    process.get().onExit().get(20, TimeUnit.SECONDS);
  }

  @Test
  void eachThingThatStopsAStartHasItsSentenceAndItsExitCode() throws Exception {
    record Case(String url, int code, String sentence) {}
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    List<Case> cases =
        List.of(
            new Case(
                url("reader", "falsch", prod.port(), "shop"),
                ExitCode.PROD,
                "refuses the login (password authentication failed"),
            new Case(
                url("reader", "lesen", prod.port(), "nope"), ExitCode.PROD, "has no such database"),
            new Case(
                url("reader", "lesen", free, "shop"),
                ExitCode.PROD,
                "cannot be reached (Connection to 127.0.0.1:" + free + " refused)"));
    for (Case one : cases) {
      Ran ran = run("init", "--from", one.url(), "--name", "broken");
      assertThat(ran.code()).isEqualTo(one.code());
      assertThat(ran.err())
          .contains(one.sentence())
          .doesNotContain("falsch")
          .doesNotContain("\tat ");
      assertThat(ran.err().lines()).hasSize(1);
    }
  }

  @Test
  void aBusyPortIsNamedBeforeAnythingIsStarted() throws Exception {
    Path file = folder.resolve("busy.yaml");
    Files.writeString(
        file,
        "connections:\n  busy:\n    host: 127.0.0.1\n    port: "
            + prod.port()
            + "\n    user: reader\n    password: lesen\n    database: shop\n");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      for (String option : List.of("--port", "--admin-port")) {
        Ran ran = start(file, option, port);
        assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.PORT_BUSY);
        assertThat(ran.err())
            .contains(
                "port "
                    + port
                    + " of 127.0.0.1 is taken by another process: choose another with "
                    + option);
      }
    }
  }

  private Ran start(Path file, String option, String port) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLineProgram(NodePrograms.of(environment))
            .run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "start",
                "busy",
                "-f",
                file.toString(),
                option,
                port,
                "--foreground");
    return new Ran(code, out.toString(), err.toString());
  }

  private void onProd(String... statements) throws SQLException {
    try (Connection connection = prod.connect("shop");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Prod changes a row the session has changed, and gets one the session has made. */
  private void drift(int port) throws Exception {
    assertThat(run("inspect", "orders").out()).doesNotContain("prod has changed");
    assertThat(query(port, "shop", "INSERT INTO orders VALUES (500, 'ours')")).isEqualTo("1");
    onProd("UPDATE orders SET note = 'theirs' WHERE id = 1", "DELETE FROM orders WHERE id = 3");
    onProd("INSERT INTO orders VALUES (500, 'theirs')");
    assertThat(run("inspect", "orders").out())
        .contains("prod has changed 3 of 4 rows since they were written here")
        .containsPattern("1 +[0-9a-f]{32} +[0-9a-f]{32}")
        .containsPattern("3 +[0-9a-f]{32} +no row")
        .containsPattern("500 +no row +[0-9a-f]{32}");
    assertThat(run("status").out()).contains("drift in main: prod has changed 3 of 4 rows");
    assertThat(query(port, "shop", "SELECT note FROM orders WHERE id = 1")).isEqualTo("mine");
    onProd(
        "UPDATE orders SET note = 'n1' WHERE id = 1",
        "DELETE FROM orders WHERE id = 500",
        "INSERT INTO orders VALUES (3, 'n3')");
    assertThat(run("inspect", "orders").out()).doesNotContain("prod has changed");
    query(port, "shop@altered", "UPDATE orders SET note = 'x' WHERE id = 5");
    query(port, "shop@altered", "ALTER TABLE orders ALTER note TYPE varchar(9)");
    query(port, "shop@altered", "UPDATE orders SET note = 'x' WHERE id = 6");
    onProd("UPDATE orders SET note = 'theirs' WHERE id = 5");
    assertThat(run("inspect", "orders", "--session", "altered").out())
        .doesNotContain("prod has changed");
    onProd("UPDATE orders SET note = 'n5' WHERE id = 5");
    query(port, "shop@altered", "UPDATE paints SET litres = 2");
    query(port, "shop@altered", "UPDATE paints SET litres = 3 WHERE colour = 'red'");
    assertThat(run("inspect", "paints", "--session", "altered").out())
        .contains("cannot be told: its key has a type that is not the server's own");
    assertThat(run("status").out()).contains("cannot be told of public.paints");
  }
}
