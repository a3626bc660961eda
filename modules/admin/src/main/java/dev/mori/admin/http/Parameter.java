package dev.mori.admin.http;

import dev.mori.admin.Operation;
import dev.mori.admin.Takes;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One component of an operation, as the API takes it.
 *
 * @param name the component's
 * @param type String, int, long or boolean
 * @param what for people
 * @param otherwise its value when it is left out; empty when it may not be
 */
record Parameter(String name, Class<?> type, String what, Optional<String> otherwise) {

  /** A value that was given for a name. */
  record Given(String name, String value) {}

  /** What an operation takes, in its order. */
  static List<Parameter> of(Class<? extends Operation> operation) {
    return Stream.of(operation.getRecordComponents()).map(Parameter::of).toList();
  }

  private static Parameter of(RecordComponent component) {
    Takes takes =
        Objects.requireNonNull(
            component.getAnnotation(Takes.class), () -> component + " does not say what it takes");
    return new Parameter(
        component.getName(),
        component.getType(),
        takes.value(),
        Stream.of(takes.otherwise()).findFirst());
  }

  /** What is expected, for a sentence. */
  String expected() {
    return switch (jsonType()) {
      case "integer" -> "a whole number that is not negative";
      case "boolean" -> "true or false";
      default -> "a text";
    };
  }

  /** Its type in JSON. */
  String jsonType() {
    if (type == int.class || type == long.class) {
      return "integer";
    }
    return type == boolean.class ? "boolean" : "string";
  }

  /** The value of a text; empty when it is none of the type's. */
  Optional<Object> parse(String text) {
    if (type == boolean.class) {
      return Stream.of("true", "false").filter(text::equals).findFirst().map(Boolean::valueOf);
    }
    if (type == String.class) {
      return Optional.of(text);
    }
    try {
      long number = Long.parseLong(text);
      boolean fits = number >= 0 && (type == long.class || number <= Integer.MAX_VALUE);
      return fits
          ? Optional.of(type == long.class ? (Object) number : (int) number)
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
