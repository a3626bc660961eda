package dev.mori.conformance.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.overlay.OverlayBench.Answer;
import dev.mori.conformance.overlay.OverlayBench.Parameter;
import dev.mori.engine.postgres.ReadPlan;
import dev.mori.engine.postgres.ReadText;
import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The queries stand in {@code overlay/*.queries}: one per line, {@code -- } lines are comments. A
 * line may begin with {@code [strategy]} (the plan it must get) and {@code <<type value|...>>} (its
 * parameters).
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class OverlayReadIT {
  private static final Pattern LINE =
      Pattern.compile("(?:\\[(\\w+)\\]\\s*)?(?:<<(.*?)>>\\s*)?(.+)", Pattern.DOTALL);
  private static final Map<String, Long> OIDS =
      Map.of(
          "int4", 23L, "int8", 20L, "text", 25L, "uuid", 2950L, "int8[]", 1016L, "text[]", 1009L,
          "date", 1082L, "numeric", 1700L);

  private final EmbeddedPostgres server =
      EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
  private final OverlayBench bench = open();

  private OverlayBench open() {
    try {
      return new OverlayBench(server);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<ReadText> read(String sql) {
    return bench.read(sql);
  }

  @BeforeAll
  void aSessionWrites() throws SQLException {
    bench.write(
        "customers",
        "id <= 60",
        "UPDATE customers SET name = 'Changed, \"' || id, score = '-0', info = NULL WHERE id <= 9");
    bench.write(
        "customers",
        "false",
        "UPDATE customers SET active = NOT active, tags = '{}' WHERE id IN (7, 12)");
    bench.write(
        "customers",
        "false",
        "INSERT INTO customers (id, name, region, info) VALUES (5000, 'Néw 😀', 'r1', 'null')");
    bench.write(
        "orders",
        "id IN (1, 2, 3, 50, 51)",
        "UPDATE orders SET total = total + 1000, status = 'paid' WHERE id IN (1, 2, 3)");
    bench.write("items", "order_id IN (1, 50, 51)", "DELETE FROM items WHERE order_id IN (50, 51)");
    bench.write("orders", "false", "DELETE FROM orders WHERE id IN (50, 51)");
    bench.write(
        "orders",
        "false",
        "INSERT INTO orders (id, customer_id, status, total, placed, note, price, doc) VALUES"
            + " (9001, 5, 'new', 7.5, '2026-01-05 10:00+00', 'new', ROW(1, 'USD')::money_amount,"
            + " 'null'), (9002, NULL, 'with ''quote\"', NULL, '2027-01-01 00:00+00', 'x', NULL,"
            + " NULL)");
    bench.write(
        "items", "false", "INSERT INTO items VALUES (9001, 1, 'p1', 3), (9001, 2, 'zz', 1)");
    bench.write("items", "order_id = 2", "UPDATE items SET line = line + 10 WHERE order_id = 2");
    bench.write(
        "products",
        "sku IN ('p1', 'p2')",
        "UPDATE products SET price = 1, title = 'it''s' WHERE sku IN ('p1', 'p2')");
    bench.write(
        "products",
        "false",
        "INSERT INTO products VALUES ('zz', NULL, NULL, 'empty', '\\x00ff', '::1')");
    bench.write(
        "app.\"Events\"",
        "\"Kind\" = 'kind 1'",
        "UPDATE app.\"Events\" SET \"Kind\" = 'KIND', \"At\" = '0044-03-15 BC' WHERE \"Kind\" ="
            + " 'kind 1'");
    bench.write("tree", "id <= 5", "UPDATE tree SET parent = 3 WHERE id IN (4, 5)");
    bench.write("measures", "sensor = 3", "UPDATE measures SET value = -1 WHERE sensor = 3");
    bench.write(
        "measures",
        "false",
        "INSERT INTO measures VALUES ('2026-01-31', 99, 5, 'fresh'), ('2026-02-28', 99, 6,"
            + " 'fresh')");
  }

  @AfterAll
  void stop() throws SQLException {
    bench.close();
    server.close();
  }

  @Test
  @Order(1)
  void everyShapeOfReadAnswersAsThePrivateCopy() throws Exception {
    check("reads.queries", 150);
  }

  @Test
  @Order(2)
  void readsRespectTheSchemaTheSessionHasMade() throws Exception {
    for (String ddl : lines("evolved.ddl")) {
      bench.ddl(ddl);
    }
    bench.write(
        "customers",
        "false",
        "UPDATE customers SET level = 9, nick = 'n\\' || id WHERE id IN (1, 20)");
    bench.write("customers", "false", "INSERT INTO customers (id, name) VALUES (6000, 'late')");
    bench.write("orders", "false", "UPDATE orders SET memo = 'memo' WHERE id = 3");
    bench.write("products", "false", "UPDATE products SET title = 'dropped' WHERE sku = 'p2'");
    bench.write(
        "notes",
        "false",
        "INSERT INTO notes (order_id, body, st) VALUES (1, 'first', 'paid'), (100, 'sec\"ond',"
            + " 'new'), (9001, NULL, NULL)");
    bench.write("paints", "false", "INSERT INTO paints VALUES (1, 'red')");
    bench.write("scratch", "false", "INSERT INTO scratch VALUES (1, ARRAY[1, 2]), (2, NULL)");
    check("evolved.queries", 25);
    bench.write("orders", "false", "UPDATE orders SET status = 'lost' WHERE id = 3");
    check("fallback.queries", 2);
  }

  @Test
  @Order(3)
  void insideATransactionProdSeesTheShadowsClock() throws Exception {
    OverlayBench.run(bench.shadow, "BEGIN");
    String sql =
        "SELECT now(), current_date, current_timestamp(0), localtimestamp, localtime(2),"
            + " current_time";
    String read = sql + " FROM tree JOIN app.settings ON key = 'k' || id WHERE id IN (1, 17)";
    ReadPlan plan = bench.plan(read, List.of(), true);
    assertThat(plan).isInstanceOf(ReadPlan.Rewritten.class);
    Answer found = bench.overlay(plan, read, List.of()).orElseThrow();
    List<@Nullable String> expected = OverlayBench.rows(bench.shadow, sql).getFirst();
    assertThat(found.rows()).isEqualTo(List.of(expected, expected));
    OverlayBench.run(bench.shadow, "ROLLBACK");
  }

  private void check(String file, int least) throws Exception {
    Map<String, Integer> kinds = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    List<String> lines = lines(file);
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      assertThat(matcher.matches()).as(line).isTrue();
      String wanted = matcher.group(1);
      List<Parameter> parameters = parameters(matcher.group(2));
      String sql = Objects.requireNonNull(matcher.group(3));
      ReadPlan plan = bench.plan(sql, parameters);
      Optional<Answer> found = bench.overlay(plan, sql, parameters);
      String kind =
          plan instanceof ReadPlan.Rewritten && found.isEmpty()
              ? "Fallback"
              : plan.getClass().getSimpleName();
      kinds.merge(kind, 1, Integer::sum);
      if (!kind.equals(wanted == null ? "Rewritten" : wanted)) {
        failures.add("PLAN " + plan + "\n    of " + line);
        continue;
      }
      Answer expected = bench.onCopy(sql, parameters);
      found.ifPresent(
          answer -> {
            Answer one = arranged(answer, sql);
            Answer other = arranged(expected, sql);
            if (!one.equals(other)) {
              failures.add(
                  "DIFFERS "
                      + line
                      + "\n  "
                      + plan
                      + "\n  copy "
                      + brief(answerText(expected, other, one))
                      + "\n  mori "
                      + brief(answerText(answer, one, other)));
            }
          });
    }
    System.getLogger("overlay")
        .log(System.Logger.Level.INFO, file + " " + lines.size() + " " + kinds);
    assertThat(failures).as(String.join("\n", failures)).isEmpty();
    assertThat(lines.size()).isGreaterThanOrEqualTo(least);
  }

  /** The error, or the rows that the other answer does not have. */
  private static String answerText(Answer raw, Answer one, Answer other) {
    if (!raw.error().isEmpty()) {
      return raw.error();
    }
    List<List<@Nullable String>> rest = new ArrayList<>(one.rows());
    rest.removeAll(other.rows());
    return one.types() + " " + one.rows().size() + " rows, own " + rest;
  }

  private static String brief(String text) {
    return text.length() > 600 ? text.substring(0, 600) + "..." : text;
  }

  private Answer arranged(Answer answer, String sql) {
    boolean ordered = read(sql).orElseThrow().query().top().tail().orderBy().isPresent();
    String error = answer.error().isEmpty() ? "" : answer.error().substring(0, 5);
    if (ordered) {
      return new Answer(answer.types(), answer.rows(), error);
    }
    List<List<@Nullable String>> rows = new ArrayList<>(answer.rows());
    rows.sort(Comparator.comparing(Object::toString));
    return new Answer(answer.types(), rows, error);
  }

  private static List<Parameter> parameters(@Nullable String given) {
    List<Parameter> parameters = new ArrayList<>();
    if (given != null) {
      for (String one : given.split("\\|", -1)) {
        String type = one.substring(0, one.indexOf(' '));
        parameters.add(
            new Parameter(type, OIDS.getOrDefault(type, 0L), one.substring(one.indexOf(' ') + 1)));
      }
    }
    return parameters;
  }

  private static List<String> lines(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OverlayReadIT.class.getResourceAsStream("/overlay/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(l -> !l.isBlank() && !l.startsWith("--"))
          .toList();
    }
  }
}
