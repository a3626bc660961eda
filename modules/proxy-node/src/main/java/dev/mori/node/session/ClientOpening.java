package dev.mori.node.session;

import dev.mori.node.link.Link;
import dev.mori.node.link.LinkFailure;
import dev.mori.node.prod.ProdGate;
import dev.mori.node.transport.ClientConnection;
import dev.mori.node.transport.FrontendHandler;
import dev.mori.node.transport.StartupRefused;
import dev.mori.overlay.session.SessionView;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.TransactionStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Connects a client that has been let in to its session's shadow and greets it as the server would.
 */
public final class ClientOpening {
  /** Start-up parameters that are not settings of the server's. */
  private static final Set<String> NOT_SETTINGS =
      Set.of("user", "database", "replication", "mori.session");

  private ClientOpening() {}

  /** Opens the shadow link and answers with the conversation. */
  public static CompletionStage<FrontendHandler> open(
      ClientConnection connection, AttachedSession session, ProdGate prod) {
    if (connection.startup().parameters().containsKey("replication")) {
      return refused(
          ErrorFields.fatal("0A000", Errors.MARK + "replication connections are not supported"));
    }
    if (SessionChoice.tampers(connection.startup().parameters())) {
      return refused(
          ErrorFields.fatal(
              "0A000",
              Errors.MARK
                  + "a start-up option sets what mori sets itself (mori.*, replication role)"));
    }
    SessionView view = session.session().view();
    Map<String, String> startup = new HashMap<>();
    if (!SessionChoice.mentions(connection.startup().parameters(), "client_encoding")) {
      startup.put("client_encoding", "UTF8");
    }
    connection
        .startup()
        .parameters()
        .forEach(
            (name, value) -> {
              if (!NOT_SETTINGS.contains(name)) {
                startup.put(name, name.equals("options") ? SessionChoice.withoutOwn(value) : value);
              }
            });
    return session
        .shadows()
        .client(view.shadowDatabase(), startup, connection.loop().eventLoop())
        .handle(
            (link, thrown) ->
                thrown == null
                    ? greet(
                        connection,
                        session,
                        prod,
                        new FirstLink(
                            link,
                            view,
                            startup,
                            connection.key().processId(),
                            prod.ear(connection.loop())))
                    : refused(reason(Errors.cause(thrown))))
        .thenCompose(stage -> stage);
  }

  private static CompletionStage<FrontendHandler> greet(
      ClientConnection connection, AttachedSession session, ProdGate prod, FirstLink first) {
    Link link = first.link();
    if (!readable(link.parameters())) {
      link.close();
      return refused(
          ErrorFields.fatal(
                  "0A000",
                  Errors.MARK
                      + "client_encoding "
                      + link.parameters().get("client_encoding")
                      + " is not supported")
              .withHint("Set client_encoding to UTF8, for psql with PGCLIENTENCODING=UTF8."));
    }
    ClientContext client =
        new ClientContext(connection.output(), session, prod.side(connection.loop()), first);
    link.onAsync(client::unasked);
    link.parameters()
        .forEach(
            (name, value) ->
                connection.output().send(new BackendMessage.ParameterStatus(name, value)));
    connection.output().send(connection.key());
    connection.output().send(new BackendMessage.ReadyForQuery(TransactionStatus.IDLE));
    return CompletableFuture.completedStage(new Conversation(client));
  }

  /** Whether texts travel as UTF-8; SQL_ASCII leaves the octets as the database has them. */
  private static boolean readable(Map<String, String> parameters) {
    String encoding = parameters.getOrDefault("client_encoding", "");
    return encoding.equals("UTF8")
        || (encoding.equals("SQL_ASCII") && "UTF8".equals(parameters.get("server_encoding")));
  }

  private static ErrorFields reason(Throwable thrown) {
    if (thrown instanceof LinkFailure failure) {
      // A start-up setting the shadow rejects (an unknown parameter, a bad value) is the client's
      // to hear.
      return failure
          .serverError()
          .orElseGet(
              () ->
                  ErrorFields.fatal(
                      "57P03",
                      Errors.MARK
                          + "the session's shadow is out of reach: "
                          + failure.getMessage()));
    }
    throw thrown instanceof RuntimeException bug ? bug : new IllegalStateException(thrown);
  }

  private static CompletionStage<FrontendHandler> refused(ErrorFields fields) {
    return CompletableFuture.failedStage(new StartupRefused(fields));
  }
}
