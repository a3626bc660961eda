package dev.mori.engine.postgres;

import dev.mori.engine.postgres.ReadPlan.DeltaParameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Collects what one read ships: every source is a sub-select evaluated once on the shadow, and
 * gives one or more texts, each of which becomes a parameter on prod. All sources stand in one
 * statement, so they show one snapshot.
 */
final class Deltas {
  private final List<Long> clientTypes;
  private final Map<String, List<Integer>> bySource = new LinkedHashMap<>();
  private final List<DeltaParameter> parameters = new ArrayList<>();
  private final List<Integer> arguments = new ArrayList<>();

  /**
   * Starts empty.
   *
   * @param clientTypes the shadow's type oids of the client's parameters, in order
   */
  Deltas(List<Long> clientTypes) {
    this.clientTypes = List.copyOf(clientTypes);
  }

  /** One text to ship: an expression over the source's row {@code s}, and prod's array type. */
  record Shipped(String expression, String type) {}

  /**
   * Ships arrays gathered over the rows of a query.
   *
   * @param rows a query whose columns the expressions name through {@code s}
   * @param shipped the arrays, all in the same row order
   * @param most rows that may be shipped; beyond, the texts are NULL
   * @return their parameter numbers, in order
   */
  List<Integer> arrays(String rows, List<Shipped> shipped, int most) {
    String texts =
        shipped.stream()
            .map(s -> "coalesce(pg_catalog.array_agg(" + s.expression() + ")::text, '{}')")
            .map(s -> "CASE WHEN count(*) <= " + most + " THEN " + s + " END")
            .collect(Collectors.joining(", ", "ARRAY[", "]"));
    String source = "SELECT " + texts + " AS a FROM (" + rows + " LIMIT " + (most + 1L) + ") AS s";
    return numbers(source, shipped.stream().map(Shipped::type).toList());
  }

  /** Ships the start time of the client's transaction, as timestamptz. */
  int transactionTime() {
    String now = "SELECT ARRAY[pg_catalog.now()::text] AS a";
    return numbers(now, List.of("pg_catalog.timestamptz")).getFirst();
  }

  private List<Integer> numbers(String source, List<String> types) {
    List<Integer> known = bySource.get(source);
    if (known != null) {
      return known;
    }
    List<Integer> fresh = new ArrayList<>();
    for (String type : types) {
      int number = clientTypes.size() + parameters.size() + 1;
      parameters.add(new DeltaParameter(number, type));
      fresh.add(number);
    }
    bySource.put(source, fresh);
    return fresh;
  }

  /** The shadow's type oid of a client parameter, 0 when unknown. */
  long clientType(int number) {
    return number >= 1 && number <= clientTypes.size() ? clientTypes.get(number - 1) : 0;
  }

  /** How a capture query names a client's parameter: as a text to be cast. */
  String argument(int number) {
    if (!arguments.contains(number)) {
      arguments.add(number);
    }
    return "($1)[" + (arguments.indexOf(number) + 1) + "]";
  }

  List<DeltaParameter> parameters() {
    return parameters;
  }

  /** Client parameters that {@link #captureSql} uses. */
  List<Integer> captureParameters() {
    return List.copyOf(new TreeSet<>(arguments));
  }

  /** One row, one text column per parameter; empty when nothing is shipped. */
  String captureSql() {
    if (parameters.isEmpty()) {
      return "";
    }
    StringBuilder from = new StringBuilder();
    List<String> texts = new ArrayList<>();
    int source = 0;
    for (Map.Entry<String, List<Integer>> entry : bySource.entrySet()) {
      source++;
      from.append(source == 1 ? " FROM (" : " CROSS JOIN (");
      from.append(entry.getKey()).append(") AS g").append(source);
      for (int element = 1; element <= entry.getValue().size(); element++) {
        texts.add("g" + source + ".a[" + element + "]");
      }
    }
    String query = "SELECT ARRAY[" + String.join(", ", texts) + "]::text[]" + from;
    String given =
        arguments.stream()
            .map(n -> "$" + n + "::pg_catalog.text")
            .collect(Collectors.joining(", ", "ARRAY[", "]::pg_catalog.text[]"));
    StringBuilder columns = new StringBuilder();
    for (int element = 1; element <= parameters.size(); element++) {
      columns.append(element == 1 ? "SELECT c[" : ", c[").append(element).append(']');
    }
    return columns
        + " FROM pg_toast_temp_mori.capture("
        + ObjectName.literal(query).strip()
        + (arguments.isEmpty() ? "" : ", " + given)
        + ") AS c";
  }
}
