package dev.mori.admin.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References to environment variables: a name in braces after a dollar; two dollars make it a
 * literal.
 */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$?\\$\\{([^}]*)}");

  private References() {}

  static boolean in(String text) {
    return REFERENCE.matcher(text).results().anyMatch(found -> !found.group().startsWith("$$"));
  }

  /** The first variable the text names and the environment lacks. */
  static Optional<String> missing(String text, Map<String, String> environment) {
    return REFERENCE
        .matcher(text)
        .results()
        .filter(
            found -> !found.group().startsWith("$$") && !environment.containsKey(found.group(1)))
        .map(found -> found.group(1))
        .findFirst();
  }

  /** The text with every reference replaced; none may be {@linkplain #missing missing}. */
  static String resolve(String text, Map<String, String> environment) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group().startsWith("$$")
                        ? found.group().substring(1)
                        : environment.getOrDefault(found.group(1), "")));
  }

  /** The text so that it resolves to itself. */
  static String literal(String text) {
    return text.replace("${", "$${");
  }
}
