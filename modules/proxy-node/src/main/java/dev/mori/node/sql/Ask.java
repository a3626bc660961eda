package dev.mori.node.sql;

import dev.mori.node.link.Link;
import dev.mori.node.link.ReplySink;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.Datum;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.Format;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.TransactionStatus;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Runs mori's own statements on a link: all calls of one batch travel together and end with one
 * Sync.
 */
public final class Ask {
  private Ask() {}

  /** Sends the calls up to one Sync; the stage ends with what the server said, errors included. */
  public static CompletionStage<SqlAnswer> all(Link link, List<SqlCall> calls) {
    Collector collector = new Collector();
    return link.exchange(messages(calls), collector).thenApply(collector::answer);
  }

  /** The messages of all calls, with the Sync. */
  public static List<FrontendMessage> messages(List<SqlCall> calls) {
    List<FrontendMessage> messages = new ArrayList<>(calls.size() * 3 + 1);
    for (SqlCall call : calls) {
      messages.addAll(messages(call));
    }
    messages.add(new FrontendMessage.Sync());
    return messages;
  }

  /** {@link #all(Link, List)} for calls given one by one. */
  public static CompletionStage<SqlAnswer> all(Link link, SqlCall... calls) {
    return all(link, List.of(calls));
  }

  /** One call whose rows are wanted and whose error is the client's. */
  public static CompletionStage<List<List<@Nullable String>>> rows(Link link, SqlCall call) {
    return all(link, call).thenApply(answer -> answer.orFail().rowsOf(0));
  }

  /** Parse, Bind and Execute of the unnamed statement, all in text format; no Sync. */
  public static List<FrontendMessage> messages(SqlCall call) {
    List<Datum> values = new ArrayList<>(call.parameters().size());
    for (@Nullable String value : call.parameters()) {
      values.add(value == null ? Datum.NULL : Datum.text(value));
    }
    return List.of(
        new FrontendMessage.Parse("", call.sql(), List.of()),
        new FrontendMessage.Bind("", "", List.of(), values, List.<Format>of()),
        new FrontendMessage.Execute("", 0));
  }

  /** Collects rows as text. Row frames are decoded here and released. */
  public static final class Collector implements ReplySink {
    private final List<List<List<@Nullable String>>> rows = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();
    private List<List<@Nullable String>> current = new ArrayList<>();
    private @Nullable ErrorFields error;

    @Override
    public void message(BackendMessage message) {
      switch (message) {
        case BackendMessage.CommandComplete complete -> end(complete.tag());
        case BackendMessage.EmptyQueryResponse empty -> end("");
        case BackendMessage.PortalSuspended suspended -> end("");
        case BackendMessage.ErrorResponse failed -> error = failed.fields();
        default -> {
          // Acknowledgements, parameter changes and notices of our own statements concern nobody.
        }
      }
    }

    private void end(String tag) {
      rows.add(current);
      tags.add(tag);
      current = new ArrayList<>();
    }

    @Override
    public void rows(ByteBuf frames) {
      try {
        while (frames.isReadable()) {
          frames.skipBytes(5);
          current.add(textRow(frames));
        }
      } finally {
        frames.release();
      }
    }

    /** What was collected, once the exchange has ended with the given status. */
    public SqlAnswer answer(TransactionStatus status) {
      return new SqlAnswer(rows, tags, Optional.ofNullable(error), status);
    }
  }

  private static List<@Nullable String> textRow(ByteBuf frame) {
    int columns = frame.readUnsignedShort();
    List<@Nullable String> cells = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      int length = frame.readInt();
      cells.add(length < 0 ? null : frame.readString(length, StandardCharsets.UTF_8));
    }
    return cells;
  }
}
