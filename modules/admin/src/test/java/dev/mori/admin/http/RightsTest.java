package dev.mori.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.admin.Operation;
import dev.mori.admin.Role;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route with every role, with no token and with wrong ones. */
class RightsTest {
  private static final List<String> WRONG =
      List.of("Bearer", "Bearer ", "Bearer x", "Basic token-of-operator", "token-of-operator");

  @Test
  void aRouteIsGoneByItsRoleAndThoseAboveAndByNobodyElse(@TempDir Path folder) throws Exception {
    try (TestServer server = new TestServer(folder)) {
      for (Route route : Routes.ALL) {
        String path =
            Routes.PREFIX + route.template().replace("{session}", "s").replace("{table}", "t");
        refused(server, server.send(server.bare(route.method(), path)), 401);
        for (String wrong : WRONG) {
          refused(
              server,
              server.send(server.bare(route.method(), path).header("Authorization", wrong)),
              401);
        }
        for (Role role : Role.values()) {
          var request =
              server
                  .bare(route.method(), path)
                  .header("Authorization", "Bearer " + TestServer.token(role));
          if (!role.includes(route.least())) {
            refused(server, server.send(request), 403);
          } else if (!(route.form() instanceof Route.Form.Activity)) {
            assertThat(server.send(request).statusCode())
                .as("%s %s as %s", route.method(), path, role)
                .isIn(200, 400, 404);
          } else {
            try (Stream<String> lines = server.lines(request).body()) {
              assertThat(lines.findFirst()).contains(": mori");
            }
          }
          server.node.asked.clear();
        }
      }
    }
  }

  private static void refused(TestServer server, HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as("%s", answer.request()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent())
        .isEqualTo(status == 401);
    // A stream that was open before may look once more.
    assertThat(server.node.asked)
        .filteredOn(one -> !one.equals(new Operation.ReadLog(Integer.MAX_VALUE, 1)))
        .isEmpty();
  }

  @Test
  void whatIsNotInTheTableIsRefusedWithoutATokenToo(@TempDir Path folder) throws Exception {
    try (TestServer server = new TestServer(folder)) {
      for (String path : List.of("/api/v1/nowhere", "/api/v2/node", "/api/", "/api/v1/")) {
        for (String method : List.of("GET", "PUT", "PATCH", "OPTIONS", "DELETE")) {
          refused(server, server.send(server.bare(method, path)), 401);
          refused(server, server.send(server.bare(method, "/api/v1/node")), 401);
        }
      }
    }
  }

  @Test
  void everyOperationHasOneRouteWhoseReplyIsItsOwn() {
    for (Class<?> operation : operations(Operation.class).toList()) {
      assertThat(
              Routes.ALL.stream()
                  .filter(route -> route.operation().filter(operation::equals).isPresent()))
          .as("routes of %s", operation.getSimpleName())
          .hasSize(1);
    }
  }

  private static Stream<Class<?>> operations(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(RightsTest::operations)
        : Stream.of(type);
  }

  @Test
  void keysAndChangesAreNotForViewersNorTheNodeForDevelopers() {
    assertThat(Routes.ALL)
        .allSatisfy(
            route ->
                assertThat(route.least())
                    .as(route.template())
                    .isGreaterThanOrEqualTo(route.changes() ? Role.DEVELOPER : Role.VIEWER));
    assertThat(Routes.of(Operation.ListKeys.class).least()).isEqualTo(Role.DEVELOPER);
    assertThat(Routes.of(Operation.InspectTable.class).least()).isEqualTo(Role.DEVELOPER);
    assertThat(Routes.of(Operation.Stop.class).least()).isEqualTo(Role.OPERATOR);
    assertThat(Routes.of(Operation.ReadAudit.class).least()).isEqualTo(Role.OPERATOR);
  }
}
