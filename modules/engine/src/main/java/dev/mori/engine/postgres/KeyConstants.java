package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Carries constants and parameters over to the shadow, only where they mean there what they mean in
 * the client's text whatever its settings are: integers, numerics, uuids and texts, without escapes
 * and without casts to types that a search path finds.
 */
final class KeyConstants {
  /** Types whose text form depends on no setting, by oid. */
  private static final Map<Long, String> SCALARS =
      Map.of(
          20L, "pg_catalog.int8",
          21L, "pg_catalog.int2",
          23L, "pg_catalog.int4",
          25L, "pg_catalog.text",
          1043L, "pg_catalog.varchar",
          1700L, "pg_catalog.numeric",
          2950L, "pg_catalog.uuid");

  private static final Map<Long, String> ARRAYS =
      Map.of(
          1016L, "pg_catalog.int8[]",
          1005L, "pg_catalog.int2[]",
          1007L, "pg_catalog.int4[]",
          1009L, "pg_catalog.text[]",
          1015L, "pg_catalog.varchar[]",
          1231L, "pg_catalog.numeric[]",
          2951L, "pg_catalog.uuid[]");

  private static final Set<Long> INTEGERS = Set.of(20L, 21L, 23L);
  private static final Set<Long> TEXTS = Set.of(25L, 1043L);
  private static final long UUID = 2950L;

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern PLAIN_STRING = Pattern.compile("'[^'\\\\]*'");
  private static final Pattern CANONICAL_UUID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern SYSTEM_CAST =
      Pattern.compile(
          "\\s*::\\s*(pg_catalog\\.)?(uuid|int|integer|bigint|smallint|int2|int4|int8|text|varchar)",
          Pattern.CASE_INSENSITIVE);

  private final String text;
  private final Deltas deltas;

  KeyConstants(String text, Deltas deltas) {
    this.text = text;
    this.deltas = deltas;
  }

  /**
   * An array parameter.
   *
   * @param number its number
   * @param sql how a capture query writes it
   */
  record ArrayParameter(int number, String sql) {}

  /** The values as SQL for the shadow; empty when one of them cannot be carried over. */
  Optional<List<String>> sql(List<Value> values, Column column) {
    if (!SCALARS.containsKey(column.type().oid())) {
      return Optional.empty();
    }
    List<String> sql = new ArrayList<>();
    for (Value value : values) {
      Optional<String> one = sql(value);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      sql.add(one.get());
    }
    return Optional.of(sql);
  }

  private Optional<String> sql(Value value) {
    String literal = value.literal().of(text);
    String whole = value.span().of(text);
    boolean bare = whole.equals(literal);
    boolean cast =
        whole.startsWith(literal)
            && SYSTEM_CAST.matcher(whole.substring(literal.length())).matches();
    if (!bare && !cast) {
      return Optional.empty();
    }
    return switch (value.kind()) {
      case PARAMETER -> {
        String type = SCALARS.get(deltas.clientType(number(literal)));
        yield type == null || !(bare || namesType(whole, literal))
            ? Optional.empty()
            : Optional.of(deltas.argument(number(literal)) + "::" + type);
      }
      case NUMBER -> NUMBER.matcher(literal).matches() ? Optional.of(whole) : Optional.empty();
      case STRING ->
          PLAIN_STRING.matcher(literal).matches() ? Optional.of(whole) : Optional.empty();
      case KEYWORD -> Optional.empty();
    };
  }

  /** Whether the cast after a parameter only repeats the type the parameter has anyway. */
  private boolean namesType(String whole, String literal) {
    String cast = whole.substring(literal.length()).replace(":", "").strip();
    String name = cast.toLowerCase(Locale.ROOT).replace("pg_catalog.", "");
    String canonical =
        switch (name) {
          case "int", "integer" -> "int4";
          case "bigint" -> "int8";
          case "smallint" -> "int2";
          default -> name;
        };
    return ("pg_catalog." + canonical).equals(SCALARS.get(deltas.clientType(number(literal))));
  }

  /** The values in the form the marks know; empty when one of them has no such form. */
  Optional<List<KeyValue>> values(List<Value> given, Column column) {
    List<KeyValue> values = new ArrayList<>();
    for (Value value : given) {
      Optional<KeyValue> one = value(value, column);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      values.add(one.get());
    }
    return Optional.of(values);
  }

  private Optional<KeyValue> value(Value value, Column column) {
    String literal = value.literal().of(text);
    long type = column.type().oid();
    if (column.type().looseText()) {
      return Optional.empty();
    }
    if (value.kind() == Value.Kind.PARAMETER) {
      return comparable(deltas.clientType(number(literal)), type)
          ? Optional.of(new KeyValue.Parameter(number(literal)))
          : Optional.empty();
    }
    String content =
        value.kind() == Value.Kind.STRING && PLAIN_STRING.matcher(literal).matches()
            ? literal.substring(1, literal.length() - 1)
            : literal;
    if (INTEGERS.contains(type) && INTEGER.matcher(content).matches()) {
      return Optional.of(new KeyValue.Constant(Long.toString(Long.parseLong(content))));
    }
    boolean string = !content.equals(literal) || literal.equals("''");
    if (string && TEXTS.contains(type)) {
      return Optional.of(new KeyValue.Constant(content));
    }
    return string && type == UUID && CANONICAL_UUID.matcher(content).matches()
        ? Optional.of(new KeyValue.Constant(content))
        : Optional.empty();
  }

  /** An array given as one parameter. */
  Optional<ArrayParameter> array(Value value, Column column) {
    String literal = value.literal().of(text);
    boolean bare = value.span().of(text).equals(literal);
    if (value.kind() != Value.Kind.PARAMETER || !bare || column.type().looseText()) {
      return Optional.empty();
    }
    int number = number(literal);
    String type = ARRAYS.get(deltas.clientType(number));
    if (type == null || !comparable(element(deltas.clientType(number)), column.type().oid())) {
      return Optional.empty();
    }
    return Optional.of(new ArrayParameter(number, deltas.argument(number) + "::" + type));
  }

  private static long element(long arrayType) {
    String name = ARRAYS.getOrDefault(arrayType, "[]");
    return SCALARS.entrySet().stream()
        .filter(e -> (e.getValue() + "[]").equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(0L);
  }

  private static boolean comparable(long given, long column) {
    return (INTEGERS.contains(given) && INTEGERS.contains(column))
        || (TEXTS.contains(given) && TEXTS.contains(column))
        || (given == UUID && column == UUID);
  }

  private static int number(String parameter) {
    return Integer.parseInt(parameter.substring(1));
  }
}
