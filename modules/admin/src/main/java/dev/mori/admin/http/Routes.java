package dev.mori.admin.http;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.Role;
import dev.mori.admin.http.Route.Form;
import java.util.List;
import java.util.stream.Stream;

/** The table of all routes. */
final class Routes {
  static final String PREFIX = "/api/v1";

  /** In the order of the documents. */
  static final List<Route> ALL =
      List.of(
          get("/node", Operation.Status.class, Reply.Status.class, "What the node is"),
          get("/nodes", Operation.ListNodes.class, Reply.Nodes.class, "The nodes of the cluster"),
          get(
              "/connections",
              Operation.ListClients.class,
              Reply.Clients.class,
              "The clients connected to this node"),
          get("/sessions", Operation.ListSessions.class, Reply.Sessions.class, "All sessions"),
          change(
              "POST",
              "/sessions",
              new Form.Once(Operation.CreateSession.class, Reply.Changed.class),
              "Make a session; one that is there stays as it is"),
          get(
              "/sessions/{session}",
              Operation.InspectSession.class,
              Reply.Session.class,
              "One session"),
          change(
              "DELETE",
              "/sessions/{session}",
              new Form.Once(Operation.DropSession.class, Reply.Changed.class),
              "End a session and delete what it holds; refused while clients are connected to it, unless"
                  + " forced"),
          change(
              "POST",
              "/sessions/{session}/reset",
              new Form.Once(Operation.ResetSession.class, Reply.Changed.class),
              "Bring a session back to prod; its connections stay"),
          get(
              "/sessions/{session}/tables",
              Operation.ListTables.class,
              Reply.Tables.class,
              "The tables a session has changed, with counts"),
          new Route(
              "GET",
              "/sessions/{session}/tables/{table}",
              Role.DEVELOPER,
              new Form.Once(Operation.InspectTable.class, Reply.Table.class),
              "One table of a session, with what prod has changed meanwhile"),
          new Route(
              "GET",
              "/sessions/{session}/tables/{table}/keys",
              Role.DEVELOPER,
              new Form.Once(Operation.ListKeys.class, Reply.Keys.class),
              "The keys of a table that a session has written"),
          get("/log", Operation.ReadLog.class, Reply.Log.class, "The activity log"),
          new Route(
              "GET",
              "/activity",
              Role.VIEWER,
              new Form.Activity(),
              "The activity log as it grows, as server-sent events; with Last-Event-ID what was"
                  + " missed, as far as the node remembers it"),
          new Route(
              "GET",
              "/audit",
              Role.OPERATOR,
              new Form.Once(Operation.ReadAudit.class, Reply.Audit.class),
              "Who has changed what over this API"),
          new Route(
              "POST",
              "/stop",
              Role.OPERATOR,
              new Form.Once(Operation.Stop.class, Reply.Stopping.class),
              "Stop the node"),
          new Route(
              "GET",
              "/openapi.json",
              Role.VIEWER,
              new Form.Description(),
              "This API as an OpenAPI 3.1 document"));

  private Routes() {}

  private static Route get(
      String template,
      Class<? extends Operation> operation,
      Class<? extends Reply> reply,
      String summary) {
    return new Route("GET", template, Role.VIEWER, new Form.Once(operation, reply), summary);
  }

  private static Route change(String method, String template, Form form, String summary) {
    return new Route(method, template, Role.DEVELOPER, form, summary);
  }

  /** The routes of a path, one for each method; none when there is no such path. */
  static List<Route> at(List<String> path) {
    return ALL.stream().filter(route -> route.matches(path)).toList();
  }

  /** The route of an operation. */
  static Route of(Class<? extends Operation> operation) {
    return ALL.stream()
        .filter(route -> route.operation().filter(operation::equals).isPresent())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(operation + " has no route"));
  }

  /** The methods that routes of one path take, for the header Allow. */
  static String allowed(List<Route> routes) {
    return Stream.concat(
            routes.stream()
                .flatMap(
                    route ->
                        route.method().equals("GET")
                            ? Stream.of("GET", "HEAD")
                            : Stream.of(route.method())),
            Stream.of("OPTIONS"))
        .distinct()
        .collect(java.util.stream.Collectors.joining(", "));
  }
}
