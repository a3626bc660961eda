package dev.mori.protocol.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of ErrorResponse and NoticeResponse in their order on the wire (PostgreSQL 17, "Error
 * and Notice Message Fields"). Severity, SQLSTATE and message are always there. Fields with unknown
 * codes are kept.
 */
public record ErrorFields(List<Field> fields) {

  /** One field: its code and its value. */
  public record Field(char code, String value) {}

  /** The severities a server sends, spelled as on the wire. */
  public enum Severity {
    /** The statement failed. */
    ERROR,
    /** The connection ends. */
    FATAL,
    /** All connections of the server end. */
    PANIC,
    /** A notice. */
    WARNING,
    /** A notice. */
    NOTICE,
    /** A notice. */
    DEBUG,
    /** A notice. */
    INFO,
    /** A notice. */
    LOG
  }

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if S, C or M is missing
   */
  public ErrorFields {
    fields = List.copyOf(fields);
    if (!complete(fields)) {
      throw new IllegalArgumentException("severity, SQLSTATE and message are always present");
    }
  }

  /** Whether the fields that "are always present" are. */
  static boolean complete(List<Field> fields) {
    return find(fields, 'S').isPresent()
        && find(fields, 'C').isPresent()
        && find(fields, 'M').isPresent();
  }

  /** Fields for an error of our own, with S, V, C and M; see the {@code with} methods. */
  public static ErrorFields of(Severity severity, String sqlState, String message) {
    return new ErrorFields(
        List.of(
            new Field('S', severity.name()),
            new Field('V', severity.name()),
            new Field('C', sqlState),
            new Field('M', message)));
  }

  /** An error with severity ERROR. */
  public static ErrorFields error(String sqlState, String message) {
    return of(Severity.ERROR, sqlState, message);
  }

  /** An error with severity FATAL. */
  public static ErrorFields fatal(String sqlState, String message) {
    return of(Severity.FATAL, sqlState, message);
  }

  /** These fields with one replaced in its place, or added at the end. */
  public ErrorFields with(char code, String value) {
    List<Field> changed = new ArrayList<>(fields);
    Field field = new Field(code, value);
    for (int i = 0; i < changed.size(); i++) {
      if (changed.get(i).code() == code) {
        changed.set(i, field);
        return new ErrorFields(changed);
      }
    }
    changed.add(field);
    return new ErrorFields(changed);
  }

  /** With a detail (D). */
  public ErrorFields withDetail(String detail) {
    return with('D', detail);
  }

  /** With a hint (H). */
  public ErrorFields withHint(String hint) {
    return with('H', hint);
  }

  /** With a position (P): in characters, the first is 1. */
  public ErrorFields withPosition(int position) {
    return with('P', Integer.toString(position));
  }

  /** The first value with this code. */
  public Optional<String> field(char code) {
    return find(fields, code);
  }

  /** The severity in English (V), before 9.6 the localized one (S). */
  public String severity() {
    return field('V').or(() -> field('S')).orElseThrow();
  }

  /** The five characters of the SQLSTATE (C). */
  public String sqlState() {
    return field('C').orElseThrow();
  }

  /** The primary message (M). */
  public String message() {
    return field('M').orElseThrow();
  }

  /** The detail (D). */
  public Optional<String> detail() {
    return field('D');
  }

  /** The hint (H). */
  public Optional<String> hint() {
    return field('H');
  }

  /** The position in the query (P): characters, the first is 1; decimal. */
  public Optional<String> position() {
    return field('P');
  }

  /** The context (W). */
  public Optional<String> where() {
    return field('W');
  }

  /** The schema of the object concerned (s). */
  public Optional<String> schema() {
    return field('s');
  }

  /** The table concerned (t). */
  public Optional<String> table() {
    return field('t');
  }

  /** The column concerned (c). */
  public Optional<String> column() {
    return field('c');
  }

  /** The data type concerned (d). */
  public Optional<String> dataType() {
    return field('d');
  }

  /** The constraint concerned (n). */
  public Optional<String> constraint() {
    return field('n');
  }

  private static Optional<String> find(List<Field> fields, char code) {
    for (Field field : fields) {
      if (field.code() == code) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }
}
