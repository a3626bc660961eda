package dev.mori.conformance.history;

import dev.mori.conformance.wire.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The tables of a history and the statements on them: two of lists, where every third row does not
 * exist on prod, and one of registers. The first element of a list came with its row and counts for
 * nothing; a row that lost it is torn.
 */
final class Tables {
  static final List<String> NAMES = List.of("a", "b", "r");

  static final String SCHEMA =
      """
      CREATE TABLE a (id int PRIMARY KEY, v int[] NOT NULL);
      CREATE TABLE b (id int PRIMARY KEY, v int[] NOT NULL);
      CREATE TABLE r (id int PRIMARY KEY, v int[] NOT NULL);
      INSERT INTO a SELECT i, '{0}' FROM generate_series(1, 5000) i WHERE i % 3 <> 0;
      INSERT INTO b SELECT i, '{0}' FROM generate_series(1, 5000) i WHERE i % 3 <> 1;
      INSERT INTO r SELECT i, '{0,0}' FROM generate_series(1, 5000) i;
      GRANT SELECT ON a, b, r TO PUBLIC;
      """;

  private Tables() {}

  static boolean onProd(Key key) {
    return switch (key.table()) {
      case "a" -> key.id() % 3 != 0;
      case "b" -> key.id() % 3 != 1;
      default -> true;
    };
  }

  /** Writes a value to each of these keys of one table, and returns what they are then. */
  static String change(List<Key> keys, int value) {
    Key key = keys.getFirst();
    String table = key.table();
    String returning = " RETURNING '%s', id, v".formatted(table);
    if (!onProd(key)) {
      return "INSERT INTO %s VALUES (%s, '{0,%s}') ON CONFLICT (id) DO UPDATE SET v = %s.v || %s"
              .formatted(table, key.id(), value, table, value)
          + returning;
    }
    String v = table.equals("r") ? "ARRAY[v[1] + 1, " + value + "]" : "v || " + value;
    return "UPDATE %s SET v = %s WHERE id IN (%s)".formatted(table, v, ids(keys)) + returning;
  }

  /** Reads these keys by one statement. */
  static String look(List<Key> keys, Plan.Form form) {
    Map<String, List<Key>> byTable =
        keys.stream().collect(Collectors.groupingBy(Key::table, TreeMap::new, Collectors.toList()));
    String union =
        byTable.entrySet().stream()
            .map(e -> part(e.getKey(), e.getValue(), form))
            .collect(Collectors.joining(" UNION ALL "));
    return form == Plan.Form.AGGREGATE
        ? "SELECT string_agg(concat_ws('=', t, id, v), ';') FROM (%s) q".formatted(union)
        : union;
  }

  private static String part(String table, List<Key> keys, Plan.Form form) {
    // By range from one table and by key from the next: each finds its changed rows in its own way.
    boolean byKey = form == Plan.Form.KEYS || (form == Plan.Form.AGGREGATE && table.equals("b"));
    String condition =
        byKey
            ? "id IN (" + ids(keys) + ")"
            : "id BETWEEN %s AND %s".formatted(keys.getFirst().id(), keys.getLast().id());
    return "SELECT '%s' AS t, id, v FROM %s WHERE %s".formatted(table, table, condition);
  }

  private static String ids(List<Key> keys) {
    return keys.stream().map(k -> Integer.toString(k.id())).collect(Collectors.joining(", "));
  }

  /** What an answer says of these keys; one without a row has had no writes. */
  static Map<Key, Seen> seen(List<Key> keys, List<Reply.Row> rows) {
    Map<Key, Seen> all = new TreeMap<>(Comparator.comparing(Key::toString));
    keys.forEach(key -> all.put(key, new Seen.Items(List.of())));
    for (List<String> row : rows.stream().flatMap(row -> fields(row).stream()).toList()) {
      Key key = new Key(row.get(0), Integer.parseInt(row.get(1)));
      all.put(key, state(key, row.get(2)));
    }
    return all;
  }

  private static List<List<String>> fields(Reply.Row row) {
    List<String> values = new ArrayList<>();
    row.values().forEach(v -> values.add(Objects.requireNonNullElse(v, "")));
    if (values.size() > 1) {
      return List.of(values);
    }
    return values.getFirst().isEmpty()
        ? List.of()
        : Arrays.stream(values.getFirst().split(";", -1))
            .map(one -> List.of(one.split("=", -1)))
            .toList();
  }

  private static Seen state(Key key, String array) {
    List<Integer> numbers =
        Arrays.stream(array.substring(1, array.length() - 1).split(",", -1))
            .map(Integer::parseInt)
            .toList();
    if (key.table().equals("r")) {
      return new Seen.Register(numbers.get(0), numbers.get(1));
    }
    if (numbers.getFirst() != 0) {
      throw new IllegalStateException(key + " has lost its beginning: " + array);
    }
    return new Seen.Items(numbers.subList(1, numbers.size()));
  }
}
