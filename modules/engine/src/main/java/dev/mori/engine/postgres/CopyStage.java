package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Copy;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.Span;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The statements of a trial of COPY FROM: its data goes into a table of its own without
 * constraints, and from there into the target, but for rows that collide with what is already here.
 * All of it is undone.
 *
 * @param make makes the table
 * @param fill the client's COPY into that table, without its WHERE
 * @param move writes its rows into the target
 * @param last answers its last rows, as many as the parameter says, as texts of the relation's row
 *     type: those that collide are among them
 * @param relation the target, or the partitioned table whose partition it is
 */
public record CopyStage(String make, String fill, String move, String last, Relation relation) {
  private static final Pattern BEFORE_WHERE = Pattern.compile("(?is)(.*)\\bwhere\\b");
  private static final String NAME = "pg_temp.\"mori: copy\"";

  /** The statements for a COPY of this text. */
  public static CopyStage of(String text, Copy copy, Relation target, Relation root) {
    Copy.Subject.Table subject = (Copy.Subject.Table) copy.subject();
    Span name = subject.query().tables().getFirst().source();
    List<String> columns =
        subject.columns().isEmpty()
            ? target.columns().stream()
                .filter(c -> c.generation() != Column.Generation.STORED)
                .map(Column::name)
                .toList()
            : subject.columns().stream().map(Name::value).toList();
    String list = columns.stream().map(ObjectName::quote).collect(Collectors.joining(", "));
    String filter = copy.filter().map(f -> " WHERE " + f.of(text) + "\n").orElse("");
    return new CopyStage(
        "CREATE TABLE %s AS SELECT %s FROM %s WITH NO DATA"
            .formatted(NAME, list, target.name().sql()),
        text.substring(0, name.begin()) + NAME + text.substring(name.end(), end(text, copy)),
        "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s AS %s%s ON CONFLICT DO NOTHING"
            .formatted(
                target.name().sql(),
                list,
                list,
                NAME,
                ObjectName.quote(target.name().name()),
                filter),
        "SELECT ROW(%s)::%s::text FROM %s ORDER BY ctid DESC LIMIT $1"
            .formatted(row(root, columns), root.name().sql(), NAME),
        root);
  }

  private static String row(Relation relation, List<String> columns) {
    return relation.columns().stream()
        .map(c -> columns.contains(c.name()) ? ObjectName.quote(c.name()) : "NULL")
        .collect(Collectors.joining(", "));
  }

  /** Where the client's WHERE begins. */
  private static int end(String text, Copy copy) {
    int end = copy.filter().map(Span::begin).orElse(text.length());
    Matcher where = BEFORE_WHERE.matcher(text).region(0, end);
    return copy.filter().isPresent() && where.lookingAt() ? where.end(1) : end;
  }
}
