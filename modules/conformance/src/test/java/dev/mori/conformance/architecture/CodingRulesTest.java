package dev.mori.conformance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What holds inside every module. */
final class CodingRulesTest {
  private static final DescribedPredicate<JavaClass> PURE =
      resideInAnyPackage("dev.mori.protocol..", "dev.mori.overlay..", "dev.mori.engine..")
          .as("pure modules");

  private static final DescribedPredicate<JavaClass> NOT_THE_CONSOLE =
      resideOutsideOfPackage("dev.mori.admin.cli..")
          .and(not(partOf("dev.mori.node.Main")))
          .as("classes outside Main and the command line");

  /** The messages and outcomes whose cases a {@code switch} must be able to exhaust. */
  private static final Set<String> SEALED =
      Set.of("Command", "Event", "Reply", "Plan", "Refusal", "Operation");

  @Test
  void onlyMainAndTheCommandLineTouchTheConsoleOrEndTheProcess() {
    noClasses()
        .that(NOT_THE_CONSOLE)
        .should()
        .accessFieldWhere(
            DescribedPredicate.describe("is System.out or System.err", CodingRulesTest::isConsole))
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(MainCode.CLASSES);
  }

  @Test
  void pureModulesOpenNothing() {
    noClasses()
        .that(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..", "java.sql..")
        .check(MainCode.CLASSES);
  }

  @Test
  void pureModulesTakeTimeAndChanceAsArguments() {
    noClasses()
        .that(PURE)
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callConstructor(Random.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.security.SecureRandom")
        .check(MainCode.CLASSES);
  }

  @Test
  void everyPackageIsNullMarkedInItsPackageInfo() {
    var withoutMark =
        MainCode.CLASSES.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(p -> !p.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName);
    assertThat(withoutMark).isEmpty();
  }

  @Test
  void messagesAndOutcomesAreSealed() {
    var open =
        MainCode.CLASSES.stream()
            .filter(c -> SEALED.contains(c.getSimpleName()) && c.isInterface())
            .map(JavaClass::reflect)
            .filter(Predicate.not(Class::isSealed))
            .map(Class::getName);
    assertThat(open).isEmpty();
  }

  private static DescribedPredicate<JavaClass> partOf(String name) {
    return DescribedPredicate.describe(
        "part of " + name, c -> c.getName().equals(name) || c.getName().startsWith(name + "$"));
  }

  private static boolean isConsole(JavaFieldAccess access) {
    return access.getTarget().getOwner().isEquivalentTo(System.class)
        && access.getTarget().getRawType().isEquivalentTo(PrintStream.class);
  }
}
