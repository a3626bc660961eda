package dev.mori.node.session;

import dev.mori.engine.postgres.CopyTrial;
import dev.mori.node.link.ReplySink;
import dev.mori.node.prod.Binding;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.Field;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.Target;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the shadow says to a COPY TO STDOUT before any row of it: the server's own errors about
 * options, names and rights, and the response with which the stream begins.
 */
final class CopyCheck implements ReplySink {
  private BackendMessage.@Nullable CopyOutResponse response;
  private List<Field> columns = List.of();
  private @Nullable ErrorFields error;

  private CopyCheck() {}

  /**
   * Runs the trial, and describes the query when there is one. When it fails, the sink has got what
   * a server sends before the error.
   */
  static CompletionStage<CopyCheck> run(
      ShadowSide shadow, CopyTrial trial, Optional<String> query, ResultSink sink) {
    CopyCheck check = new CopyCheck();
    List<FrontendMessage> messages = new ArrayList<>();
    messages.add(new FrontendMessage.Parse("", trial.text(), List.of()));
    messages.add(Binding.NONE.bind("", ""));
    messages.add(new FrontendMessage.Execute("", 0));
    if (query.isPresent()) {
      messages.add(new FrontendMessage.Parse("", query.get(), List.of()));
      messages.add(new FrontendMessage.Describe(Target.STATEMENT, ""));
    }
    messages.add(new FrontendMessage.Sync());
    return shadow
        .exchange(messages, check)
        .thenApply(
            status -> {
              if (check.error != null) {
                if (check.response != null) {
                  sink.message(check.response);
                }
                throw new SqlFailed(trial.original(check.error));
              }
              return check;
            });
  }

  /** How the stream begins. */
  BackendMessage.CopyOutResponse response() {
    return Objects.requireNonNull(response);
  }

  /** The columns of the query. */
  List<Field> columns() {
    return columns;
  }

  @Override
  public void message(BackendMessage message) {
    switch (message) {
      case BackendMessage.CopyOutResponse begins -> response = begins;
      case BackendMessage.RowDescription rows -> columns = rows.fields();
      case BackendMessage.ErrorResponse failed -> error = failed.fields();
      default -> {
        // The session's own rows, which come again with all others.
      }
    }
  }

  @Override
  public void rows(ByteBuf frames) {
    frames.release();
  }
}
