package dev.mori.admin.config;

/**
 * One mistake in a configuration file or variable.
 *
 * @param source the file, or the environment variable
 * @param line from 1; 0 when there is no line
 * @param key the whole key, empty when the file as a whole is meant
 * @param expected what should stand there
 * @param found what stands there; never a secret
 */
public record ConfigProblem(String source, int line, String key, String expected, String found) {

  /** One line for people: {@code mori.yaml:7: connections.shop.port: expected ..., found ...}. */
  public String sentence() {
    StringBuilder text = new StringBuilder(source);
    if (line > 0) {
      text.append(':').append(line);
    }
    text.append(": ");
    if (!key.isEmpty()) {
      text.append(key).append(": ");
    }
    return text.append("expected ").append(expected).append(", found ").append(found).toString();
  }
}
