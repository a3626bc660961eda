package dev.mori.conformance.harness;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** The ways to start a mori, by name. */
public final class Moris {
  private Moris() {}

  /**
   * One that is not started yet.
   *
   * @param kind node (the real one), relay (an honest stand-in) or flawed (one that is wrong)
   */
  public static MoriUnderTest of(String kind, Servers servers) throws IOException, SQLException {
    return switch (kind) {
      case "node" -> new NodeMori();
      case "relay" -> new RelayMori(servers, List.of());
      case "flawed" -> new RelayMori(servers, Flaws.NO_CASCADE);
      default -> throw new IllegalArgumentException("unknown mori: " + kind);
    };
  }

  /** What the integration tests use: the system property mori.conformance, else the default. */
  public static String kind() {
    return System.getProperty("mori.conformance", "node");
  }
}
