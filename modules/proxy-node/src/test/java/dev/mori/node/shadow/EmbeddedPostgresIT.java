package dev.mori.node.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

  @TempDir Path folder;

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aTemporaryServerIsGoneAfterClose() throws Exception {
    Path data;
    try (EmbeddedPostgres server = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary())) {
      data = server.dataDirectory();
      try (Connection connection = server.connect("postgres")) {
        assertThat(one(connection, "SHOW server_version")).isEqualTo("15.19");
        assertThat(one(connection, "SHOW server_encoding")).isEqualTo("UTF8");
        assertThat(one(connection, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(one(connection, "SHOW unix_socket_directories")).isEmpty();
        assertThat(one(connection, "SHOW fsync")).isEqualTo("off");
      }
      assertThat(Files.readString(data.resolve("pg_hba.conf"))).doesNotContain(" trust");
    }
    assertThat(data.getParent()).doesNotExist();
  }

  @Test
  void dataAndPasswordSurviveARestart() throws Exception {
    EmbeddedPostgresOptions options = EmbeddedPostgresOptions.at(folder.resolve("kept"));
    String password;
    try (EmbeddedPostgres server = EmbeddedPostgres.start(options);
        Connection connection = server.connect("postgres")) {
      password = server.password();
      assertThat(one(connection, "SHOW fsync")).isEqualTo("on");
      run(connection, "CREATE TABLE kept AS SELECT 7 AS n");
    }
    assertThat(Files.getPosixFilePermissions(folder.resolve("kept/superuser"))).hasSize(2);
    try (EmbeddedPostgres server = EmbeddedPostgres.start(options);
        Connection connection = server.connect("postgres")) {
      assertThat(server.password()).isEqualTo(password);
      assertThat(one(connection, "SELECT n FROM kept")).isEqualTo("7");
    }
  }

  @Test
  void aFolderInUseIsRefused() {
    EmbeddedPostgresOptions options = EmbeddedPostgresOptions.at(folder.resolve("one"));
    try (EmbeddedPostgres server = EmbeddedPostgres.start(options)) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(options))
          .isInstanceOfSatisfying(
              ShadowException.class,
              e -> assertThat(e.reason()).isEqualTo(ShadowException.Reason.IN_USE));
      assertThat(server.isAlive()).isTrue();
    }
  }

  @Test
  void aKilledServerRecoversItsCommittedRows() throws Exception {
    EmbeddedPostgresOptions options = EmbeddedPostgresOptions.at(folder.resolve("crash"));
    try (EmbeddedPostgres server = EmbeddedPostgres.start(options)) {
      try (Connection connection = server.connect("postgres")) {
        run(connection, "CREATE TABLE kept AS SELECT 7 AS n");
      }
      kill("KILL", server.pid());
      Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> !server.isAlive());
    }
    assertThat(folder.resolve("crash/data/postmaster.pid")).exists();
    try (EmbeddedPostgres server = EmbeddedPostgres.start(options);
        Connection connection = server.connect("postgres")) {
      assertThat(one(connection, "SELECT n FROM kept")).isEqualTo("7");
    }
  }

  @Test
  void theServerEndsWithItsProcessEvenWhenThatIsKilled() throws Exception {
    Path home = folder.resolve("owned");
    Process owner = startOwner(home);
    long server = awaitServer(home);
    kill("KILL", owner.pid());
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> ProcessHandle.of(server).filter(ProcessHandle::isAlive).isEmpty());
    try (EmbeddedPostgres again = EmbeddedPostgres.start(EmbeddedPostgresOptions.at(home))) {
      assertThat(again.isAlive()).isTrue();
    }
  }

  @Test
  void anOrphanIsStoppedByTheNextStart() throws Exception {
    Path home = folder.resolve("orphan");
    Process owner = startOwner(home);
    long server = awaitServer(home);
    // first the watching shells, so that nobody stops the server
    ProcessHandle watcher = ProcessHandle.of(server).orElseThrow().parent().orElseThrow();
    List<ProcessHandle> shells = watcher.children().filter(child -> child.pid() != server).toList();
    for (ProcessHandle shell : shells) {
      kill("KILL", shell.pid());
    }
    kill("KILL", watcher.pid());
    kill("KILL", owner.pid());
    owner.waitFor(20, TimeUnit.SECONDS);
    assertThat(ProcessHandle.of(server).orElseThrow().isAlive()).isTrue();
    try (EmbeddedPostgres again = EmbeddedPostgres.start(EmbeddedPostgresOptions.at(home))) {
      assertThat(again.pid()).isNotEqualTo(server);
      assertThat(ProcessHandle.of(server).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @Test
  void twoProcessesMayUnpackAtOnce() throws Exception {
    Path cache = folder.resolve("cache");
    List<Thread> threads =
        List.of(
            new Thread(() -> PostgresBinaries.unpacked(cache)),
            new Thread(() -> PostgresBinaries.unpacked(cache)));
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join(120_000);
    }
    try (var left = Files.list(cache)) {
      assertThat(left).hasSize(1);
    }
    assertThat(PostgresBinaries.unpacked(cache).program("postgres")).isExecutable();
  }

  private static Process startOwner(Path home) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EmbeddedPostgresOwner.class.getName(),
            home.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static long awaitServer(Path home) {
    Path pidFile = home.resolve("data").resolve("postmaster.pid");
    return Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(
            () -> {
              List<String> lines = Files.readAllLines(pidFile);
              return lines.size() >= 8 && lines.get(7).strip().equals("ready")
                  ? Long.valueOf(lines.get(0).strip())
                  : 0L;
            },
            pid -> pid > 0);
  }

  private static void kill(String signal, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid).start().waitFor();
  }
}
