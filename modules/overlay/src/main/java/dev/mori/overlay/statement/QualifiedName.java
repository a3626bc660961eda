package dev.mori.overlay.statement;

import java.util.List;
import java.util.Optional;

/**
 * A possibly schema-qualified object name.
 *
 * @param parts one to three identifiers: {@code name}, {@code schema.name} or {@code
 *     database.schema.name}
 * @param span from the first to the last part
 */
public record QualifiedName(List<Name> parts, Span span) {
  public QualifiedName {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a name needs a part");
    }
  }

  /** The object's own name, folded or unescaped. */
  public String name() {
    return parts.getLast().value();
  }

  /** The schema written before the name, if any. */
  public Optional<String> schema() {
    return parts.size() < 2 ? Optional.empty() : Optional.of(parts.get(parts.size() - 2).value());
  }
}
