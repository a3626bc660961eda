package dev.mori.conformance.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.documents.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The example of a workflow asks for what the admin API has. */
class WorkflowTest {
  private static final Pattern REQUEST =
      Pattern.compile("--request (\\w+) \"\\$API(/[^\"?]+)[^\"]*\"");

  @Test
  void itsRequestsAreRoutes() throws IOException {
    String workflow =
        Files.readString(Documents.root().resolve("deploy/github/branch-session.yml"));
    List<String> routes =
        REQUEST
            .matcher(workflow)
            .results()
            .map(found -> found.group(1) + " /api/v1" + found.group(2))
            .map(route -> "`" + route.replace("$SESSION", "{session}") + "`")
            .toList();
    assertThat(routes).hasSize(3);
    assertThat(Files.readString(Documents.root().resolve("docs/api.md"))).contains(routes);
  }
}
