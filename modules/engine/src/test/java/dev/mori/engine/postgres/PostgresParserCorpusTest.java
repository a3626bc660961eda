package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.overlay.statement.QualifiedName;
import dev.mori.overlay.statement.TableRef;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every reference PostgreSQL itself sees, and no other, over all corpora. */
class PostgresParserCorpusTest {

  @ParameterizedTest
  @ValueSource(strings = {"queries.txt", "modifications.txt", "psql.txt", "system-views.txt"})
  void findsExactlyTheRelationsPostgresFinds(String resource) {
    List<Corpus> corpus = Corpus.load(resource);
    assertThat(corpus).isNotEmpty();
    for (Corpus entry : corpus) {
      List<String> expected =
          entry.relations().stream().map(r -> r.substring(r.indexOf('.') + 1)).sorted().toList();
      List<TableRef> tables = Parsing.query(entry.sql()).tables();
      assertThat(tables.stream().map(t -> t.name().name()).sorted().toList())
          .as(entry.sql())
          .isEqualTo(expected);
      for (TableRef table : tables) {
        QualifiedName name = table.name();
        name.schema()
            .ifPresent(
                schema ->
                    assertThat(entry.relations())
                        .as(entry.sql())
                        .contains(schema + "." + name.name()));
        assertThat(table.source().contains(name.span())).as(entry.sql()).isTrue();
      }
    }
  }
}
