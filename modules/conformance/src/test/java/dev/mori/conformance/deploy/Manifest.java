package dev.mori.conformance.deploy;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.kubernetes.client.openapi.JSON;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** One object of Kubernetes, as it would be sent. */
record Manifest(JsonObject json) {

  /** All of a text, in order. */
  static List<Manifest> all(String yaml) {
    List<Manifest> manifests = new ArrayList<>();
    Gson gson = new Gson();
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
      manifests.add(new Manifest(gson.toJsonTree(document).getAsJsonObject()));
    }
    return manifests;
  }

  String kind() {
    return text("kind");
  }

  String name() {
    return text("metadata", "name");
  }

  /**
   * What the schema of its kind has against it, by the models that Kubernetes' own Java client is
   * made of: unknown fields, missing ones, and values of another kind. Empty when there is nothing.
   */
  Optional<String> objection() throws ReflectiveOperationException {
    String version = text("apiVersion").replaceAll(".*/", "");
    Class<?> model =
        Class.forName(
            "io.kubernetes.client.openapi.models."
                + version.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + version.substring(1)
                + kind());
    try {
      model.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
      new JSON();
      var unused = JSON.getGson().fromJson(json, model);
      return Optional.empty();
    } catch (InvocationTargetException e) {
      return Optional.of(kind() + " " + name() + ": " + e.getCause());
    } catch (RuntimeException e) {
      return Optional.of(kind() + " " + name() + ": " + e);
    }
  }

  /** The text at a path of keys; empty when there is none. */
  String text(String... path) {
    return at(path).filter(JsonElement::isJsonPrimitive).map(JsonElement::getAsString).orElse("");
  }

  /** The elements of the list at a path of keys. */
  List<Manifest> list(String... path) {
    JsonElement found = at(path).orElseGet(JsonArray::new);
    return found.getAsJsonArray().asList().stream()
        .map(element -> new Manifest(element.getAsJsonObject()))
        .toList();
  }

  /** The keys and texts of the object at a path of keys. */
  Map<String, String> texts(String... path) {
    return new Gson()
        .fromJson(
            at(path).orElseGet(JsonObject::new),
            new com.google.gson.reflect.TypeToken<Map<String, String>>() {});
  }

  boolean has(String... path) {
    return at(path).isPresent();
  }

  /** A copy with one more text at the top of the object at a path of keys. */
  Manifest with(String key, String text, String... path) {
    Manifest copy = new Manifest(json.deepCopy());
    copy.at(path).orElseThrow().getAsJsonObject().add(key, new JsonPrimitive(text));
    return copy;
  }

  private Optional<JsonElement> at(String... path) {
    JsonElement found = json;
    for (String key : path) {
      if (found == null || !found.isJsonObject()) {
        return Optional.empty();
      }
      found = found.getAsJsonObject().get(key);
    }
    return Optional.ofNullable(found);
  }
}
