package dev.mori.conformance.cluster;

import dev.mori.state.ChangeOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.implementation.bind.annotation.Argument;
import net.bytebuddy.implementation.bind.annotation.SuperCall;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Breaks a node on purpose, from outside of it: keys are marked some time after the commit instead
 * of before. What finds errors has to find this one.
 */
public final class LateMarks {
  private static final long LATE_MILLIS = 2_000;

  private LateMarks() {}

  /** Begins in a node's process, before the node does. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    new AgentBuilder.Default()
        .type(ElementMatchers.named("dev.mori.state.LiveSession"))
        .transform(
            (builder, type, loader, module, domain) ->
                builder
                    .method(ElementMatchers.named("mark"))
                    .intercept(MethodDelegation.to(LateMarks.class)))
        .installOn(instrumentation);
  }

  /** What happens instead of marking. */
  public static CompletionStage<ChangeOutcome> mark(
      @SuperCall Callable<CompletionStage<ChangeOutcome>> real, @Argument(0) long epoch) {
    Executor later = CompletableFuture.delayedExecutor(LATE_MILLIS, TimeUnit.MILLISECONDS);
    var unused = CompletableFuture.supplyAsync(() -> call(real), later);
    return CompletableFuture.completedStage(new ChangeOutcome.Done(epoch, 0));
  }

  private static CompletionStage<ChangeOutcome> call(
      Callable<CompletionStage<ChangeOutcome>> real) {
    try {
      return real.call();
    } catch (Exception e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** The option with which a JVM whose class path is ours becomes such a node. */
  static String option(Path folder) {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", LateMarks.class.getName());
    String entry = LateMarks.class.getName().replace('.', '/') + ".class";
    Path jar = folder.resolve("late-marks.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream in = LateMarks.class.getResourceAsStream("/" + entry)) {
      out.putNextEntry(new JarEntry(entry));
      if (in != null) {
        in.transferTo(out);
      }
      return "-javaagent:" + jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
