package dev.mori.conformance.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.harness.Contents;
import dev.mori.conformance.harness.MoriUnderTest;
import dev.mori.conformance.harness.Moris;
import dev.mori.conformance.harness.ProdFingerprint;
import dev.mori.conformance.harness.Servers;
import dev.mori.conformance.wire.Endpoint;
import java.util.List;
import java.util.Map;

/** Prod, a mori before it, and a private copy for each program. */
final class Workbench implements AutoCloseable {
  private final Servers servers;
  private final MoriUnderTest mori;
  private final Endpoint through;

  private Workbench(Servers servers, MoriUnderTest mori, Endpoint through) {
    this.servers = servers;
    this.mori = mori;
    this.through = through;
  }

  /** A bench with the shop alone. */
  static Workbench start() throws Exception {
    return start(servers -> {});
  }

  /** A bench whose prod, and so each copy, is prepared before mori sees it. */
  static Workbench start(Preparation preparation) throws Exception {
    Servers servers = Servers.start(0.02);
    preparation.on(servers);
    MoriUnderTest mori = Moris.of(Moris.kind(), servers);
    return new Workbench(servers, mori, mori.start(servers.prod()));
  }

  /**
   * Runs the program in an empty session and on a fresh copy: what it says is equal, so is all that
   * both databases hold afterwards, and prod is as it was.
   *
   * @return what it said
   */
  List<String> same(Program program) throws Exception {
    return compared(program, copy -> assertThat(Contents.difference(through, copy)).isEmpty());
  }

  /** The same for a program that itself says all that matters of the databases. */
  List<String> alike(Program program) throws Exception {
    return compared(program, copy -> {});
  }

  private List<String> compared(Program program, Work afterwards) throws Exception {
    Endpoint copy = servers.newCopy();
    try {
      List<String> ours = alone(program);
      assertThat(ours).containsExactlyElementsOf(program.run(copy));
      afterwards.on(copy);
      return ours;
    } finally {
      servers.drop(copy);
    }
  }

  /** Runs the program in an empty session: prod is as it was. */
  List<String> alone(Program program) throws Exception {
    mori.reset();
    Map<String, String> before = ProdFingerprint.take(servers.prodAsSuperuser());
    List<String> said = program.run(through);
    Map<String, String> after = ProdFingerprint.take(servers.prodAsSuperuser());
    assertThat(ProdFingerprint.differences(before, after)).isEmpty();
    return said;
  }

  @Override
  public void close() {
    mori.close();
    servers.close();
  }

  /** What is done to the servers first. */
  interface Preparation {
    void on(Servers servers) throws Exception;
  }

  /** A program that says in lines what it read. */
  interface Program {
    List<String> run(Endpoint at) throws Exception;
  }

  /** What is done with a database. */
  interface Work {
    void on(Endpoint at) throws Exception;
  }
}
