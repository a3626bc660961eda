package dev.mori.admin.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes operations out of what a request says, and takes them apart again for the client. */
final class Arguments {
  private Arguments() {}

  /** What came of reading. */
  sealed interface Outcome {
    /** The operation that is asked for. */
    record Read(Operation operation) implements Outcome {}

    /** It makes no sense. */
    record Wrong(Reply.Failed failed) implements Outcome {}
  }

  /**
   * Reads a request for a route.
   *
   * @param path decoded segments
   * @param query decoded parameters, of a GET or DELETE
   * @param body the body, of a POST; may be blank
   */
  static Outcome read(Route route, List<String> path, Map<String, String> query, String body) {
    Map<String, String> given = new HashMap<>(query);
    if (!body.isBlank()) {
      Optional<Map<String, String>> members = members(body);
      if (members.isEmpty()) {
        return wrong("the body: expected a JSON object of texts, numbers and true or false");
      }
      given.putAll(members.get());
    }
    List<String> beside = route.beside().stream().map(Parameter::name).toList();
    Optional<String> unknown =
        given.keySet().stream().filter(name -> !beside.contains(name)).sorted().findFirst();
    if (unknown.isPresent()) {
      return wrong(
          "this route takes "
              + (beside.isEmpty() ? "no parameters" : String.join(", ", beside))
              + ", found "
              + unknown.get());
    }
    route.values(path).forEach(value -> given.put(value.name(), value.value()));
    Class<? extends Operation> operation = route.operation().orElseThrow();
    List<Object> values = new ArrayList<>();
    for (Parameter parameter : Parameter.of(operation)) {
      String text = given.getOrDefault(parameter.name(), parameter.otherwise().orElse(null));
      Optional<Object> value = text == null ? Optional.empty() : parameter.parse(text);
      if (value.isEmpty()) {
        return wrong(
            parameter.name()
                + ": expected "
                + parameter.expected()
                + ", found "
                + (text == null ? "nothing" : "\"" + text + "\""));
      }
      values.add(value.get());
    }
    return new Outcome.Read(make(operation, values));
  }

  private static Outcome wrong(String sentence) {
    return new Outcome.Wrong(new Reply.Failed(Reply.Failed.Kind.BAD_REQUEST, sentence));
  }

  private static Optional<Map<String, String>> members(String body) {
    Optional<JsonNode> tree = Json.tree(body).filter(JsonNode::isObject);
    boolean flat =
        tree.isPresent()
            && tree.get().properties().stream().allMatch(one -> one.getValue().isValueNode());
    return flat
        ? tree.map(
            object ->
                object.properties().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().asText())))
        : Optional.empty();
  }

  private static Operation make(Class<? extends Operation> operation, List<Object> values) {
    Class<?>[] types = Parameter.of(operation).stream().map(Parameter::type).toArray(Class[]::new);
    try {
      return operation.getDeclaredConstructor(types).newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(operation + " cannot be made", e);
    }
  }

  /** The values of an operation by the names of its components, in their order. */
  static Map<String, Object> of(Operation operation) {
    Map<String, Object> values = new java.util.LinkedHashMap<>();
    for (RecordComponent component : operation.getClass().getRecordComponents()) {
      try {
        values.put(component.getName(), component.getAccessor().invoke(operation));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(component + " cannot be read", e);
      }
    }
    return values;
  }
}
