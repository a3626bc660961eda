package dev.mori.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mori.admin.Documents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The description of the API follows the official schema of OpenAPI 3.1 (of 2026-08-03), and
 * docs/api.md tells the routes as they are; {@code -Dmori.docs=write} brings it up to date.
 */
class OpenApiTest {
  private static Schema official() throws IOException {
    try (InputStream in = OpenApiTest.class.getResourceAsStream("openapi-3.1-schema.json")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(text, InputFormat.JSON);
    }
  }

  @Test
  void theDocumentFollowsTheOfficialSchema() throws IOException {
    assertThat(official().validate(OpenApi.document(), InputFormat.JSON)).isEmpty();
    String broken = OpenApi.document().replace("\"in\":\"path\"", "\"in\":\"nowhere\"");
    assertThat(official().validate(broken, InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void everyRouteIsDescribedAndEveryReferenceLeadsSomewhere() {
    var document = Json.tree(OpenApi.document()).orElseThrow();
    for (Route route : Routes.ALL) {
      assertThat(
              document
                  .at("/paths")
                  .path(route.template())
                  .path(route.method().toLowerCase(java.util.Locale.ROOT))
                  .path("responses")
                  .path("200")
                  .isObject())
          .as("%s %s", route.method(), route.template())
          .isTrue();
    }
    assertThat(document.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(ref -> assertThat(document.at(ref.substring(1)).isObject()).as(ref).isTrue());
  }

  @Test
  void theDocumentOfTheRoutesIsUpToDate() throws IOException {
    StringBuilder table =
        new StringBuilder("| route | takes | least role | what |\n|---|---|---|---|\n");
    for (Route route : Routes.ALL) {
      String takes =
          route.beside().stream()
              .map(one -> "`" + one.name() + "`")
              .reduce((one, other) -> one + ", " + other)
              .orElse("");
      table.append("| `").append(route.method()).append(' ').append(Routes.PREFIX);
      table.append(route.template()).append("` | ").append(takes).append(" | ");
      table.append(route.least().word()).append(" | ").append(route.summary()).append(" |\n");
    }
    assertThat(Documents.section("api.md", table.toString())).isEqualTo(table.toString());
  }
}
