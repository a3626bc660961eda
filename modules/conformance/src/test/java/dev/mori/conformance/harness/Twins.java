package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.wire.Endpoint;
import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Op;
import dev.mori.conformance.wire.Param;
import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Prod, a mori node before it and a private copy, to which tests send the same by hand. */
final class Twins implements AutoCloseable {
  /** What texts begin with that change production itself. */
  static final String ON_PROD = "on prod: ";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Servers servers;
  private final MoriUnderTest mori;
  private final Endpoint node;

  private Twins(Servers servers, MoriUnderTest mori, Endpoint node) {
    this.servers = servers;
    this.mori = mori;
    this.node = node;
  }

  /** Starts all of it on a small shop, with these statements run on prod and so on each copy. */
  static Twins start(String... statements) throws Exception {
    Servers servers = Servers.start(0.01);
    servers.everywhere(statements);
    MoriUnderTest mori = Moris.of("node", servers);
    return new Twins(servers, mori, mori.start(servers.prod()));
  }

  /**
   * Resets the session and sends the exchanges on one connection to mori and to a fresh copy: every
   * line of every reply has to be equal.
   */
  void same(List<Exchange> exchanges) throws IOException, SQLException {
    sameByTurns(exchanges.stream().map(exchange -> new Turn(0, exchange)).toList());
  }

  /** The same on two connections, one after the other. */
  void sameByTurns(List<Turn> turns) throws IOException, SQLException {
    mori.reset();
    Endpoint copy = servers.newCopy();
    try {
      assertThat(byTurns(node, turns)).isEqualTo(byTurns(copy, turns));
    } finally {
      servers.drop(copy);
    }
  }

  /**
   * What is sent next, and where.
   *
   * @param connection 0 or 1
   */
  record Turn(int connection, Exchange exchange) {}

  /** The same, each text as a Query of the simple protocol. */
  void same(String... texts) throws IOException, SQLException {
    List<Exchange> exchanges = new ArrayList<>();
    for (String text : texts) {
      exchanges.add(new Exchange.Simple(text));
    }
    same(exchanges);
  }

  /**
   * The same, while somebody else changes production: texts that begin with {@link #ON_PROD} run
   * there past mori, and on the copy past the client.
   */
  void sameWhileProdMoves(String... texts) throws IOException, SQLException {
    mori.reset();
    List<String> throughMori = moving(node, servers.prodAsSuperuser(), texts);
    Endpoint copy = servers.newCopy();
    try {
      assertThat(throughMori).isEqualTo(moving(copy, copy, texts));
    } finally {
      servers.drop(copy);
      moving(servers.pristine(), servers.pristine(), moves(texts));
    }
  }

  private static String[] moves(String... texts) {
    return Arrays.stream(texts).filter(text -> text.startsWith(ON_PROD)).toArray(String[]::new);
  }

  private static List<String> moving(Endpoint client, Endpoint prod, String... texts)
      throws IOException {
    List<String> all = new ArrayList<>();
    try (Side side = Side.connect(client, 1, PATIENCE);
        WireClient somebody = WireClient.connect(prod, Map.of(), PATIENCE)) {
      for (String text : texts) {
        all.add("> " + text);
        if (text.startsWith(ON_PROD)) {
          somebody.rows(text.substring(ON_PROD.length()));
        } else {
          Reply reply = side.run(0, new Exchange.Simple(text));
          all.addAll(side.lines(0, reply, true, false));
        }
      }
    }
    return all;
  }

  /** Where drivers reach mori. */
  Endpoint node() {
    return node;
  }

  /** Prod itself, for somebody who is not a client of mori's. */
  Endpoint beside() {
    return servers.prodAsSuperuser();
  }

  /** A connection to mori with these further start-up parameters. */
  WireClient connect(Map<String, String> startup) throws IOException {
    return WireClient.connect(node, startup, PATIENCE);
  }

  /** All that prod is and holds, to be compared. */
  Map<String, String> prod() throws IOException {
    return ProdFingerprint.take(servers.prodAsSuperuser());
  }

  /** Resets the session. */
  void reset() throws IOException {
    mori.reset();
  }

  /** Each of these reads the same, and none leaves a trace on prod: no lock, no row, nothing. */
  void traceless(String... reads) throws IOException, SQLException {
    Map<String, String> before = prod();
    for (String read : reads) {
      same(read);
      assertThat(ProdFingerprint.differences(before, prod())).as(read).isEmpty();
    }
  }

  /** What mori answers to texts in the simple protocol, in lines. */
  List<String> answers(String... texts) throws IOException {
    List<Exchange> exchanges = new ArrayList<>();
    for (String text : texts) {
      exchanges.add(new Exchange.Simple(text));
    }
    return lines(node, exchanges);
  }

  /** One text through Parse, Bind, Describe and Execute of unnamed objects. */
  static Exchange extended(String sql, boolean binary, Param... parameters) {
    return new Exchange.Extended(
        List.of(
            new Op.Parse("", sql, List.of()),
            new Op.Describe('S', ""),
            new Op.Bind("", "", List.of(parameters), binary),
            new Op.Describe('P', ""),
            new Op.Execute("", 0)));
  }

  private static List<String> lines(Endpoint at, List<Exchange> exchanges) throws IOException {
    return byTurns(at, exchanges.stream().map(exchange -> new Turn(0, exchange)).toList());
  }

  private static List<String> byTurns(Endpoint at, List<Turn> turns) throws IOException {
    List<String> all = new ArrayList<>();
    try (Side side = Side.connect(at, 2, PATIENCE)) {
      for (Turn turn : turns) {
        all.add("> " + turn.exchange());
        Reply reply = side.run(turn.connection(), turn.exchange());
        all.addAll(side.lines(turn.connection(), reply, true, false));
      }
    }
    return all;
  }

  @Override
  public void close() {
    mori.close();
    servers.close();
  }
}
