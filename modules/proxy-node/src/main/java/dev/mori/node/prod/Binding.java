package dev.mori.node.prod;

import dev.mori.protocol.postgres.Datum;
import dev.mori.protocol.postgres.Format;
import dev.mori.protocol.postgres.FrontendMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one execution.
 *
 * @param types type oids for Parse, by position; 0 or a missing entry leaves the type to the server
 * @param formats one format per value
 * @param values the values
 * @param results result formats as in Bind: none (all text), one for all, or one per column
 */
public record Binding(
    List<Integer> types, List<Format> formats, List<Datum> values, List<Format> results) {
  /** No parameters, all results as text. */
  public static final Binding NONE = new Binding(List.of(), List.of(), List.of(), List.of());

  public Binding {
    types = List.copyOf(types);
    formats = List.copyOf(formats);
    values = List.copyOf(values);
    results = List.copyOf(results);
  }

  /**
   * What a Bind message says, its format codes spread to one per value (PostgreSQL, Message
   * Formats, Bind).
   */
  public static Binding of(FrontendMessage.Bind bind, List<Integer> types) {
    List<Format> formats = new ArrayList<>(bind.parameters().size());
    for (int i = 0; i < bind.parameters().size(); i++) {
      formats.add(bind.parameterFormat(i));
    }
    return new Binding(types, formats, bind.parameters(), bind.resultFormats());
  }

  /** Text parameters of mori's own. */
  public static Binding texts(List<@Nullable String> texts) {
    return NONE.plus(texts);
  }

  /** This binding with text parameters of mori's own appended. */
  public Binding plus(List<@Nullable String> texts) {
    List<Format> moreFormats = new ArrayList<>(formats);
    List<Datum> moreValues = new ArrayList<>(values);
    for (@Nullable String text : texts) {
      moreFormats.add(Format.TEXT);
      moreValues.add(text == null ? Datum.NULL : Datum.text(text));
    }
    return new Binding(types, moreFormats, moreValues, results);
  }

  /** This binding with other parameter types. */
  public Binding withTypes(List<Integer> others) {
    return new Binding(others, formats, values, results);
  }

  /** Only the values of this binding, all results as text. */
  public Binding withTextResults() {
    return new Binding(types, formats, values, List.of());
  }

  /** The Bind message for the given portal and statement. */
  public FrontendMessage.Bind bind(String portal, String statement) {
    return new FrontendMessage.Bind(portal, statement, formats, values, results);
  }
}
