package dev.mori.node.shadow;

import dev.mori.node.shadow.ShadowException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * All that is needed to initialise and start a server in its folder.
 *
 * @param options what the caller asked for
 * @param folder the locked folder
 * @param binaries the unpacked programs
 * @param user whom they run as
 */
record Launch(
    EmbeddedPostgresOptions options,
    ClusterFolder folder,
    PostgresBinaries binaries,
    ServerUser user) {

  private static final long LOG_LIMIT_BYTES = 8L << 20;

  /** Finds programs and user, and stops a server that a dead process left behind. */
  static Launch prepare(EmbeddedPostgresOptions options, ClusterFolder folder) throws IOException {
    Path cache = options.cache().isPresent() ? options.cache().get() : Folders.cache();
    PostgresBinaries binaries = PostgresBinaries.unpacked(cache);
    ServerUser user;
    try {
      user = ServerUser.choose(binaries.program("postgres"));
    } catch (ShadowException e) {
      // the cache may lie in root's own home, where the other user cannot read
      binaries = PostgresBinaries.unpacked(Folders.sharedCache());
      user = ServerUser.choose(binaries.program("postgres"));
    }
    if (!user.canEnter(folder.home())) {
      throw new ShadowException(
          Reason.PRIVILEGE,
          "PostgreSQL refuses root and must run as "
              + user.account().orElse("another user")
              + " here, who may not enter "
              + folder.home()
              + ": choose a folder that user can reach, or start mori as a normal user.");
    }
    ServerProcess.stopOrphan(folder);
    return new Launch(options, folder, binaries, user);
  }

  /** Makes the cluster unless it is there; returns the superuser's password. */
  String initialise() throws IOException {
    Path version = folder.data().resolve("PG_VERSION");
    if (Files.isRegularFile(version)) {
      checkVersion(Files.readString(version).strip());
      giveAway(folder.data());
      return Files.readString(folder.secret()).strip();
    }
    Folders.delete(folder.data());
    String password = randomPassword();
    Folders.writeSecret(folder.secret(), password + "\n");
    Path fresh = folder.home().resolve("data.new");
    Folders.delete(fresh);
    Files.createDirectory(fresh);
    Path passwordFile = Files.createTempFile(folder.home(), "pw", "");
    try {
      Files.writeString(passwordFile, password + "\n");
      giveAway(fresh);
      giveAway(passwordFile);
      initdb(fresh, passwordFile);
    } finally {
      Files.deleteIfExists(passwordFile);
    }
    Files.move(fresh, folder.data());
    return password;
  }

  private void checkVersion(String found) {
    if (!found.equals(Integer.toString(PostgresBinaries.MAJOR))) {
      throw new ShadowException(
          Reason.INCOMPATIBLE,
          "The folder "
              + folder.data()
              + " was made by PostgreSQL "
              + found
              + ", the embedded server is "
              + PostgresBinaries.MAJOR
              + ": remove the folder, its sessions cannot be opened.");
    }
  }

  private void giveAway(Path file) throws IOException {
    if (user.account().isPresent()) {
      Folders.give(file, user.account().get());
    }
  }

  private void initdb(Path data, Path passwordFile) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String locale : List.of(options.locale(), "C.UTF-8", "C")) {
      Path output = folder.home().resolve("initdb.log");
      List<String> words =
          new ArrayList<>(
              List.of(
                  binaries.program("initdb").toString(),
                  "--pgdata=" + data,
                  "--username=" + options.superuser(),
                  "--pwfile=" + passwordFile,
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--locale=" + locale,
                  "--no-instructions"));
      if (!options.durable()) {
        words.add("--no-sync");
      }
      if (run(words, output) == 0) {
        return;
      }
      said.append(Files.readString(output, StandardCharsets.UTF_8).strip()).append('\n');
      if (!said.toString().contains("invalid locale")) {
        break;
      }
    }
    throw new ShadowException(
        Reason.START, "initdb of the embedded PostgreSQL failed: " + said.toString().strip());
  }

  private int run(List<String> words, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(user.command(words))
            .directory(folder.home().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    environment(builder.environment());
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(options.startTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new ShadowException(
            Reason.START, "initdb took longer than " + options.startTimeout() + ".");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new ShadowException(Reason.START, "initdb was interrupted.", e);
    }
  }

  /** Starts the server process on a port and waits for it. */
  ServerProcess.Outcome start(int port) throws IOException {
    if (Files.exists(folder.log()) && Files.size(folder.log()) > LOG_LIMIT_BYTES) {
      Files.delete(folder.log());
    }
    List<String> words = new ArrayList<>();
    words.add(binaries.program("postgres").toString());
    words.add("-D");
    words.add(folder.data().toString());
    settings(port)
        .forEach(
            (name, value) -> {
              words.add("-c");
              words.add(name + "=" + value);
            });
    return ServerProcess.start(folder, user.command(words), port, options.startTimeout().toNanos());
  }

  private Map<String, String> settings(int port) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("listen_addresses", "127.0.0.1");
    all.put("port", Integer.toString(port));
    all.put("unix_socket_directories", "");
    all.put("password_encryption", "scram-sha-256");
    all.put("max_connections", "400");
    all.put("max_locks_per_transaction", "256");
    all.put("wal_level", "minimal");
    all.put("max_wal_senders", "0");
    all.put("jit", "off");
    all.put("log_line_prefix", "%m [%p] %q%u@%d ");
    all.put("logging_collector", "off");
    if (!options.durable()) {
      all.put("fsync", "off");
      all.put("full_page_writes", "off");
      all.put("synchronous_commit", "off");
    }
    all.putAll(options.settings());
    return all;
  }

  /** Drops the caller's PostgreSQL variables; they must not steer our own server. */
  static void environment(Map<String, String> variables) {
    variables.keySet().removeIf(name -> name.startsWith("PG"));
    variables.put("LC_ALL", "C");
  }

  static int freePort() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    }
  }

  /** 144 random bits, safe in a URL. */
  static String randomPassword() {
    byte[] random = new byte[18];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
