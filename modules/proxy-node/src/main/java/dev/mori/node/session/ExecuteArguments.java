package dev.mori.node.session;

import dev.mori.engine.postgres.ValueText;
import dev.mori.node.link.ReplySink;
import dev.mori.node.prod.Binding;
import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.Statement;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.Datum;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.Format;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.Octets;
import dev.mori.protocol.postgres.Target;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The values of EXECUTE's arguments, as the engine computes and converts them: the client's own
 * text is run for a statement of the same parameters that gives them back.
 */
final class ExecuteArguments {
  /** Types of the server without a binary form: aclitem, gtsvector and arrays of them. */
  private static final Set<Integer> TEXT_ONLY = Set.of(1033, 1034, 3642, 3644);

  private final ClientContext client;

  ExecuteArguments(ClientContext client) {
    this.client = client;
  }

  /** Whether all arguments are constants. */
  static boolean constant(String text, Statement.Execute execute) {
    return execute.arguments().stream()
        .map(span -> span.of(text))
        .allMatch(argument -> ValueText.of(argument).plain());
  }

  /** The values for this statement's parameters; fails with the engine's error. */
  CompletionStage<Binding> evaluate(Bound bound, Name name, Prepared statement) {
    List<Integer> types = statement.parameterTypes();
    boolean own = types.stream().anyMatch(type -> !builtIn(type));
    if (own && client.settings().lastKnown().deciding().isEmpty()) {
      // Such values travel as text, which these settings may cut short.
      return CompletableFuture.failedStage(
          Errors.refused(
              "EXECUTE with a value of a type of your own under these settings is not exact",
              "Set DateStyle, IntervalStyle and extra_float_digits to their defaults."));
    }
    String echo = PreparedStatements.OWN + client.shadow().nextStatement();
    List<Format> formats = types.stream().map(ExecuteArguments::format).toList();
    Echo reply = new Echo();
    return client
        .shadow()
        .exchange(messages(bound, named(bound.text(), name, echo), echo, types), reply)
        .thenCompose(
            status -> {
              ErrorFields error = reply.error;
              if (error == null) {
                List<Datum> values = Objects.requireNonNull(reply.values);
                return CompletableFuture.completedStage(
                    new Binding(types, formats, values, bound.binding().results()));
              }
              return close(echo)
                  .thenCompose(
                      v -> CompletableFuture.failedStage(placed(bound.text(), name, echo, error)));
            });
  }

  private static List<FrontendMessage> messages(
      Bound bound, String text, String echo, List<Integer> types) {
    String select =
        IntStream.rangeClosed(1, types.size())
            .mapToObj(i -> "$" + i)
            .collect(Collectors.joining(", ", "SELECT ", ""));
    Binding given = bound.binding();
    return List.of(
        new FrontendMessage.Parse(echo, select, types),
        new FrontendMessage.Parse("", text, given.types()),
        new FrontendMessage.Bind(
            "",
            "",
            given.formats(),
            given.values(),
            types.stream().map(ExecuteArguments::format).toList()),
        new FrontendMessage.Execute("", 0),
        new FrontendMessage.Close(Target.STATEMENT, echo),
        new FrontendMessage.Sync());
  }

  private CompletionStage<Void> close(String echo) {
    return client
        .shadow()
        .exchange(
            List.of(new FrontendMessage.Close(Target.STATEMENT, echo), new FrontendMessage.Sync()),
            new HeldReplies())
        .thenAccept(status -> {});
  }

  private static String named(String text, Name name, String echo) {
    return text.substring(0, name.span().begin())
        + quoted(echo)
        + text.substring(name.span().end());
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }

  /** The error with its position in the client's text. */
  private static SqlFailed placed(String text, Name name, String echo, ErrorFields error) {
    int begin = text.codePointCount(0, name.span().begin());
    int longer =
        quoted(echo).length() - text.codePointCount(name.span().begin(), name.span().end());
    return new SqlFailed(
        error
            .position()
            .map(Integer::parseInt)
            .filter(position -> position > begin)
            .map(position -> error.withPosition(position - longer))
            .orElse(error));
  }

  private static Format format(int type) {
    return builtIn(type) && !TEXT_ONLY.contains(type) ? Format.BINARY : Format.TEXT;
  }

  private static boolean builtIn(int type) {
    return Integer.compareUnsigned(type, OidRewriting.FIRST_USER_OID) < 0;
  }

  /** The one row that comes back. */
  private static final class Echo implements ReplySink {
    private @Nullable List<Datum> values;
    private @Nullable ErrorFields error;

    @Override
    public void message(BackendMessage message) {
      if (message instanceof BackendMessage.ErrorResponse failed) {
        error = failed.fields();
      }
    }

    @Override
    public void rows(ByteBuf frames) {
      try {
        frames.skipBytes(5);
        int columns = frames.readUnsignedShort();
        List<Datum> row = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
          int length = frames.readInt();
          row.add(length < 0 ? Datum.NULL : value(frames, length));
        }
        values = row;
      } finally {
        frames.release();
      }
    }

    private static Datum value(ByteBuf frames, int length) {
      byte[] octets = new byte[length];
      frames.readBytes(octets);
      return new Datum.Value(Octets.of(octets));
    }
  }
}
