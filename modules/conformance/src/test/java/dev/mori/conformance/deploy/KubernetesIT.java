package dev.mori.conformance.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.admin.config.ConnectionsFile;
import dev.mori.admin.config.NodeConfig;
import dev.mori.conformance.documents.Documents;
import dev.mori.conformance.driver.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/** The manifests of {@code deploy/k8s}, as {@code kubectl kustomize} makes them. */
class KubernetesIT {
  @TempDir private Path folder;

  private List<Manifest> overlay(String name) throws IOException {
    Path kubectl =
        Programs.find("kubectl")
            .orElseThrow(() -> new TestAbortedException("no kubectl: deploy/k8s was not checked"));
    Programs.Result made =
        Programs.run(
            List.of(
                kubectl.toString(),
                "kustomize",
                Documents.root().resolve("deploy/k8s/overlays").resolve(name).toString()),
            Map.of(),
            folder);
    assertThat(made.exitCode()).as(String.join("\n", made.lines())).isZero();
    return Manifest.all(String.join("\n", made.lines()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging"})
  void theSchemasOfKubernetesHaveNothingAgainstThem(String name) throws Exception {
    List<Manifest> manifests = overlay(name);
    assertThat(manifests).hasSizeGreaterThan(10);
    for (Manifest manifest : manifests) {
      assertThat(manifest.objection()).isEmpty();
    }
  }

  @Test
  void aMistakeInThemWouldBeSeen() throws Exception {
    Manifest deployment = only(overlay("staging"), "Deployment", "mori");
    assertThat(deployment.with("replicaz", "3", "spec").objection())
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("replicaz"));
    assertThat(deployment.with("replicas", "three", "spec").objection()).isPresent();
    deployment.json().getAsJsonObject("spec").remove("selector");
    assertThat(deployment.objection())
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("selector"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging"})
  void noContainerMayMoreThanItNeeds(String name) throws Exception {
    List<Manifest> workloads =
        overlay(name).stream().filter(m -> m.has("spec", "template", "spec")).toList();
    assertThat(workloads).hasSize(2);
    for (Manifest workload : workloads) {
      assertThat(
              workload.text("spec", "template", "spec", "securityContext", "runAsNonRoot")
                  + workload.text("spec", "template", "spec", "automountServiceAccountToken"))
          .isEqualTo("truefalse");
      for (Manifest container : workload.list("spec", "template", "spec", "containers")) {
        assertThat(container.text("securityContext", "readOnlyRootFilesystem")).isEqualTo("true");
        assertThat(container.text("securityContext", "allowPrivilegeEscalation"))
            .isEqualTo("false");
        assertThat(container.has("resources", "limits", "memory")).isTrue();
        assertThat(
                Stream.of("startupProbe", "readinessProbe", "livenessProbe")
                    .allMatch(container::has))
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging"})
  void moriUnderstandsItsFilesAndVariables(String name) throws Exception {
    List<Manifest> manifests = overlay(name);
    Manifest deployment = only(manifests, "Deployment", "mori");
    Manifest container = deployment.list("spec", "template", "spec", "containers").getFirst();
    Map<String, String> environment = new HashMap<>();
    for (Manifest variable : container.list("env")) {
      environment.put(variable.text("name"), variable.text("value"));
    }
    environment.replaceAll((key, value) -> value.replace("$(POD_IP)", "::1"));
    environment.replaceAll((key, value) -> value.isEmpty() ? "0123456789abcdef" : value);
    String generated =
        deployment.list("spec", "template", "spec", "volumes").stream()
            .filter(volume -> volume.text("name").equals("config"))
            .map(volume -> volume.text("configMap", "name"))
            .findFirst()
            .orElseThrow();
    Map<String, String> files = only(manifests, "ConfigMap", generated).texts("data");
    Path conf = Files.writeString(folder.resolve("mori.conf"), files.getOrDefault("mori.conf", ""));
    assertThat(NodeConfig.read(conf, environment)).isInstanceOf(NodeConfig.Outcome.Read.class);
    assertThat(ConnectionsFile.parseText(files.getOrDefault("mori.yaml", "")))
        .isInstanceOfSatisfying(
            ConnectionsFile.Outcome.Read.class,
            read -> assertThat(read.file().entry("shop")).isPresent());
  }

  @Test
  void stagingHoldsNoSecrets() throws Exception {
    assertThat(overlay("staging")).noneMatch(manifest -> manifest.kind().equals("Secret"));
  }

  private static Manifest only(List<Manifest> manifests, String kind, String name) {
    return manifests.stream()
        .filter(manifest -> manifest.kind().equals(kind) && manifest.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
