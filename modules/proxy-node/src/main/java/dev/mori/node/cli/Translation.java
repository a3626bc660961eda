package dev.mori.node.cli;

import dev.mori.admin.cli.CliFailure;
import dev.mori.admin.cli.ExitCode;
import dev.mori.admin.cli.NodeProgram.Launch;
import dev.mori.admin.config.ClusterAddress;
import dev.mori.admin.config.NodeConfig;
import dev.mori.node.link.PoolSettings;
import dev.mori.node.server.NodeSettings;
import dev.mori.node.session.Limits;
import dev.mori.node.session.SessionPolicy;
import dev.mori.node.shadow.ShadowChoice;
import dev.mori.node.shadow.ShadowException;
import dev.mori.node.transport.ServerSettings;
import dev.mori.node.transport.ServerTls;
import java.net.InetAddress;
import java.nio.file.Path;

/** Translates what the user wrote into the node's settings. */
final class Translation {
  private Translation() {}

  static NodeSettings settings(Launch launch, InetAddress bind, int port) {
    NodeConfig config = launch.config();
    return new NodeSettings(
        launch.connection().name(),
        ProdCheck.address(launch.connection()),
        shadow(launch),
        launch.folder().path(),
        new ServerSettings(
            bind,
            port,
            tls(launch),
            config.count("mori.node.max-connections"),
            config.time("mori.node.login-timeout"),
            Math.toIntExact(config.octets("mori.node.max-message-size")),
            config.time("mori.node.drain-timeout")),
        new PoolSettings(
            config.count("mori.prod.pool-size"),
            config.count("mori.prod.max-waiting"),
            config.time("mori.prod.wait-timeout"),
            config.time("mori.prod.max-idle")),
        new SessionPolicy(
            config.text("mori.session.default"),
            config.flag("mori.session.create-on-connect"),
            config.number("mori.session.sequence-gap"),
            ClusterAddress.of(config).isPresent()),
        new Limits(config.number("mori.session.localize-max-rows")));
  }

  private static ShadowChoice shadow(Launch launch) {
    try {
      return ShadowChoice.parse(
          launch.config().text("mori.session.shadow"), launch.folder().shadow());
    } catch (ShadowException e) {
      throw new CliFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private static ServerTls tls(Launch launch) {
    NodeConfig config = launch.config();
    return switch (config.text("mori.node.tls.mode")) {
      case "off" -> new ServerTls.Off();
      case "files" ->
          new ServerTls.Files(
              file(config, "mori.node.tls.certificate"), file(config, "mori.node.tls.key"));
      default -> new ServerTls.SelfSigned(launch.folder().tls());
    };
  }

  /** The file that a setting names, which can be read. */
  static Path file(NodeConfig config, String key) {
    Path path = Path.of(config.text(key));
    if (!java.nio.file.Files.isReadable(path)) {
      throw new CliFailure(
          ExitCode.USAGE, key + ": expected a readable file, found \"" + path + "\".");
    }
    return path;
  }
}
