package dev.mori.node.session;

import dev.mori.engine.postgres.CopyFormat;
import dev.mori.engine.postgres.CopyRows;
import dev.mori.engine.postgres.CopyStage;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.Octets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one COPY FROM STDIN: its data so far, which every run of the statement gets
 * from the beginning, and how it ended. Lives on one event loop.
 */
final class CopySource {
  /** The reason by which mori itself ends a COPY on the shadow. */
  private static final String MARK = "mori: 08P01";

  /** Rows a server may hold before it writes them, each partition's together (copyfrom.c). */
  private static final int BUFFERED_ROWS = 1_000;

  private static final Pattern LINE = Pattern.compile("^COPY .*?, \\S+ (\\d+)(?:$|[,:])");
  private static final Pattern NO_FAULT_OF_ROWS = Pattern.compile("40|53|55|57|58|XX");

  private final CopyIntake intake;
  private final CopySpool spool;
  private final Target target;
  private @Nullable End end;
  private @Nullable CopyRun run;
  private boolean begun;
  private boolean blind;

  /**
   * What a COPY writes to.
   *
   * @param format how its data is cut into rows
   * @param stage the statements of a trial, when its target is a table
   * @param prod whether that table has rows on prod that the session has not
   * @param parted whether rows of different partitions may overtake one another
   */
  record Target(CopyFormat format, Optional<CopyStage> stage, boolean prod, boolean parted) {}

  /** How the data ends. */
  sealed interface End {
    /** CopyDone. */
    record Done() implements End {}

    /** CopyFail. */
    record Failed(String reason) implements End {}

    /** A message that has no business here; its type. */
    record Unexpected(byte type) implements End {}

    /** It could not be kept. */
    record Lost(String reason) implements End {}
  }

  CopySource(CopyIntake intake, CopySpool spool, Target target) {
    this.intake = intake;
    this.spool = spool;
    this.target = target;
  }

  CopySpool spool() {
    return spool;
  }

  Target target() {
    return target;
  }

  Optional<End> end() {
    return Optional.ofNullable(end);
  }

  /** The shadow wants data; the client is told once. */
  void begins(BackendMessage.CopyInResponse response) {
    if (!begun) {
      begun = true;
      intake.begins(this, response);
    }
  }

  /** The run that wants whatever comes; null when there is none. */
  void feeds(@Nullable CopyRun to) {
    run = to;
  }

  /** More data; the stage ends when there is room for still more. */
  CompletionStage<Void> data(Octets octets) {
    return spool
        .append(octets)
        .thenCompose(
            v -> {
              if (run == null) {
                return CompletableFuture.completedStage(null);
              }
              run.pump();
              return run.room();
            })
        .exceptionally(
            thrown -> {
              ends(new End.Lost(String.valueOf(Errors.cause(thrown).getMessage())));
              return null;
            });
  }

  /** No more data comes. */
  void ends(End how) {
    if (end == null) {
      end = how;
      if (run != null) {
        run.pump();
      }
    }
  }

  /** How the shadow is told of the end: by this reason, when the data is not complete. */
  Optional<String> failure() {
    return switch (end) {
      case End.Failed failed -> Optional.of(failed.reason());
      case End.Unexpected unexpected -> Optional.of(MARK);
      case End.Lost lost -> Optional.of(MARK);
      case End.Done done -> Optional.empty();
      case null -> Optional.empty();
    };
  }

  /** An error of the shadow as the client may hear it. */
  ErrorFields said(ErrorFields error) {
    if (!error.sqlState().equals("57014") || !error.message().contains(MARK)) {
      return error;
    }
    return switch (end) {
      case End.Unexpected unexpected ->
          error
              .with('C', "08P01")
              .with(
                  'M',
                  "unexpected message type 0x%02X during COPY from stdin"
                      .formatted(unexpected.type()));
      case End.Lost lost ->
          ErrorFields.error(
              "53100", Errors.MARK + "the data of the COPY cannot be kept: " + lost.reason());
      case null, default -> error;
    };
  }

  /**
   * Whether a copy with all of prod's rows may have stopped before this error: at a row that
   * collides with one of those.
   */
  boolean questionable(ErrorFields error) {
    String state = error.sqlState();
    if (!begun || target.stage().isEmpty()) {
      return false;
    }
    boolean byData =
        !NO_FAULT_OF_ROWS.matcher(state.substring(0, 2)).matches()
            || (state.equals("57014") && end instanceof End.Failed);
    return target.prod() ? byData : state.equals("23503");
  }

  /** Notes whether the last trial could not tell which rows come before the error. */
  void blind(boolean unseen) {
    blind = unseen && target.prod();
  }

  boolean blind() {
    return blind;
  }

  /**
   * How much of the data has to be looked at to find what may come before an error; nothing when
   * that is not known.
   */
  CompletionStage<OptionalLong> before(ErrorFields error) {
    Optional<Long> line = error.where().flatMap(CopySource::line);
    boolean known = line.isPresent() && target.format().kind() != CopyFormat.Kind.UNKNOWN;
    if (!known) {
      return CompletableFuture.completedStage(
          end == null ? OptionalLong.empty() : OptionalLong.of(spool.size()));
    }
    return scan(new CopyRows(target.format(), line.get(), concerned(error)), 0);
  }

  /** How many rows from the one at fault on may have met a key, too: that row, and its batch. */
  long concerned(ErrorFields error) {
    boolean atKey = error.sqlState().equals("23505") || error.sqlState().equals("23P01");
    return !atKey ? 0 : target.parted() ? BUFFERED_ROWS : 1;
  }

  private CompletionStage<OptionalLong> scan(CopyRows rows, long from) {
    if (rows.found().isPresent()) {
      return CompletableFuture.completedStage(rows.found());
    }
    if (from >= spool.size()) {
      return CompletableFuture.completedStage(
          OptionalLong.of(end == null ? rows.rowBegin() : spool.size()));
    }
    return spool
        .read(from)
        .thenCompose(
            octets -> {
              for (int i = 0; i < octets.size(); i++) {
                rows.next(octets.byteAt(i));
              }
              return scan(rows, from + octets.size());
            });
  }

  /** The line that an error's context names; the outermost context comes last. */
  private static Optional<Long> line(String context) {
    Matcher matcher = LINE.matcher(context.substring(context.lastIndexOf("\nCOPY ") + 1));
    return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
  }

  /** The statement is over: it has ended well, or with this failure. */
  void close(@Nullable Throwable thrown) {
    boolean outOfStep =
        end instanceof End.Unexpected
            && thrown != null
            && Errors.cause(thrown) instanceof SqlFailed failed
            && failed.fields().sqlState().equals("08P01");
    intake.over(this, outOfStep);
    spool.close();
  }
}
