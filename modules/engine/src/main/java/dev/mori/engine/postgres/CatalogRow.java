package dev.mori.engine.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One row of a catalog statement: field 0 is the kind, the others depend on it. A missing field
 * where one is needed is a bug of the statement, hence an unchecked exception.
 */
final class CatalogRow {
  private final List<@Nullable String> fields;

  CatalogRow(List<@Nullable String> fields) {
    this.fields = fields;
  }

  String kind() {
    return text(0);
  }

  @Nullable String optional(int field) {
    return fields.get(field);
  }

  String textOr(int field, String otherwise) {
    String value = fields.get(field);
    return value == null ? otherwise : value;
  }

  String text(int field) {
    String value = fields.get(field);
    if (value == null) {
      throw new IllegalArgumentException(
          "field " + field + " is null in a " + fields.get(0) + " row");
    }
    return value;
  }

  /** An oid or other large number; 0 when null. */
  long oid(int field) {
    return Long.parseLong(textOr(field, "0"));
  }

  int number(int field) {
    return Integer.parseInt(text(field));
  }

  /** {@code true}; null and everything else is false. */
  boolean flag(int field) {
    return "true".equals(fields.get(field));
  }

  /** The first character, or a blank when the text is empty. */
  char letter(int field) {
    String value = text(field);
    return value.isEmpty() ? ' ' : value.charAt(0);
  }

  /** Schema and name in two neighbouring fields. */
  ObjectName name(int field) {
    return new ObjectName(text(field), text(field + 1));
  }

  /** Oids separated by blanks. */
  Set<Long> oids(int field) {
    String value = textOr(field, "");
    return value.isEmpty()
        ? Set.of()
        : Arrays.stream(value.split(" ")).map(Long::valueOf).collect(Collectors.toSet());
  }

  /** Attribute numbers separated by blanks. */
  List<Integer> numbers(int field) {
    String value = textOr(field, "").trim();
    return value.isEmpty()
        ? List.of()
        : Arrays.stream(value.split(" ")).map(Integer::valueOf).toList();
  }

  /**
   * fn: oid, schema, name, volatility, language, kind, arguments, body, definer, set, digest,
   * defaults.
   */
  CatalogFunction function() {
    return new CatalogFunction(
        oid(1),
        name(2),
        text(7),
        letter(4),
        text(5),
        letter(6),
        new CatalogFunction.Source(textOr(8, ""), textOr(12, "")),
        text(11));
  }

  /** typ: oid, schema, name, typtype, array, element, category, relation, signature. */
  UserType type() {
    long element = text(7).equals("A") ? oid(6) : 0;
    return new UserType(oid(1), name(2), letter(4), element, oid(8), textOr(9, ""));
  }
}
