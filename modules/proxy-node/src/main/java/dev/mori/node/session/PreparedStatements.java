package dev.mori.node.session;

import dev.mori.node.link.ReplySink;
import dev.mori.node.prod.Binding;
import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Statement;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.Target;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The statements a client has prepared, under the client's names. Each is parsed and described on
 * the shadow under a name of ours, so that a client's statement never stands in the way of ours and
 * survives a reset.
 */
final class PreparedStatements {
  /** What the names of mori's own on the shadow begin with. */
  static final String OWN = "mori_";

  private final ShadowSide shadow;
  private final Parsing parsing;
  private final Map<String, Prepared> statements = new HashMap<>();

  /** Client's names that the shadow knows too, and since which attachment. */
  private final Map<String, Long> ownNames = new HashMap<>();

  PreparedStatements(ShadowSide shadow, Parsing parsing) {
    this.shadow = shadow;
    this.parsing = parsing;
  }

  /** How texts are read, under the client's settings. */
  @FunctionalInterface
  interface Parsing {
    ParseOutcome parse(String text);
  }

  /** Prepares a statement; the unnamed one and only that may be replaced. */
  CompletionStage<Prepared> parse(FrontendMessage.Parse parse) {
    if (!parse.statement().isEmpty()) {
      requireFree(parse.statement());
    }
    CompletionStage<Void> free =
        parse.statement().isEmpty() ? close("") : CompletableFuture.completedStage(null);
    return free.thenCompose(v -> executed(parse.query()))
        .thenCompose(v -> describe(parse.query(), parse.parameterTypes()))
        .thenApply(
            statement -> {
              statements.put(parse.statement(), statement);
              return statement;
            });
  }

  /** Fails when a statement of this name is there. */
  void requireFree(String name) {
    if (statements.containsKey(name)) {
      throw new SqlFailed(
          ErrorFields.error("42P05", "prepared statement \"" + name + "\" already exists"));
    }
  }

  /** Takes in what the client's own PREPARE has left on the shadow, under the client's name. */
  CompletionStage<Void> adopt(String name, String text) {
    return described(
            List.of(
                new FrontendMessage.Describe(Target.STATEMENT, name), new FrontendMessage.Sync()))
        .thenAccept(
            description -> {
              ownNames.put(name, shadow.attachment());
              statements.put(name, description.of(text, name));
            });
  }

  /** A text that is an EXECUTE is described by what it executes: the shadow has to know that. */
  private CompletionStage<Void> executed(String text) {
    return parsing.parse(text) instanceof ParseOutcome.Parsed parsed
            && parsed.statement() instanceof Statement.Execute execute
            && statements.containsKey(execute.name().value())
        ? byOwnName(execute.name().value())
        : CompletableFuture.completedStage(null);
  }

  /** What is said to a name that could meet one of mori's own on the shadow. */
  static SqlFailed reserved() {
    return Errors.refused(
        "names of prepared statements that begin with " + OWN + " are mori's own",
        "Choose another name.");
  }

  /** Makes the shadow know a statement by the client's name for it. */
  private CompletionStage<Void> byOwnName(String name) {
    if (name.startsWith(OWN)) {
      return CompletableFuture.failedStage(reserved());
    }
    if (Long.valueOf(shadow.attachment()).equals(ownNames.get(name))) {
      return CompletableFuture.completedStage(null);
    }
    Prepared statement = find(name);
    return described(
            List.of(
                new FrontendMessage.Parse(name, statement.text(), statement.parameterTypes()),
                new FrontendMessage.Sync()))
        .thenAccept(description -> ownNames.put(name, shadow.attachment()));
  }

  Prepared find(String name) {
    Prepared statement = statements.get(name);
    if (statement == null) {
      throw new SqlFailed(
          ErrorFields.error(
              "26000",
              name.isEmpty()
                  ? "unnamed prepared statement does not exist"
                  : "prepared statement \"" + name + "\" does not exist"));
    }
    return statement;
  }

  /** Forgets a statement; a name that is not there is no error. */
  CompletionStage<Void> close(String name) {
    List<FrontendMessage> messages = new ArrayList<>();
    Prepared statement = statements.remove(name);
    if (statement != null && statement.attachment() == shadow.attachment()) {
      messages.add(new FrontendMessage.Close(Target.STATEMENT, statement.shadowName()));
    }
    if (ownNames.remove(name) != null) {
      messages.add(new FrontendMessage.Close(Target.STATEMENT, name));
    }
    if (messages.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    messages.add(new FrontendMessage.Sync());
    return shadow.exchange(messages, new HeldReplies()).thenAccept(status -> {});
  }

  /** DISCARD ALL and DEALLOCATE ALL take all of them. */
  void forget() {
    statements.clear();
    ownNames.clear();
  }

  /** Fails with the engine's error when it finds something wrong with the text; leaves nothing. */
  CompletionStage<Void> check(String text, List<Integer> types) {
    return described(
            List.of(new FrontendMessage.Parse("", text, types), new FrontendMessage.Sync()))
        .thenAccept(description -> {});
  }

  /** Parses and describes a text on the shadow. Fails with the engine's own error. */
  private CompletionStage<Prepared> describe(String text, List<Integer> types) {
    String name = OWN + shadow.nextStatement();
    return described(
            List.of(
                new FrontendMessage.Parse(name, text, types),
                new FrontendMessage.Describe(Target.STATEMENT, name),
                new FrontendMessage.Sync()))
        .thenApply(description -> description.of(text, name));
  }

  /**
   * Binds and plans on the shadow without running, under the client's own name for the portal,
   * since errors name it; the stage ends with the columns, or fails with the engine's error.
   */
  CompletionStage<Columns> bind(Prepared statement, String portal, Binding binding) {
    return described(
            List.of(
                binding.bind(portal, statement.shadowName()),
                new FrontendMessage.Describe(Target.PORTAL, portal),
                new FrontendMessage.Close(Target.PORTAL, portal),
                new FrontendMessage.Sync()))
        .thenApply(description -> description.columns);
  }

  /** What the shadow says; fails with its error. */
  private CompletionStage<Description> described(List<FrontendMessage> messages) {
    Description description = new Description();
    return shadow
        .exchange(messages, description)
        .thenApply(
            status -> {
              if (description.error != null) {
                throw new SqlFailed(description.error);
              }
              return description;
            });
  }

  /** Makes sure the shadow still knows the statement: a reset has given the client a new link. */
  CompletionStage<Prepared> current(Prepared statement) {
    if (statement.attachment() == shadow.attachment()) {
      return CompletableFuture.completedStage(statement);
    }
    return describe(statement.text(), statement.parameterTypes())
        .thenApply(
            fresh -> {
              statements.replaceAll((name, old) -> old.equals(statement) ? fresh : old);
              return fresh;
            });
  }

  /** Collects what Describe answers. */
  private final class Description implements ReplySink {
    private List<Integer> types = List.of();
    private Columns columns = Columns.NONE;
    private @Nullable ErrorFields error;

    /** The statement of this text that the shadow knows by this name. */
    Prepared of(String text, String name) {
      return new Prepared(text, parsing.parse(text), name, shadow.attachment(), types, columns);
    }

    @Override
    public void message(BackendMessage message) {
      switch (message) {
        case BackendMessage.ParameterDescription parameters -> types = parameters.parameterTypes();
        case BackendMessage.RowDescription rows -> columns = new Columns(true, rows.fields());
        case BackendMessage.ErrorResponse failed -> error = failed.fields();
        default -> {
          // ParseComplete, NoData.
        }
      }
    }

    @Override
    public void rows(ByteBuf frames) {
      frames.release();
    }
  }
}
