package dev.mori.node.sql;

import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.TransactionStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server said to a batch of {@link SqlCall}s sent up to one Sync.
 *
 * @param rows the rows of each call that ended well, as text, in call order; a null cell is SQL
 *     NULL
 * @param tags the command tag of each call that ended well
 * @param error the error that ended the batch early, if one did; later calls were skipped by the
 *     server
 * @param status the transaction status after the batch
 */
public record SqlAnswer(
    List<List<List<@Nullable String>>> rows,
    List<String> tags,
    Optional<ErrorFields> error,
    TransactionStatus status) {

  /** Rows of call {@code index}. */
  public List<List<@Nullable String>> rowsOf(int index) {
    return rows.get(index);
  }

  /** This answer, or a {@link SqlFailed} when the batch ended in an error. */
  public SqlAnswer orFail() {
    if (error.isPresent()) {
      throw new SqlFailed(error.get());
    }
    return this;
  }
}
