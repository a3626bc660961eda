package dev.mori.node.session;

import dev.mori.engine.postgres.ReadPlan;
import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.statement.Copy;
import dev.mori.overlay.statement.Statement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The words of the activity log. */
final class Decisions {
  private static final String FEATURE_NOT_SUPPORTED = "0A000";

  private Decisions() {}

  /**
   * What became of a statement.
   *
   * @param plan how its read was planned, when it is one
   * @param thrown why it failed, if it did
   */
  static ActivityLog.Decision of(
      Statement statement, @Nullable ReadPlan plan, @Nullable Throwable thrown, long nanos) {
    boolean refused = thrown != null && isRefusal(thrown);
    String kind = kind(statement);
    return new ActivityLog.Decision(
        refused ? "NOT_SUPPORTED" : strategy(statement, plan),
        thrown == null ? kind : kind + " FAILED",
        nanos);
  }

  private static boolean isRefusal(Throwable thrown) {
    return Errors.cause(thrown) instanceof SqlFailed failed
        && failed.fields().sqlState().equals(FEATURE_NOT_SUPPORTED);
  }

  private static String strategy(Statement statement, @Nullable ReadPlan plan) {
    return switch (statement) {
      case Statement.Select select -> plan == null ? "NOT_SUPPORTED" : strategy(plan);
      case Statement.Insert insert ->
          insert.onConflict().isPresent() ? "HYDRATE_AND_WRITE" : "SHADOW_WRITE";
      case Statement.CopyData copy when copy.copy().direction() == Copy.Direction.IN ->
          "SHADOW_WRITE";
      case Statement.CopyData copy when plan != null -> strategy(plan);
      case Statement.Update update -> "HYDRATE_AND_WRITE";
      case Statement.Merge merge -> "HYDRATE_AND_WRITE";
      case Statement.DataModifyingCte cte -> "HYDRATE_AND_WRITE";
      case Statement.Delete delete -> "SHADOW_DELETE";
      case Statement.Truncate truncate -> "TRUNCATE";
      case Statement.Ddl ddl -> "SHADOW_DDL";
      case Statement.TransactionControl control -> "TRANSACTION";
      case Statement.DoBlock block -> "LOCALIZE";
      case Statement.Call call -> "LOCALIZE";
      case Statement.SetVariable set -> "FORWARD_BOTH";
      default -> "SHADOW_READ";
    };
  }

  private static String strategy(ReadPlan plan) {
    return switch (plan) {
      case ReadPlan.ProdDirect direct -> "PROD_DIRECT";
      case ReadPlan.Rewritten rewritten ->
          rewritten.relations().size() > 1 ? "JOIN_PATCH" : "MERGED_READ";
      case ReadPlan.ShadowOnly only -> "SHADOW_READ";
      case ReadPlan.Localize localize -> "LOCALIZE";
      case ReadPlan.Refused refused -> "NOT_SUPPORTED";
    };
  }

  /** The record's name, in capitals: INSERT, TRANSACTION CONTROL. */
  private static String kind(Statement statement) {
    return statement
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toUpperCase(Locale.ROOT);
  }
}
