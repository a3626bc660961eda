package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.wire.CopyIn;
import dev.mori.conformance.wire.Endpoint;
import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** COPY FROM STDIN does in the session what it does in a private copy, errors and all. */
@Tag("oracle")
class CopyInIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String TAGS = "COPY tags (id, label) FROM STDIN";
  private static final String SEEN = "SELECT * FROM tags WHERE id > 900 ORDER BY id";

  private static Servers servers;
  private static MoriUnderTest mori;
  private static Endpoint node;
  private Endpoint copy;

  @BeforeAll
  static void start() throws Exception {
    servers = Servers.start(0.01);
    mori = Moris.of("node", servers);
    node = mori.start(servers.prod());
  }

  @AfterAll
  static void stop() {
    mori.close();
    servers.close();
  }

  @BeforeEach
  void afresh() throws Exception {
    mori.reset();
    copy = servers.newCopy();
  }

  @AfterEach
  void drop() throws Exception {
    servers.drop(copy);
  }

  @Test
  void textInAnyPieces() throws Exception {
    same(copying(TAGS, "901\ta\n9", "02", "\t\\N\n903\tb\\tc\n\\.\nnot read"), says(SEEN));
    same(copying(TAGS, "904\ta4\n", "905\tb5\n906\t\\x41"), copying(TAGS), says(SEEN));
  }

  @Test
  void csvAndItsOptions() throws Exception {
    same(
        copying(
            "COPY customers (id, name, email, phone) FROM STDIN"
                + " (FORMAT csv, HEADER, NULL 'nil', FORCE_NULL (phone), FORCE_NOT_NULL (name))",
            "id,name,email,phone\n900001,\"Ann \"\"A\"\"\",a@b.de,\"nil\"\n",
            "900002,\"two\nlines\",b@b.de,nil\n"),
        copying("COPY tags FROM STDIN CSV QUOTE '''' ESCAPE '\\'", "901,'a\\'b'\r\n902,c\r\n"),
        copying("COPY tags FROM STDIN (FORMAT csv, HEADER match)", "id,wrong\n903,x\n"),
        says("SELECT * FROM customers WHERE id > 900000 ORDER BY id"),
        says(SEEN));
  }

  @Test
  void binary() throws Exception {
    String head = "5047434f50590aff0d0a00" + "00000000" + "00000000";
    String row = "0002" + "00000002" + "0385" + "00000002" + "6869";
    String own = "0002" + "00000002" + "0001" + "00000002" + "6b6b";
    String bad = "0002" + "00000004" + "00000386" + "00000001" + "78";
    same(
        binary(head + row + "ffff"),
        binary(head + own + row),
        binary(head + own + bad),
        says(SEEN));
  }

  @Test
  void defaultsIdentitiesSequencesAndGeneratedColumns() throws Exception {
    same(
        copying("COPY tags (label) FROM STDIN", "one\ntwo\n"),
        says("SELECT id, label, lastval() FROM tags WHERE label IN ('one', 'two') ORDER BY id"),
        copying("COPY orders (customer_id, note) FROM STDIN", "5\tcopied\n7\tcopied\n"),
        copying("COPY orders (id, customer_id, note) FROM STDIN", "900001\t5\tcopied\n"),
        says(
            "SELECT id, order_no, customer_id, status FROM orders WHERE note = 'copied' ORDER BY"
                + " 1"),
        says(
            "CREATE TABLE sums (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a * 2)"
                + " STORED)"),
        copying("COPY sums FROM STDIN", "1\t5\n"),
        copying("COPY sums (b) FROM STDIN", "1\n"),
        says("TABLE sums"));
  }

  @Test
  void keysThatOnlyProdHas() throws Exception {
    same(copying(TAGS, "901\ta\n1\tb\n902\tc\n"), says(SEEN));
    same(
        says("INSERT INTO tags VALUES (903, 'own')"),
        copying(TAGS, "2\tfirst\n903\tsecond\n"),
        copying(TAGS, "3\town\n"));
    same(copying(TAGS, "904\ta\n4\tb\n904\tc\n"), copying(TAGS, "5\ta\n906\tb\nzz\tc\n"));
  }

  @Test
  void whatComesFirstIsWhatTheServerMeetsFirst() throws Exception {
    String many = rows(1000, 2500);
    same(copying(TAGS, "6\ta\n" + many + "zz\tb\n"));
    same(copying(TAGS, many + "7\ta\nzz\tb\n"));
    same(
        says("INSERT INTO tags VALUES (903, 'own')"),
        copying(TAGS, "8\ta\n903\tb\n" + many + "zz\tc\n"),
        copying(
            "COPY tags FROM STDIN CSV", "9,\"a\n\nb\"\n903,c\n" + many.replace('\t', ',') + "zz"));
    same(new CopyStep(TAGS, CopyIn.of("10\ta\n" + many).ending(CopyIn.End.FAIL), false));
  }

  @Test
  void foreignKeys() throws Exception {
    same(
        copying("COPY orders (id, customer_id) FROM STDIN", "900001\t11\n900002\t12\n"),
        copying("COPY orders (id, customer_id) FROM STDIN", "900003\t13\n900004\t99999999\n"),
        copying("COPY orders (id, customer_id) FROM STDIN", "900003\t99999999\n5\t5\n"),
        says(
            "SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id"
                + " WHERE o.id > 900000 ORDER BY 1"));
  }

  @Test
  void badData() throws Exception {
    same(
        copying(TAGS, "901\ta\n", "x\tb\n", "902\tc\n"),
        copying(TAGS, "901\ta\tb\n"),
        copying(TAGS, "901\n"),
        copying(TAGS, "901\t\\N\n"),
        copying("COPY customers (id, email, name) FROM STDIN", "900001\tno address\tn\n"),
        copying("COPY customers (id, email, name, credit) FROM STDIN", "900001\ta@b.c\tn\t-2000\n"),
        copying("COPY reviews (sku, stars) FROM STDIN", "\\N\t9\n"),
        says(SEEN));
  }

  @Test
  void statementsThatNeverBegin() throws Exception {
    same(
        says("COPY nosuch FROM STDIN"),
        says("COPY tags (nosuch) FROM STDIN"),
        says("COPY tags (id, id) FROM STDIN"),
        says("COPY tags FROM STDIN (FORMAT wrong)"),
        says("COPY active_products FROM STDIN"),
        says("BEGIN READ ONLY"),
        says("COPY tags FROM STDIN"),
        says("SELECT 1"),
        says("COPY tags FROM STDIN"),
        says("ROLLBACK"));
  }

  @Test
  void theClientGivesUpOrLosesStep() throws Exception {
    same(new CopyStep(TAGS, CopyIn.of("901\ta\n").ending(CopyIn.End.FAIL), false), says(SEEN));
    same(new CopyStep(TAGS, CopyIn.of("901\ta\n").ending(CopyIn.End.QUERY), false));
  }

  @Test
  void transactionsAndStrings() throws Exception {
    same(
        says("BEGIN"),
        copying(TAGS, "901\ta\n"),
        says(SEEN),
        says("ROLLBACK"),
        says("BEGIN"),
        says("SAVEPOINT s"),
        copying(TAGS, "1\ta\n"),
        says("SELECT 1"),
        says("ROLLBACK TO s"),
        copying(TAGS, "902\tb\n"),
        says("COMMIT"),
        says(SEEN));
    same(
        copying("INSERT INTO tags VALUES (903, 'before'); " + TAGS + "; " + SEEN, "904\tc\n"),
        copying("INSERT INTO tags VALUES (905, 'undone'); " + TAGS + "; SELECT 1", "1\td\n"),
        says(SEEN));
  }

  @Test
  void everyKindOfTable() throws Exception {
    same(
        copying(
            "COPY events (id, happened_on, kind) FROM STDIN",
            "900001\t2024-05-05\tlogin\n900002\t2025-09-09\tlogin\n"),
        copying("COPY events_2024 (id, happened_on, kind) FROM STDIN", "900003\t2024-05-05\tx\n"),
        copying("COPY events_2024 (id, happened_on, kind) FROM STDIN", "900004\t2025-05-05\tx\n"),
        says("SELECT id, happened_on FROM events WHERE id > 900000 ORDER BY 1"),
        copying("COPY visits (page, ms) FROM STDIN WHERE ms > 5", "/x\t5\n/x\t6\n"),
        says("SELECT page, ms FROM visits WHERE page = '/x'"),
        says("CREATE TABLE mine (id serial PRIMARY KEY, c bigint REFERENCES customers)"),
        copying("COPY mine (c) FROM STDIN", "5\n6\n"),
        copying("COPY mine (c) FROM STDIN", "99999999\n"),
        says("CREATE TEMP TABLE aside AS SELECT * FROM mine"),
        copying("COPY aside FROM STDIN", "7\t8\n"),
        says("SELECT * FROM aside ORDER BY 1"));
  }

  @Test
  void triggersAndTheirNotices() throws Exception {
    same(
        says(
            "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'row"
                + " %', NEW.id; INSERT INTO settings (key, value) VALUES ('tag' || NEW.id,"
                + " to_jsonb(NEW.label)); IF NEW.id = 999 THEN RAISE EXCEPTION 'no'; END IF; RETURN"
                + " NEW; END $$"),
        says("CREATE TRIGGER noted BEFORE INSERT ON tags FOR EACH ROW EXECUTE FUNCTION noted()"),
        copying(TAGS, "901\ta\n902\tb\n"),
        copying(TAGS, "903\tc\n1\td\n904\te\n"),
        copying(TAGS, "905\tf\n999\tg\n"),
        says("SELECT key, value FROM settings WHERE key LIKE 'tag9%' ORDER BY 1"));
  }

  @Test
  void theExtendedProtocol() throws Exception {
    same(
        new CopyStep(TAGS, CopyIn.of("901\ta\n", "902\tb\n").synced(), true),
        new CopyStep(TAGS, CopyIn.of("903\ta\n1\tb\n").synced(), true),
        new CopyStep(TAGS, CopyIn.of("x\ta\n").synced(), true),
        says(SEEN));
    assertThat(jdbc(node)).isEqualTo(jdbc(copy)).hasSize(4);
  }

  /**
   * More than is kept in memory, so a file is written, and read again after the first collision.
   */
  @Test
  void moreThanMemoryTakes() throws Exception {
    String[] pieces =
        IntStream.range(0, 40).mapToObj(i -> wide(i * 75, i * 75 + 75)).toArray(String[]::new);
    same(
        says("CREATE TABLE wide (id int PRIMARY KEY, t text, c bigint REFERENCES customers)"),
        copying("COPY wide FROM STDIN", pieces),
        says("SELECT count(*), sum(id), sum(length(t)), sum(c) FROM wide"),
        says("TRUNCATE wide"),
        says("INSERT INTO wide VALUES (2990, '', 150)"),
        copying("COPY wide FROM STDIN", pieces));
  }

  @Test
  void aResetInTheMiddleIsToldAsOne() throws Exception {
    try (WireClient client = WireClient.connect(node, Map.of(), PATIENCE);
        Connection other =
            DriverManager.getConnection(node.jdbcUrl(), node.user(), node.password())) {
      var in = other.unwrap(PGConnection.class).getCopyAPI().copyIn(TAGS);
      in.writeToCopy("901\ta\n".getBytes(StandardCharsets.UTF_8), 0, 6);
      in.flushCopy();
      mori.reset();
      assertThat(stateOf(in::endCopy)).isEqualTo("40001");
      assertThat(client.rows(SEEN)).isEmpty();
    }
  }

  @Test
  void refusals() throws Exception {
    List<String> refused =
        List.of(
            "COPY tags FROM STDIN (FREEZE)",
            "COPY tags FROM '/etc/passwd'",
            "COPY tags FROM PROGRAM 'cat'");
    try (WireClient client = WireClient.connect(node, Map.of(), PATIENCE)) {
      for (String statement : refused) {
        Reply.Failed failed = Objects.requireNonNull(client.query(statement).firstError());
        assertThat(failed.code()).as(statement).isEqualTo("0A000");
      }
    }
  }

  private static CopyStep says(String sql) {
    return copying(sql);
  }

  private static CopyStep copying(String sql, String... data) {
    return new CopyStep(sql, CopyIn.of(data), false);
  }

  private static CopyStep binary(String hex) {
    byte[] data = HexFormat.of().parseHex(hex);
    return new CopyStep(
        "COPY tags FROM STDIN (FORMAT binary)",
        new CopyIn(List.of(data), CopyIn.End.DONE, false),
        false);
  }

  private static String rows(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> i + "\tn" + i + "\n")
        .collect(Collectors.joining());
  }

  private static String wide(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> i + "\t" + "w".repeat(900 + i % 90) + "\t" + (1 + i % 190) + "\n")
        .collect(Collectors.joining());
  }

  private void same(CopyStep... script) throws IOException {
    assertThat(answers(node, script)).isEqualTo(answers(copy, script));
  }

  /** Everything but the columns' description. */
  private static List<String> answers(Endpoint at, CopyStep... script) throws IOException {
    List<String> all = new ArrayList<>();
    try (WireClient client = WireClient.connect(at, Map.of(), PATIENCE)) {
      for (CopyStep step : script) {
        client.copies(step.data());
        Reply reply = client.run(step.exchange());
        StringBuilder said = new StringBuilder(step.sql()).append(" -> ").append(reply.status());
        for (Reply.Part part : reply.parts()) {
          said.append(' ')
              .append(
                  switch (part) {
                    case Reply.Columns columns -> "";
                    case Reply.Setting setting -> "";
                    case Reply.Failed failed -> fields(failed.fields());
                    case Reply.Notice notice -> fields(notice.fields());
                    default -> part.toString();
                  });
        }
        all.add(said.toString());
        client.forgetCopies();
      }
    }
    return all;
  }

  private static String fields(Map<Character, String> fields) {
    return "SCMDHWPstcn"
        .chars()
        .mapToObj(c -> String.valueOf(fields.get((char) c)))
        .collect(Collectors.joining("|"));
  }

  private static List<String> jdbc(Endpoint at) throws SQLException, IOException {
    List<String> said = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
        Statement statement = connection.createStatement()) {
      var copies = connection.unwrap(PGConnection.class).getCopyAPI();
      byte[] data = rows(2000, 3000).getBytes(StandardCharsets.UTF_8);
      said.add("" + copies.copyIn(TAGS, new ByteArrayInputStream(data)));
      said.add(stateOf(() -> copies.copyIn(TAGS, new ByteArrayInputStream(data))));
      connection.setAutoCommit(false);
      said.add(
          ""
              + copies.copyIn(
                  "COPY tags (label) FROM STDIN",
                  new ByteArrayInputStream("z\n".getBytes(StandardCharsets.UTF_8))));
      connection.rollback();
      try (ResultSet rows = statement.executeQuery("SELECT count(*), sum(id) FROM tags")) {
        rows.next();
        said.add(rows.getString(1) + " " + rows.getString(2));
      }
    }
    return said;
  }

  /** Work of a driver. */
  @FunctionalInterface
  private interface Work {
    long run() throws SQLException, IOException;
  }

  private static String stateOf(Work work) throws IOException {
    try {
      return "" + work.run();
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }
}
