package dev.mori.admin.http;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One way into the API. Dispatch, rights, the API's description, its document and the command
 * line's client follow from it and from the operation's components.
 *
 * @param method GET, POST or DELETE
 * @param template the path after {@link Routes#PREFIX}, with the operation's components in braces
 * @param least the least role that may go it
 * @param form what comes back
 * @param summary what it does, for people, without a full stop
 */
record Route(String method, String template, Role least, Form form, String summary) {

  /** What comes back. */
  sealed interface Form {
    /** One reply to an operation. */
    record Once(Class<? extends Operation> operation, Class<? extends Reply> reply)
        implements Form {}

    /** What the activity log gets from now on, until the caller leaves, as server-sent events. */
    record Activity() implements Form {}

    /** The description of the API. */
    record Description() implements Form {}
  }

  /** Whether it changes anything: then it is audited and may be asked twice under one key. */
  boolean changes() {
    return !method.equals("GET");
  }

  /** The operation it leads to, if any. */
  Optional<Class<? extends Operation>> operation() {
    return switch (form) {
      case Form.Once once -> Optional.of(once.operation());
      case Form.Activity activity -> Optional.empty();
      case Form.Description description -> Optional.empty();
    };
  }

  /** What the operation takes that does not stand in the path. */
  List<Parameter> beside() {
    return operation().map(Parameter::of).orElse(List.of()).stream()
        .filter(parameter -> !template.contains("{" + parameter.name() + "}"))
        .toList();
  }

  /** What the operation takes that stands in the path. */
  List<Parameter> inPath() {
    return operation().map(Parameter::of).orElse(List.of()).stream()
        .filter(parameter -> template.contains("{" + parameter.name() + "}"))
        .toList();
  }

  /** The template's segments. */
  List<String> segments() {
    return List.of(template.substring(1).split("/", -1));
  }

  /** Whether a path with these segments is this route's. */
  boolean matches(List<String> path) {
    List<String> mine = segments();
    if (mine.size() != path.size()) {
      return false;
    }
    for (int i = 0; i < mine.size(); i++) {
      if (!isVariable(mine.get(i)) && !mine.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The path's values in the order of the variables. */
  List<Parameter.Given> values(List<String> path) {
    List<Parameter.Given> values = new ArrayList<>();
    List<String> mine = segments();
    for (int i = 0; i < mine.size(); i++) {
      if (isVariable(mine.get(i))) {
        String name = mine.get(i).substring(1, mine.get(i).length() - 1);
        values.add(new Parameter.Given(name, path.get(i)));
      }
    }
    return values;
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }
}
