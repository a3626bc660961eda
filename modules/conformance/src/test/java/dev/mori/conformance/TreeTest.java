package dev.mori.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The module tree is visible from here. */
final class TreeTest {
  @Test
  void theModulesAreOnTheClassPath() {
    assertThat(new ClassFileImporter().importPackages("dev.mori")).isNotEmpty();
  }
}
