package dev.mori.admin.http;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** JSON schemas of records, as {@link Json} writes them; nested records are referred to. */
final class Schemas {
  private final Map<String, Map<String, Object>> known = new TreeMap<>();

  /** A reference to a record's schema, which is kept for {@link #all}. */
  Map<String, Object> of(Class<?> type) {
    if (!known.containsKey(type.getSimpleName())) {
      Map<String, Object> properties = new LinkedHashMap<>();
      known.put(type.getSimpleName(), Map.of());
      for (RecordComponent component : type.getRecordComponents()) {
        properties.put(component.getName(), schema(component.getGenericType()));
      }
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "object");
      schema.put("properties", properties);
      schema.put("required", List.copyOf(properties.keySet()));
      known.put(type.getSimpleName(), schema);
    }
    return Map.of("$ref", "#/components/schemas/" + type.getSimpleName());
  }

  /** Every schema that was referred to, by name. */
  Map<String, Map<String, Object>> all() {
    return known;
  }

  private Map<String, Object> schema(Type type) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return Map.of("type", "array", "items", schema(list.getActualTypeArguments()[0]));
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isEnum()) {
      return Map.of(
          "type",
          "string",
          "enum",
          Stream.of(plain.getEnumConstants()).map(String::valueOf).toList());
    }
    if (plain == int.class || plain == long.class) {
      return Map.of("type", "integer", "format", plain == int.class ? "int32" : "int64");
    }
    if (plain == double.class) {
      return Map.of("type", "number", "format", "double");
    }
    if (plain == boolean.class) {
      return Map.of("type", "boolean");
    }
    return plain == String.class ? Map.of("type", "string") : of(plain);
  }
}
