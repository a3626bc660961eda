package dev.mori.node.sql;

import dev.mori.node.link.Link;
import dev.mori.node.link.ReplySink;
import dev.mori.node.transport.ClientOutput;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.TransactionStatus;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Several statements of the extended protocol sent up to one Sync, each with its own receiver. An
 * error skips the rest; it is kept here with the number of the statement it belongs to and reaches
 * no receiver.
 */
public final class Batch implements ReplySink {
  private static final ReplySink NOBODY =
      new ReplySink() {
        @Override
        public void message(BackendMessage message) {}

        @Override
        public void rows(ByteBuf frames) {
          frames.release();
        }
      };

  private final List<FrontendMessage> messages = new ArrayList<>();
  private final List<ReplySink> receivers = new ArrayList<>();
  private int ended;
  private @Nullable ErrorFields error;

  /** Adds a statement whose rows nobody wants. */
  public Batch add(SqlCall call) {
    return add(Ask.messages(call), NOBODY);
  }

  /** Adds a statement: messages that end in Execute. */
  public Batch add(List<? extends FrontendMessage> statement, ReplySink receiver) {
    messages.addAll(statement);
    receivers.add(receiver);
    return this;
  }

  /** Sends everything with a Sync. A batch is sent once. */
  public CompletionStage<TransactionStatus> send(Link link) {
    messages.add(new FrontendMessage.Sync());
    return link.exchange(messages, this);
  }

  /** The messages without Sync, for who sends it later. */
  public List<FrontendMessage> requests() {
    return List.copyOf(messages);
  }

  /** The messages, Sync included, for who sends them himself. */
  public List<FrontendMessage> messages() {
    List<FrontendMessage> all = new ArrayList<>(messages);
    all.add(new FrontendMessage.Sync());
    return all;
  }

  /** The error that ended the batch, if one did. */
  public Optional<ErrorFields> error() {
    return Optional.ofNullable(error);
  }

  /** How many statements ended well. */
  public int ended() {
    return ended;
  }

  @Override
  public void message(BackendMessage message) {
    switch (message) {
      case BackendMessage.ErrorResponse failed -> error = failed.fields();
      case BackendMessage.ParseComplete ignored -> {}
      case BackendMessage.BindComplete ignored -> {}
      case BackendMessage.CommandComplete complete -> end(complete);
      case BackendMessage.EmptyQueryResponse empty -> end(empty);
      case BackendMessage.PortalSuspended suspended -> end(suspended);
      default -> receiver().message(message);
    }
  }

  private void end(BackendMessage message) {
    receiver().message(message);
    ended++;
  }

  @Override
  public void rows(ByteBuf frames) {
    receiver().rows(frames);
  }

  @Override
  public @Nullable ClientOutput output() {
    return receiver().output();
  }

  private ReplySink receiver() {
    return ended < receivers.size() ? receivers.get(ended) : NOBODY;
  }
}
