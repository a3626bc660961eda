package dev.mori.node.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mori.engine.postgres.LexerSettings;
import dev.mori.engine.postgres.PostgresParser;
import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Statement;
import dev.mori.protocol.postgres.BackendMessage;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences are PostgreSQL 15's own, read off a server in CopyEquivalenceIT. */
class ImplicitRulesTest {

  @ParameterizedTest
  @CsvSource({
    "SET LOCAL timezone = 'UTC', SET LOCAL can only be used in transaction blocks",
    "SET TRANSACTION READ ONLY, SET TRANSACTION can only be used in transaction blocks",
    "SET CONSTRAINTS ALL DEFERRED, SET CONSTRAINTS can only be used in transaction blocks",
    "COMMIT, there is no transaction in progress",
    "ROLLBACK, there is no transaction in progress"
  })
  void aPipelineIsWarned(String text, String sentence) {
    assertThat(ImplicitRules.check(statement(text), false))
        .hasValueSatisfying(
            message -> {
              assertThat(message).isInstanceOf(BackendMessage.NoticeResponse.class);
              BackendMessage.NoticeResponse notice = (BackendMessage.NoticeResponse) message;
              assertThat(notice.fields().severity()).isEqualTo("WARNING");
              assertThat(notice.fields().sqlState()).isEqualTo("25P01");
              assertThat(notice.fields().message()).isEqualTo(sentence);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "SAVEPOINT a, SAVEPOINT can only be used in transaction blocks",
    "RELEASE a, RELEASE SAVEPOINT can only be used in transaction blocks",
    "ROLLBACK TO a, ROLLBACK TO SAVEPOINT can only be used in transaction blocks",
    "COMMIT AND CHAIN, COMMIT AND CHAIN can only be used in transaction blocks",
    "LOCK TABLE orders, LOCK TABLE can only be used in transaction blocks",
    "DECLARE c CURSOR FOR SELECT 1, DECLARE CURSOR can only be used in transaction blocks"
  })
  void aPipelineIsRefused(String text, String sentence) {
    assertThatThrownBy(() -> ImplicitRules.check(statement(text), false))
        .isInstanceOfSatisfying(
            SqlFailed.class,
            failed -> {
              assertThat(failed.fields().sqlState()).isEqualTo("25P01");
              assertThat(failed.fields().message()).isEqualTo(sentence);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET LOCAL timezone = 'UTC'",
        "SET TRANSACTION READ ONLY",
        "LOCK TABLE orders",
        "DECLARE c CURSOR FOR SELECT 1",
        "SELECT 1"
      })
  void aStringOfSeveralStatementsMayMore(String text) {
    assertThat(ImplicitRules.check(statement(text), true)).isEqualTo(Optional.empty());
  }

  private static Statement statement(String text) {
    return ((ParseOutcome.Parsed) PostgresParser.parse(text, LexerSettings.STANDARD)).statement();
  }
}
