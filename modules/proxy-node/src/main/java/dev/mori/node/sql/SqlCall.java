package dev.mori.node.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement that mori itself runs: text with {@code $n} and its parameters in text format,
 * their types left to the server.
 */
public record SqlCall(String sql, List<@Nullable String> parameters) {

  /** A call with the given parameters, in order; null stands for SQL NULL. */
  public static SqlCall of(String sql, @Nullable String... parameters) {
    List<@Nullable String> values = new ArrayList<>(parameters.length);
    for (@Nullable String parameter : parameters) {
      values.add(parameter);
    }
    return new SqlCall(sql, Collections.unmodifiableList(values));
  }
}
