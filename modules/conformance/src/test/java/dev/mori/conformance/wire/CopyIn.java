package dev.mori.conformance.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a client sends for COPY FROM STDIN.
 *
 * @param data one CopyData each
 * @param end what follows them
 * @param sync whether a Sync comes last, as in the extended protocol
 */
public record CopyIn(List<byte[]> data, End end, boolean sync) {
  /** How the data ends. */
  public enum End {
    /** CopyDone. */
    DONE,
    /** CopyFail. */
    FAIL,
    /** A Query, which has no business there. */
    QUERY
  }

  /** Copies the list. */
  public CopyIn {
    data = List.copyOf(data);
  }

  /** These texts, then CopyDone. */
  public static CopyIn of(String... data) {
    return new CopyIn(
        Arrays.stream(data).map(d -> d.getBytes(StandardCharsets.UTF_8)).toList(), End.DONE, false);
  }

  /** The same data with another end. */
  public CopyIn ending(End other) {
    return new CopyIn(data, other, sync);
  }

  /** The same with a Sync. */
  public CopyIn synced() {
    return new CopyIn(data, end, true);
  }
}
