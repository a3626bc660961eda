package dev.mori.node.session;

import dev.mori.node.link.ReplySink;
import dev.mori.node.prod.Binding;
import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.Target;
import io.netty.buffer.ByteBuf;
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
  private final ShadowSide shadow;
  private final Parsing parsing;
  private final Map<String, Prepared> statements = new HashMap<>();

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
    if (!parse.statement().isEmpty() && statements.containsKey(parse.statement())) {
      throw new SqlFailed(
          ErrorFields.error(
              "42P05", "prepared statement \"" + parse.statement() + "\" already exists"));
    }
    CompletionStage<Void> free =
        parse.statement().isEmpty() ? close("") : CompletableFuture.completedStage(null);
    return free.thenCompose(v -> describe(parse.query(), parse.parameterTypes()))
        .thenApply(
            statement -> {
              statements.put(parse.statement(), statement);
              return statement;
            });
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
    Prepared statement = statements.remove(name);
    if (statement == null || statement.attachment() != shadow.attachment()) {
      return CompletableFuture.completedStage(null);
    }
    return shadow
        .exchange(
            List.of(
                new FrontendMessage.Close(Target.STATEMENT, statement.shadowName()),
                new FrontendMessage.Sync()),
            new HeldReplies())
        .thenAccept(status -> {});
  }

  /** DISCARD ALL and DEALLOCATE ALL take all of them. */
  void forget() {
    statements.clear();
  }

  /** Parses and describes a text on the shadow. Fails with the engine's own error. */
  CompletionStage<Prepared> describe(String text, List<Integer> types) {
    String name = "mori_" + shadow.nextStatement();
    Description description = new Description();
    List<FrontendMessage> messages =
        List.of(
            new FrontendMessage.Parse(name, text, types),
            new FrontendMessage.Describe(Target.STATEMENT, name),
            new FrontendMessage.Sync());
    return shadow
        .exchange(messages, description)
        .thenApply(
            status -> {
              if (description.error != null) {
                throw new SqlFailed(description.error);
              }
              return new Prepared(
                  text,
                  parsing.parse(text),
                  name,
                  shadow.attachment(),
                  description.types,
                  description.columns);
            });
  }

  /**
   * Binds and plans on the shadow without running, under the client's own name for the portal,
   * since errors name it; the stage ends with the columns, or fails with the engine's error.
   */
  CompletionStage<Columns> bind(Prepared statement, String portal, Binding binding) {
    Description description = new Description();
    List<FrontendMessage> messages =
        List.of(
            binding.bind(portal, statement.shadowName()),
            new FrontendMessage.Describe(Target.PORTAL, portal),
            new FrontendMessage.Close(Target.PORTAL, portal),
            new FrontendMessage.Sync());
    return shadow
        .exchange(messages, description)
        .thenApply(
            status -> {
              if (description.error != null) {
                throw new SqlFailed(description.error);
              }
              return description.columns;
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
  private static final class Description implements ReplySink {
    private List<Integer> types = List.of();
    private Columns columns = Columns.NONE;
    private @Nullable ErrorFields error;

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
