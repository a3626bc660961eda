package dev.mori.node.sql;

import java.util.Arrays;
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
    return new SqlCall(sql, Collections.unmodifiableList(Arrays.asList(parameters.clone())));
  }
}
