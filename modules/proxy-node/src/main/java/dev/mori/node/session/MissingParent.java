package dev.mori.node.session;

import dev.mori.engine.postgres.ForeignKey;
import dev.mori.engine.postgres.ObjectName;
import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.engine.postgres.Relation;
import dev.mori.protocol.postgres.ErrorFields;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parent row that a foreign-key violation says is missing (SQLSTATE 23503, {@code
 * ri_ReportViolation}).
 *
 * @param parent the referenced table
 * @param columns its referenced columns, in the order of the error's DETAIL
 * @param values the values of the key, as text
 */
record MissingParent(Relation parent, List<String> columns, List<String> values) {
  private static final Pattern DETAIL =
      Pattern.compile(
          "Key \\((.*?)\\)=\\((.*)\\) is not present in table \".*\"\\.", Pattern.DOTALL);

  /**
   * What the error says is missing; empty when it is another error, or its values cannot be told
   * apart.
   */
  static Optional<MissingParent> of(ErrorFields error, PostgresCatalog catalog) {
    if (!error.sqlState().equals("23503") || error.constraint().isEmpty()) {
      return Optional.empty();
    }
    Matcher detail = DETAIL.matcher(error.detail().orElse(""));
    Optional<Relation> child =
        catalog.relation(new ObjectName(error.schema().orElse(""), error.table().orElse("")));
    if (!detail.matches() || child.isEmpty()) {
      return Optional.empty();
    }
    for (ForeignKey key : catalog.foreignKeysOf(child.get())) {
      if (key.name().equals(error.constraint().get())) {
        Relation parent = catalog.relation(key.parent()).map(catalog::root).orElseThrow();
        List<String> columns =
            key.referenced().stream().map(n -> parent.column(n).orElseThrow().name()).toList();
        return values(detail.group(2), columns.size())
            .map(v -> new MissingParent(parent, columns, v));
      }
    }
    return Optional.empty();
  }

  private static Optional<List<String>> values(String text, int count) {
    List<String> values = count == 1 ? List.of(text) : List.of(text.split(", ", -1));
    return values.size() == count ? Optional.of(values) : Optional.empty();
  }
}
