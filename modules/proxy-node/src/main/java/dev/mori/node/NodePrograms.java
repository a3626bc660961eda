package dev.mori.node;

import dev.mori.admin.cli.CommandLineProgram;
import dev.mori.admin.cli.DemoProgram;
import dev.mori.admin.cli.NodeProgram;
import dev.mori.node.cli.NodeProcess;
import dev.mori.node.demo.DemoRun;
import java.util.Map;

/** The programs behind the verbs; each is loaded when its verb runs. */
final class NodePrograms {
  private NodePrograms() {}

  /** All of them, with this environment. */
  static CommandLineProgram.Programs of(Map<String, String> environment) {
    return new CommandLineProgram.Programs(NodePrograms::node, NodePrograms::demo, environment);
  }

  private static NodeProgram node() {
    return new NodeProcess();
  }

  private static DemoProgram demo() {
    return new DemoRun();
  }
}
