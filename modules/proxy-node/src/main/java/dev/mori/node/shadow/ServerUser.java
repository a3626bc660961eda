package dev.mori.node.shadow;

import dev.mori.node.shadow.ShadowException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The user a server program runs as. PostgreSQL refuses root, so root first tries an empty user
 * namespace ({@code unshare -U}: same files, no privileges), then the users {@code postgres} and
 * {@code nobody} by setpriv or su.
 *
 * @param prefix command words put before the program
 * @param account the other account's name when files must be given to it
 */
record ServerUser(List<String> prefix, Optional<String> account) {

  private static final String SETPRIV =
      "exec setpriv --reuid \"$0\" --regid \"$(id -g \"$0\")\" --clear-groups \"$@\"";

  ServerUser {
    prefix = List.copyOf(prefix);
  }

  /** Chooses for this process; {@code program} must be executable by the one chosen. */
  static ServerUser choose(Path program) {
    return choose(Folders.asRoot(), program);
  }

  /** Same with the candidates in view: a namespace may be forbidden, an account missing. */
  static ServerUser choose(boolean root, Path program) {
    if (!root) {
      return new ServerUser(List.of(), Optional.empty());
    }
    List<ServerUser> candidates = new ArrayList<>();
    if (!Boolean.getBoolean("mori.embedded.no-namespace")) {
      candidates.add(new ServerUser(List.of("unshare", "-U"), Optional.empty()));
    }
    for (String account : List.of("postgres", "nobody")) {
      candidates.add(new ServerUser(List.of("sh", "-c", SETPRIV, account), Optional.of(account)));
      candidates.add(
          new ServerUser(
              List.of("su", account, "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--"),
              Optional.of(account)));
    }
    for (ServerUser candidate : candidates) {
      if (candidate.canRun(program)) {
        return candidate;
      }
    }
    throw new ShadowException(
        Reason.PRIVILEGE,
        "PostgreSQL refuses to run as root, and neither a user namespace nor the users postgres or"
            + " nobody can run "
            + program
            + ": start mori as a normal user, or use --shadow docker or --shadow URL.");
  }

  /** The whole command. */
  List<String> command(List<String> words) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(words);
    return all;
  }

  private boolean canRun(Path program) {
    return succeeds(List.of(program.toString(), "--version"));
  }

  /** Whether this user can go through a folder and all above it. */
  boolean canEnter(Path folder) {
    return account.isEmpty() || succeeds(List.of("test", "-x", folder.toString()));
  }

  private boolean succeeds(List<String> words) {
    try {
      Process process =
          new ProcessBuilder(command(words))
              .directory(new java.io.File("/"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
