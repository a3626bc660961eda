package dev.mori.node.session;

import dev.mori.node.link.ReplySink;
import dev.mori.node.transport.ClientOutput;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.ErrorFields;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the result of one statement goes on its way to the client. Acknowledgements of our own
 * Parse and Bind stop here, errors are kept for the conversation, and the completion can be held
 * back until the transaction has ended.
 */
final class ResultSink implements ReplySink {
  private final ClientOutput out;
  private final boolean announce;
  private @Nullable ErrorFields error;
  private @Nullable BackendMessage completion;
  private BackendMessage.@Nullable RowDescription columns;
  private boolean late;

  /**
   * A sink for one statement.
   *
   * @param announce whether a RowDescription goes to the client: in the simple protocol
   */
  ResultSink(ClientOutput out, boolean announce) {
    this.out = out;
    this.announce = announce;
  }

  /** Columns the client hears of when a row or the completion comes, but not before an error. */
  void announceLater(BackendMessage.RowDescription described) {
    columns = described;
  }

  /** The columns are heard of with the first row only: a server learns them from CALL itself. */
  void announceLate() {
    late = true;
  }

  @Override
  public void message(BackendMessage message) {
    switch (message) {
      case BackendMessage.ParseComplete ignored -> {}
      case BackendMessage.BindComplete ignored -> {}
      case BackendMessage.CloseComplete ignored -> {}
      case BackendMessage.ParameterDescription ignored -> {}
      case BackendMessage.NoData ignored -> {}
      case BackendMessage.RowDescription rows -> {
        if (announce && late) {
          columns = rows;
        } else if (announce) {
          out.send(rows);
        }
      }
      case BackendMessage.ErrorResponse failed -> error = failed.fields();
      case BackendMessage.CommandComplete complete -> completion = complete;
      case BackendMessage.EmptyQueryResponse empty -> completion = empty;
      case BackendMessage.PortalSuspended suspended -> completion = suspended;
      default -> out.send(message);
    }
  }

  @Override
  public void rows(ByteBuf frames) {
    announce();
    out.rows(frames);
  }

  @Override
  public ClientOutput output() {
    return out;
  }

  /** The error that ended the statement, if one did. */
  Optional<ErrorFields> error() {
    return Optional.ofNullable(error);
  }

  /** Whether the statement stopped at its row limit. */
  boolean suspended() {
    return completion instanceof BackendMessage.PortalSuspended;
  }

  /** The tag of the command that has completed. */
  Optional<String> tag() {
    return completion instanceof BackendMessage.CommandComplete complete
        ? Optional.of(complete.tag())
        : Optional.empty();
  }

  /** Sends the held completion, if there is one. */
  void complete() {
    if (completion != null) {
      announce();
      out.send(completion);
      completion = null;
    }
  }

  private void announce() {
    if (columns != null) {
      out.send(columns);
      columns = null;
    }
  }
}
