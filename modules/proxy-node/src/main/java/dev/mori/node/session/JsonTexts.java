package dev.mori.node.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** Arrays of texts that the ledger writes as JSON. */
final class JsonTexts {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonTexts() {}

  /** The elements of a JSON array of strings. */
  static List<String> array(String json) {
    try {
      return List.of(JSON.readValue(json, String[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the ledger wrote a key that is no array of texts", e);
    }
  }
}
