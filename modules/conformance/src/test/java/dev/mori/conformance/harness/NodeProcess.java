package dev.mori.conformance.harness;

import com.typesafe.config.ConfigFactory;
import dev.mori.node.link.PoolSettings;
import dev.mori.node.server.Node;
import dev.mori.node.server.NodeSettings;
import dev.mori.node.session.Limits;
import dev.mori.node.session.SessionPolicy;
import dev.mori.node.shadow.PostgresAddress;
import dev.mori.node.shadow.ShadowChoice;
import dev.mori.node.transport.ServerSettings;
import dev.mori.node.transport.ServerTls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * A node as a process of its own, so that it can be killed. Obeys lines on standard input: {@code
 * reset}, {@code stop}; answers {@code port N}, {@code reset done}.
 */
public final class NodeProcess {
  private NodeProcess() {}

  /** Arguments: host, port, user, password, database of prod, and the node's folder. */
  public static void main(String[] args)
      throws IOException, ExecutionException, InterruptedException {
    Path home = Path.of(args[5]);
    PostgresAddress prod =
        new PostgresAddress(args[0], Integer.parseInt(args[1]), args[4], args[2], args[3]);
    NodeSettings settings =
        new NodeSettings(
            "shop",
            prod,
            new ShadowChoice.Embedded(home.resolve("shadow")),
            home,
            ServerSettings.of(InetAddress.getLoopbackAddress(), 0, new ServerTls.Off()),
            PoolSettings.DEFAULT,
            new SessionPolicy("main", true, 0, false),
            new Limits(5_000_000));
    Node node =
        Node.start(
            settings, ConfigFactory.parseMap(Map.of("mori.state.directory", home.toString())));
    say("port " + node.port());
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine();
        line != null && !line.equals("stop");
        line = orders.readLine()) {
      if (line.equals("reset")) {
        Object outcome = node.sessions().reset("main").toCompletableFuture().get();
        say("reset " + (outcome instanceof dev.mori.state.ChangeOutcome.Done ? "done" : outcome));
      }
    }
    node.close();
    Runtime.getRuntime().exit(0);
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
