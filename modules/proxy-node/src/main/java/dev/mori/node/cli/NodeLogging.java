package dev.mori.node.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/** Sends the log of a node to its file. */
public final class NodeLogging {
  private NodeLogging() {}

  /** From now on. */
  public static void to(Path file) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    URL configuration = Objects.requireNonNull(NodeLogging.class.getResource("node-logback.xml"));
    try {
      context.reset();
      context.putProperty("file", file.toString());
      JoranConfigurator configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(configuration);
    } catch (JoranException e) {
      throw new IllegalStateException("node-logback.xml is wrong", e);
    }
  }
}
