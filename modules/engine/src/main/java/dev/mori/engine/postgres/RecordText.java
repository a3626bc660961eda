package dev.mori.engine.postgres;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text form of rows and arrays, as {@code record_out} and {@code array_out} write and {@code
 * record_in} and {@code array_in} read them (PostgreSQL 15, 8.16.6 and 8.15.6). Values inside stay
 * the engine's own text.
 */
public final class RecordText {
  private RecordText() {}

  /**
   * The fields of a row; null is SQL NULL.
   *
   * @throws IllegalArgumentException when the text is no row
   */
  public static List<@Nullable String> fields(String row) {
    if (row.length() < 2 || row.charAt(0) != '(' || row.charAt(row.length() - 1) != ')') {
      throw new IllegalArgumentException("not the text of a row");
    }
    List<@Nullable String> fields = new ArrayList<>();
    int at = 1;
    int end = row.length() - 1;
    StringBuilder field = new StringBuilder();
    while (true) {
      field.setLength(0);
      boolean seen = false;
      boolean quoted = false;
      while (at < end && (quoted || row.charAt(at) != ',')) {
        char c = row.charAt(at);
        if (c == '"' && quoted && at + 1 < end && row.charAt(at + 1) == '"') {
          field.append('"');
          at++;
        } else if (c == '"') {
          quoted = !quoted;
        } else if (c == '\\') {
          at++;
          field.append(row.charAt(at));
        } else {
          field.append(c);
        }
        seen = true;
        at++;
      }
      fields.add(seen ? field.toString() : null);
      if (at >= end) {
        return fields;
      }
      at++;
    }
  }

  /** The text of a row with these fields. */
  public static String row(List<@Nullable String> fields) {
    StringBuilder out = new StringBuilder("(");
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      String field = fields.get(i);
      if (field != null) {
        quote(field, out);
      }
    }
    return out.append(')').toString();
  }

  /** The literal of a one-dimensional array with these elements; null is SQL NULL. */
  public static String array(List<? extends @Nullable String> elements) {
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < elements.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      String element = elements.get(i);
      if (element == null) {
        out.append("NULL");
      } else {
        quote(element, out);
      }
    }
    return out.append('}').toString();
  }

  /**
   * The elements of a one-dimensional array literal; null is SQL NULL.
   *
   * @throws IllegalArgumentException when the text is no such array
   */
  public static List<@Nullable String> elements(String array) {
    if (array.length() < 2 || array.charAt(0) != '{' || array.charAt(array.length() - 1) != '}') {
      throw new IllegalArgumentException("not the text of an array");
    }
    List<@Nullable String> elements = new ArrayList<>();
    int at = 1;
    int end = array.length() - 1;
    StringBuilder element = new StringBuilder();
    while (at < end) {
      element.setLength(0);
      boolean quoted = array.charAt(at) == '"';
      if (quoted) {
        at++;
        while (array.charAt(at) != '"') {
          at += array.charAt(at) == '\\' ? 1 : 0;
          element.append(array.charAt(at++));
        }
        at++;
      } else {
        while (at < end && array.charAt(at) != ',') {
          element.append(array.charAt(at++));
        }
      }
      String text = element.toString();
      elements.add(!quoted && text.equals("NULL") ? null : text);
      at++;
    }
    return elements;
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }
}
