package dev.mori.node.cli;

import dev.mori.admin.Role;
import dev.mori.admin.cli.CliFailure;
import dev.mori.admin.cli.ExitCode;
import dev.mori.admin.cli.NodeProgram.Launch;
import dev.mori.admin.config.AdminToken;
import dev.mori.admin.config.NodeConfig;
import dev.mori.admin.http.AdminServer;
import dev.mori.admin.http.AuditLog;
import dev.mori.admin.http.PemFiles;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Where the admin API listens: on loopback for this machine's command line, and on another address
 * when the settings name one.
 */
final class AdminPlaces {
  /** Who uses the token in the node's folder, which only its owner can read. */
  private static final String HERE = "this machine";

  private AdminPlaces() {}

  static AdminServer start(Launch launch, int port, LiveControl control, AuditLog audit) {
    List<AdminToken> tokens = new ArrayList<>(launch.config().tokens());
    tokens.add(AdminToken.of(HERE, Role.OPERATOR, launch.folder().makeToken()));
    InetAddress loopback = InetAddress.getLoopbackAddress();
    List<AdminServer.Place> places = new ArrayList<>();
    places.add(new AdminServer.Place(loopback.getHostAddress(), port, Optional.empty()));
    elsewhere(launch.config()).ifPresent(places::add);
    try {
      return AdminServer.start(control, new AdminServer.Gate(tokens, audit), places);
    } catch (IllegalArgumentException e) {
      throw new CliFailure(ExitCode.USAGE, e.getMessage() + ".");
    } catch (CompletionException e) {
      throw places.size() == 1
          ? FreePort.busy(loopback, port, "--admin-port")
          : new CliFailure(
              ExitCode.PORT_BUSY,
              "the admin API cannot listen on 127.0.0.1:%d or on %s:%d: %s."
                  .formatted(
                      port,
                      places.getLast().host(),
                      places.getLast().port(),
                      String.valueOf(e.getMessage())));
    }
  }

  private static Optional<AdminServer.Place> elsewhere(NodeConfig config) {
    String host = config.text("mori.admin.host");
    if (host.isEmpty()) {
      return Optional.empty();
    }
    boolean tls = !config.text("mori.admin.tls.certificate").isEmpty();
    if (!tls && !config.flag("mori.admin.allow-plain-text")) {
      throw new CliFailure(
          ExitCode.USAGE,
          "mori.admin.host is \""
              + host
              + "\", and without TLS whoever sees the traffic can read the tokens: give"
              + " mori.admin.tls.certificate and mori.admin.tls.key, or set"
              + " mori.admin.allow-plain-text = true where something else encrypts.");
    }
    return Optional.of(
        new AdminServer.Place(
            host,
            config.count("mori.admin.host-port"),
            tls
                ? Optional.of(
                    new PemFiles(
                        Translation.file(config, "mori.admin.tls.certificate"),
                        Translation.file(config, "mori.admin.tls.key")))
                : Optional.empty()));
  }
}
