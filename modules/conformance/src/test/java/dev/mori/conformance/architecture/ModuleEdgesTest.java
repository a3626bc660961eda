package dev.mori.conformance.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import org.junit.jupiter.api.Test;

/**
 * Who may know whom: {@code protocol} and {@code overlay} know neither each other nor any
 * framework; {@code engine} knows both and the SQL parser; {@code state} knows {@code overlay};
 * {@code admin} knows {@code state} and never a dialect; {@code node} knows all.
 */
final class ModuleEdgesTest {
  private static final String PROTOCOL = "dev.mori.protocol..";
  private static final String OVERLAY = "dev.mori.overlay..";
  private static final String ENGINE = "dev.mori.engine..";
  private static final String STATE = "dev.mori.state..";
  private static final String ADMIN = "dev.mori.admin..";
  private static final String NODE = "dev.mori.node..";

  @Test
  void protocolKnowsTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage(PROTOCOL)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(PROTOCOL, "java..", "javax.crypto..", "org.jspecify..")
        .check(MainCode.CLASSES);
  }

  @Test
  void overlayKnowsTheJdkAndBitmapsOnly() {
    // Key sets are compressed bitmaps: a data structure, not a framework.
    classes()
        .that()
        .resideInAPackage(OVERLAY)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(OVERLAY, "java..", "org.jspecify..", "org.roaringbitmap..")
        .check(MainCode.CLASSES);
  }

  @Test
  void engineKnowsBytesRulesAndTheSqlParser() {
    classes()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ENGINE, PROTOCOL, OVERLAY, "java..", "org.jspecify..", "net.sf.jsqlparser..")
        .check(MainCode.CLASSES);
  }

  @Test
  void stateKnowsOverlayAndNoOtherModule() {
    noClasses()
        .that()
        .resideInAPackage(STATE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(PROTOCOL, ENGINE, ADMIN, NODE)
        .check(MainCode.CLASSES);
  }

  @Test
  void adminNeverKnowsADialectNorTheProcess() {
    noClasses()
        .that()
        .resideInAPackage(ADMIN)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(PROTOCOL, ENGINE, NODE)
        .check(MainCode.CLASSES);
  }

  @Test
  void noPackagesFormACycle() {
    slices().matching("dev.mori.(**)").should().beFreeOfCycles().check(MainCode.CLASSES);
  }
}
