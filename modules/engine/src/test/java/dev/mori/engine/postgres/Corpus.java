package dev.mori.engine.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Statements with the relations PostgreSQL 15 itself found in them, one entry per range table entry
 * of kind relation in its own parse tree (pg_rewrite.ev_action of a view or pg_proc.prosqlbody of a
 * SQL function made of the statement).
 *
 * @param sql the statement
 * @param relations {@code schema.name} for every reference, sorted
 */
record Corpus(String sql, List<String> relations) {

  /** The entries of a resource beside this class. */
  static List<Corpus> load(String resource) {
    return Arrays.stream(text(resource).split("\n@@\n", -1)).map(Corpus::entry).toList();
  }

  /** The text of a resource beside this class. */
  static String text(String resource) {
    try (InputStream stream =
        Objects.requireNonNull(Corpus.class.getResourceAsStream(resource), resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Corpus entry(String block) {
    String[] parts = block.split("\n@=\n", -1);
    List<String> relations =
        Arrays.stream(parts[1].strip().split(" ")).filter(r -> !r.isEmpty()).sorted().toList();
    return new Corpus(parts[0], relations);
  }
}
