package dev.mori.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.admin.Documents;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * docs/configuration.md tells the settings as they are; {@code -Dmori.docs=write} brings it up to
 * date.
 */
class SettingsPageTest {
  @Test
  void theDocumentIsUpToDate() throws IOException {
    assertThat(Documents.section("configuration.md", SettingsPage.table()))
        .isEqualTo(SettingsPage.table());
  }
}
