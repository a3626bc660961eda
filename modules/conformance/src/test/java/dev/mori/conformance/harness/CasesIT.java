package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Op;
import dev.mori.conformance.wire.Param;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What such proxies get wrong, case by case: here it is answered as by a private copy. */
class CasesIT {
  private static final Pattern TURN = Pattern.compile("(?:(b|xb|x)> )?(.*)", Pattern.DOTALL);
  private static final String PATH = "SET search_path = cases";

  private static Twins twins;

  /** One case: a title and what is sent. */
  private record Case(String title, List<Twins.Turn> turns) {}

  @BeforeAll
  static void start() throws Exception {
    twins = Twins.start(resource("schema.sql"));
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    List<Case> all = new ArrayList<>();
    for (String line : resource("postgres.sql").lines().toList()) {
      if (line.matches("-- [CP]\\d+ .*")) {
        List<Twins.Turn> turns = new ArrayList<>();
        turns.add(new Twins.Turn(0, new Exchange.Simple(PATH)));
        turns.add(new Twins.Turn(1, new Exchange.Simple(PATH)));
        all.add(new Case(line.substring(3), turns));
      } else if (!line.isBlank() && !line.startsWith("--")) {
        all.getLast().turns().add(turn(line));
      }
    }
    return all.stream()
        .map(each -> DynamicTest.dynamicTest(each.title(), () -> twins.sameByTurns(each.turns())));
  }

  @Test
  void everyStatementOfAPipelineCounts() throws Exception {
    List<Op> ops = new ArrayList<>();
    for (String text :
        List.of(
            "UPDATE users SET name = 'first' WHERE id = 1",
            "INSERT INTO orders (id, user_id) VALUES (9001, 1)",
            "SELECT name FROM users WHERE id < 3 ORDER BY id",
            "DELETE FROM orders WHERE id = 9001 RETURNING user_id",
            "SELECT count(*) FROM orders")) {
      ops.add(new Op.Parse("", text, List.of()));
      ops.add(new Op.Bind("", "", List.of(), false));
      ops.add(new Op.Describe('P', ""));
      ops.add(new Op.Execute("", 0));
    }
    twins.same(
        List.of(
            new Exchange.Simple(PATH),
            new Exchange.Extended(ops),
            new Exchange.Simple("SELECT id, name FROM users ORDER BY id LIMIT 3")));
  }

  private static Twins.Turn turn(String line) {
    Matcher matcher = TURN.matcher(line);
    matcher.matches();
    String way = String.valueOf(matcher.group(1));
    String[] parts = matcher.group(2).split(" \\| ", -1);
    Param[] parameters = new Param[parts.length - 1];
    for (int i = 1; i < parts.length; i++) {
      int space = parts[i].indexOf(' ');
      int type = Integer.parseInt(parts[i].substring(0, space));
      parameters[i - 1] = new Param(type, parts[i].substring(space + 1), false);
    }
    return switch (way) {
      case "b" -> new Twins.Turn(1, new Exchange.Simple(parts[0]));
      case "x" -> new Twins.Turn(0, Twins.extended(parts[0], false, parameters));
      case "xb" -> new Twins.Turn(0, Twins.extended(parts[0], true, parameters));
      default -> new Twins.Turn(0, new Exchange.Simple(matcher.group(2)));
    };
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = CasesIT.class.getResourceAsStream("/cases/" + name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
