package dev.mori.conformance.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a server sent up to ReadyForQuery.
 *
 * @param parts in the order they came; consecutive DataRows are one part
 * @param status transaction status of ReadyForQuery: 'I', 'T' or 'E'
 */
public record Reply(List<Part> parts, char status) {
  /** The first error, if any. */
  public @Nullable Failed firstError() {
    for (Part part : parts) {
      if (part instanceof Failed failed) {
        return failed;
      }
    }
    return null;
  }

  /** The rows of all results in one list. */
  public List<Row> rows() {
    return parts.stream()
        .flatMap(
            part -> part instanceof Rows rows ? rows.rows().stream() : java.util.stream.Stream.of())
        .toList();
  }

  /** A backend message, or a run of DataRows. */
  public sealed interface Part {}

  /** RowDescription (T). */
  public record Columns(List<Column> columns) implements Part {}

  /** DataRow (D), one or more. */
  public record Rows(List<Row> rows) implements Part {}

  /** CommandComplete (C). */
  public record Done(String tag) implements Part {}

  /** ErrorResponse (E): field code to value. */
  public record Failed(Map<Character, String> fields) implements Part {
    /** SQLSTATE. */
    public String code() {
      return fields.getOrDefault('C', "");
    }

    /** Primary message. */
    public String message() {
      return fields.getOrDefault('M', "");
    }
  }

  /** NoticeResponse (N). */
  public record Notice(Map<Character, String> fields) implements Part {}

  /** ParameterDescription (t). */
  public record Parameters(List<Integer> types) implements Part {}

  /** ParameterStatus (S). */
  public record Setting(String name, String value) implements Part {}

  /** A message whose type says all: 1 2 3 n s I, or one kept as octets (G H W d c A V). */
  public record Mark(char type, String octets) implements Part {}

  /** One field of a RowDescription. */
  public record Column(
      String name, int tableOid, int attnum, int typeOid, int typeLength, int typmod, int format) {}

  /** One row; a value is its octets as Latin-1 characters, null for SQL NULL. */
  public record Row(List<@Nullable String> values) {}
}
