package dev.mori.admin.http;

import dev.mori.admin.Reply;
import dev.mori.admin.Version;
import dev.mori.admin.http.Route.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The API as an OpenAPI 3.1 document, made of the table of routes and the replies' records. */
final class OpenApi {
  private static final Map<String, Object> TEXT = Map.of("type", "string");

  private final Schemas schemas = new Schemas();

  private OpenApi() {}

  /** The document. */
  static String document() {
    return Json.write(new OpenApi().whole());
  }

  private Map<String, Object> whole() {
    Map<String, Object> paths = new LinkedHashMap<>();
    Routes.ALL.forEach(
        route ->
            at(paths, route.template())
                .put(route.method().toLowerCase(Locale.ROOT), operation(route)));
    Map<String, Object> problem =
        Map.of(
            "description",
            "It could not be done: Problem Details (RFC 9457)",
            "content",
            Map.of(Problem.MEDIA_TYPE, Map.of("schema", schemas.of(Problem.class))));
    Map<String, Object> components = new LinkedHashMap<>();
    components.put("schemas", schemas.all());
    components.put("responses", Map.of("Problem", problem));
    components.put("securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer")));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", Map.of("title", "mori admin API", "version", Version.TEXT));
    document.put("servers", List.of(Map.of("url", Routes.PREFIX)));
    document.put("security", List.of(Map.of("token", List.of())));
    document.put("paths", paths);
    document.put("components", components);
    return document;
  }

  @SuppressWarnings("unchecked") // what is put there is made here
  private static Map<String, Object> at(Map<String, Object> paths, String template) {
    return (Map<String, Object>)
        paths.computeIfAbsent(template, path -> new LinkedHashMap<String, Object>());
  }

  private Map<String, Object> operation(Route route) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operationId", id(route));
    operation.put("summary", route.summary());
    operation.put("description", "Least role: " + route.least().word() + ".");
    List<Map<String, Object>> parameters = parameters(route);
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    if (route.method().equals("POST") && !route.beside().isEmpty()) {
      operation.put("requestBody", body(route));
    }
    operation.put(
        "responses",
        Map.of("200", answer(route), "default", Map.of("$ref", "#/components/responses/Problem")));
    return operation;
  }

  private static String id(Route route) {
    return route
        .operation()
        .map(Class::getSimpleName)
        .orElseGet(() -> route.form().getClass().getSimpleName());
  }

  private List<Map<String, Object>> parameters(Route route) {
    List<Map<String, Object>> parameters = new ArrayList<>();
    route.inPath().forEach(parameter -> parameters.add(parameter(parameter, "path")));
    if (!route.method().equals("POST")) {
      route.beside().forEach(parameter -> parameters.add(parameter(parameter, "query")));
    }
    if (route.changes()) {
      parameters.add(
          header(
              "Idempotency-Key",
              "The same key with the same request is carried out once within "
                  + RepeatedRequests.KEPT.toHours()
                  + " hours and gets the first answer"));
    }
    if (route.form() instanceof Form.Activity) {
      parameters.add(header("Last-Event-ID", "The last event that has arrived"));
    }
    return parameters;
  }

  private static Map<String, Object> header(String name, String what) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", name);
    described.put("in", "header");
    described.put("description", what);
    described.put("schema", TEXT);
    return described;
  }

  private static Map<String, Object> parameter(Parameter parameter, String in) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", parameter.name());
    described.put("in", in);
    described.put("description", parameter.what());
    described.put("required", parameter.otherwise().isEmpty());
    described.put("schema", schema(parameter));
    return described;
  }

  private static Map<String, Object> schema(Parameter parameter) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", parameter.jsonType());
    if (parameter.jsonType().equals("integer")) {
      schema.put("minimum", 0);
    }
    parameter.otherwise().flatMap(parameter::parse).ifPresent(one -> schema.put("default", one));
    return schema;
  }

  private static Map<String, Object> body(Route route) {
    Map<String, Object> properties = new LinkedHashMap<>();
    route
        .beside()
        .forEach(
            parameter -> {
              Map<String, Object> schema = schema(parameter);
              schema.put("description", parameter.what());
              properties.put(parameter.name(), schema);
            });
    List<String> required =
        route.beside().stream()
            .filter(parameter -> parameter.otherwise().isEmpty())
            .map(Parameter::name)
            .collect(Collectors.toList());
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", required);
    schema.put("additionalProperties", false);
    return Map.of(
        "required",
        !required.isEmpty(),
        "content",
        Map.of("application/json", Map.of("schema", schema)));
  }

  private Map<String, Object> answer(Route route) {
    return switch (route.form()) {
      case Form.Once once -> content("application/json", schemas.of(once.reply()));
      case Form.Activity activity -> {
        schemas.of(Reply.Line.class);
        yield content(ActivityStream.MEDIA_TYPE, TEXT);
      }
      case Form.Description description -> content("application/json", Map.of("type", "object"));
    };
  }

  private static Map<String, Object> content(String mediaType, Map<String, Object> schema) {
    return Map.of("description", "Done", "content", Map.of(mediaType, Map.of("schema", schema)));
  }
}
