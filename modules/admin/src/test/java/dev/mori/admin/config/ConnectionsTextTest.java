package dev.mori.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** mori.yaml is changed as a text: comments and other entries stay. */
class ConnectionsTextTest {

  private static final String TEXT =
      """
      # team file
      version: 1

      connections:
          # the shop
          shop:
              host: db # primary
              user: u
              database: shop

          # the archive
          archive:
              host: old
              user: u
              database: a
      # the end
      """;

  private static Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("host", "h");
    fields.put("user", "on");
    fields.put("password", "a\"b: c");
    fields.put("database", "d");
    fields.put("extra.sslrootcert", "/ca.pem");
    return fields;
  }

  private static String changed(ConnectionsText.Outcome outcome) {
    return outcome instanceof ConnectionsText.Outcome.Changed changed
        ? changed.text()
        : outcome.toString();
  }

  @Test
  void aNewEntryComesAfterTheLastInItsIndentation() {
    assertThat(changed(ConnectionsText.add(TEXT, "new", fields())))
        .isEqualTo(
            TEXT.replace(
                "# the end\n",
                """
                    new:
                      host: h
                      user: "on"
                      password: "a\\"b: c"
                      database: d
                      extra:
                        sslrootcert: "/ca.pem"
                # the end
                """));
  }

  @Test
  void theFirstEntryMakesTheFile() {
    String text = changed(ConnectionsText.add("", "new", fields()));
    assertThat(text)
        .startsWith("# Connections of mori.")
        .contains("version: 1\nconnections:\n  new:\n    host: h\n");
    assertThat(changed(ConnectionsText.add("version: 1\nconnections: {}\n", "new", fields())))
        .startsWith("version: 1\nconnections:\n  new:\n    host: h\n");
    assertThat(changed(ConnectionsText.add("version: 1\n", "new", fields())))
        .startsWith("version: 1\nconnections:\n  new:\n");
  }

  @Test
  void removingTakesTheEntryAndItsCommentOnly() {
    assertThat(changed(ConnectionsText.remove(TEXT, "shop")))
        .isEqualTo(
            """
            # team file
            version: 1

            connections:

                # the archive
                archive:
                    host: old
                    user: u
                    database: a
            # the end
            """);
    String none =
        changed(ConnectionsText.remove(changed(ConnectionsText.remove(TEXT, "shop")), "archive"));
    assertThat(none).isEqualTo("# team file\nversion: 1\n\nconnections: {}\n\n# the end\n");
  }

  @Test
  void aFileInBracesIsLeftToItsOwner() {
    assertThat(ConnectionsText.add("connections: {a: {host: h}}\n", "new", fields()))
        .isInstanceOf(ConnectionsText.Outcome.Refused.class);
  }

  @Test
  void anAddressBecomesKeys() {
    assertThat(
            PostgresUrl.read("postgres://me:p%40ss@[::1]:6543/shop?sslmode=require&sslrootcert=/c")
                .orElseThrow())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "engine",
                "postgres",
                "provider",
                "direct",
                "host",
                "::1",
                "port",
                "6543",
                "user",
                "me",
                "password",
                "p@ss",
                "database",
                "shop",
                "ssl_mode",
                "require",
                "extra.sslrootcert",
                "/c"));
    assertThat(PostgresUrl.read("mysql://me@h/d")).isEmpty();
    assertThat(PostgresUrl.read("nonsense")).isEmpty();
  }
}
