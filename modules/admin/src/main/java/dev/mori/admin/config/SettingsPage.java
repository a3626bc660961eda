package dev.mori.admin.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes {@code docs/configuration.md}'s table of settings out of the reference file. */
final class SettingsPage {
  private SettingsPage() {}

  /** The reference file. */
  static String reference() {
    try (InputStream in = SettingsPage.class.getResourceAsStream("node.conf")) {
      if (in == null) {
        throw new IllegalStateException("node.conf is missing from admin's jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One row for each key: key, default, variable, the comment above it. */
  static String table() {
    StringBuilder table =
        new StringBuilder("| key | default | variable | meaning |\n|---|---|---|---|\n");
    StringBuilder comment = new StringBuilder();
    for (String line : reference().split("\n", -1)) {
      if (line.startsWith("#")) {
        comment.append(comment.isEmpty() ? "" : " ").append(line.substring(1).trim());
      } else if (line.isBlank()) {
        comment.setLength(0);
      } else {
        int equals = line.indexOf(" = ");
        String key = line.substring(0, equals);
        String value = line.substring(equals + 3);
        table.append("| `").append(key).append("` | `").append(value).append("` | ");
        table.append(value.equals("{}") ? "" : "`" + Setting.variable(key) + "`").append(" | ");
        table.append(comment.toString().replace("|", "\\|")).append(" |\n");
        comment.setLength(0);
      }
    }
    return table.toString();
  }
}
