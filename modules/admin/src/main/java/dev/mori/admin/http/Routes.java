package dev.mori.admin.http;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import java.util.List;
import java.util.Map;

/** Which method and path asks for which operation. */
final class Routes {
  static final String PREFIX = "/api/v1";

  private Routes() {}

  /** What a request asks for. */
  sealed interface Asked {
    /** An operation. */
    record For(Operation operation) implements Asked {}

    /** Nothing there is. */
    record Nothing(Reply.Failed failed) implements Asked {}

    /** The path exists with another method. */
    record OtherMethod(String allowed) implements Asked {}
  }

  /**
   * Reads a request.
   *
   * @param method in capitals
   * @param path decoded segments after {@link #PREFIX}
   * @param query decoded parameters
   */
  static Asked read(String method, List<String> path, Map<String, String> query) {
    String pattern =
        switch (path.size()) {
          case 1 -> path.getFirst();
          case 2 -> path.getFirst() + "/*";
          case 3 -> path.getFirst() + "/*/" + path.get(2);
          case 4 -> path.getFirst() + "/*/" + path.get(2) + "/*";
          default -> "";
        };
    return switch (pattern) {
      case "node" -> get(method, new Operation.Status());
      case "sessions" -> get(method, new Operation.ListSessions());
      case "sessions/*" -> get(method, new Operation.InspectSession(path.get(1)));
      case "sessions/*/tables/*" ->
          get(method, new Operation.InspectTable(path.get(1), path.get(3)));
      case "sessions/*/reset" -> post(method, new Operation.ResetSession(path.get(1)));
      case "sessions/*/drop" -> post(method, new Operation.DropSession(path.get(1)));
      case "log" -> log(method, query);
      case "stop" -> post(method, new Operation.Stop());
      default ->
          new Asked.Nothing(
              new Reply.Failed(
                  Reply.Failed.Kind.NOT_FOUND,
                  "there is no such route; docs/cli.md lists those there are"));
    };
  }

  private static Asked log(String method, Map<String, String> query) {
    try {
      int tail = Integer.parseInt(query.getOrDefault("tail", "100"));
      long after = Long.parseLong(query.getOrDefault("after", "0"));
      if (tail >= 0 && after >= 0) {
        return get(method, new Operation.ReadLog(tail, after));
      }
    } catch (NumberFormatException e) {
      return notNumbers();
    }
    return notNumbers();
  }

  private static Asked notNumbers() {
    return new Asked.Nothing(
        new Reply.Failed(
            Reply.Failed.Kind.BAD_REQUEST,
            "tail and after are whole numbers that are not negative"));
  }

  private static Asked get(String method, Operation operation) {
    return method.equals("GET") ? new Asked.For(operation) : new Asked.OtherMethod("GET");
  }

  private static Asked post(String method, Operation operation) {
    return method.equals("POST") ? new Asked.For(operation) : new Asked.OtherMethod("POST");
  }
}
