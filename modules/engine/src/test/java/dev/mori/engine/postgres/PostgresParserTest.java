package dev.mori.engine.postgres;

import static dev.mori.engine.postgres.Parsing.parse;
import static dev.mori.engine.postgres.Parsing.query;
import static dev.mori.engine.postgres.Parsing.refs;
import static dev.mori.engine.postgres.Parsing.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.overlay.statement.Conjunct;
import dev.mori.overlay.statement.Filter;
import dev.mori.overlay.statement.InsertSource;
import dev.mori.overlay.statement.OnConflict;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.ParseOutcome.Reason;
import dev.mori.overlay.statement.QueryLevel.Core;
import dev.mori.overlay.statement.Reference;
import dev.mori.overlay.statement.SelectBlock;
import dev.mori.overlay.statement.SelectItem;
import dev.mori.overlay.statement.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresParserTest {
  private static SelectBlock block(String sql) {
    return ((Core.Select) query(sql).top().core()).block();
  }

  private static List<String> conjuncts(String condition) {
    String sql = "select * from t where " + condition;
    return ((Filter.Where) block(sql).filter())
        .conjuncts().stream().map(c -> show(c, sql)).toList();
  }

  private static String show(Conjunct conjunct, String sql) {
    return switch (conjunct) {
      case Conjunct.Equal e -> e.column().span().of(sql) + "=" + e.value().span().of(sql);
      case Conjunct.In in ->
          in.column().span().of(sql)
              + " in "
              + in.values().stream().map(v -> v.span().of(sql)).toList();
      case Conjunct.AnyOf any -> any.column().span().of(sql) + " any " + any.array().span().of(sql);
      case Conjunct.RowIn row -> row.columns().size() + " columns in " + row.rows().size();
      case Conjunct.Other other -> "other " + other.span().of(sql);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\u0001',
      value = {
        "select \".\" from a, \"(\" union select \"as\" from b, \"::\" \"from\" ~"
            + " a@1; \"(\"@1; b@2; \"::\" \"from\"@2",
        "select * from a x, b as y (p, q) where 1=1 ~ a x@0; b as y (p, q)@0",
        "select * from a left join b on true ~ a@0; b@0[NULLABLE_SIDE]",
        "select * from a right join b on true ~ a@0[NULLABLE_SIDE]; b@0",
        "select * from a full join b using (i) ~ a@0[NULLABLE_SIDE]; b@0[NULLABLE_SIDE]",
        "select * from a left join (b join c on true) on true join d on true ~"
            + " a@0; b@0[NULLABLE_SIDE]; c@0[NULLABLE_SIDE]; d@0",
        "select * from a left join b join c on true on true ~"
            + " a@0; b@0[NULLABLE_SIDE]; c@0[NULLABLE_SIDE]",
        "select * from a left join (select * from b) s on true ~ a@0; b@1",
        "select * from only (a) x tablesample system (1) ~"
            + " only (a) x tablesample system (1)@0[ONLY, TABLESAMPLE]",
        "select * from a * y ~ a * y@0[DESCENDANTS]",
        "table only s.a ~ table only s.a@0[ONLY]",
        "with a as (select * from a) select * from a, s.a ~ a@1; s.a@0",
        "select * from a where x in (select y from b where z = (select 1 from c)) ~ a@0; b@1; c@2",
        "select 1 from a union select 2 from b ~ a@1; b@2",
        "update a set x = 1 from b left join c on true ~ a@0!; b@0; c@0[NULLABLE_SIDE]",
        "delete from only a as x using b ~ only a as x@0[ONLY]!; b@0",
        "insert into a as x select * from b ~ a as x@0!; b@1",
        "merge into a x using (select * from b) s on x.i = s.i when matched and exists(select from"
            + " c) then delete when not matched then insert (i) values ((select 1 from d)) ~"
            + " a x@0!; b@1; c@2; d@4",
        "with d as (delete from a using b returning *) select * from d, c ~ a@1!; b@1; c@0",
        "explain analyze select * from a ~ a@0",
        "prepare q as select * from a ~ a@0",
        "declare c cursor for select * from a ~ a@0",
        "create view v as select * from a where x = (select 1 from b) ~ a@0; b@1",
        "create table z as (with q as (select * from a) select * from q, b) with no data ~ a@2; b@1",
        "execute q(1, (select max(i) from a)) ~ a@1"
      })
  void tellsWhereEveryReferenceStands(String sql, String expected) {
    assertThat(refs(sql.strip())).isEqualTo(expected.strip());
  }

  @Test
  void splitsTheConditionAtItsTopLevelAnd() {
    assertThat(conjuncts("t.id = $1 and (x in (1, -2, 'a'::text)) and 5 = y"))
        .containsExactly("t.id=$1", "x in [1, -2, 'a'::text]", "y=5");
    assertThat(conjuncts("id = any($1::int[]) and k = any(array['a', $2]::text[])"))
        .containsExactly("id any $1::int[]", "k in ['a', $2]");
    assertThat(conjuncts("(a, b) = (1, $2) and (a, b) in ((1, 2), (3, 4))"))
        .containsExactly("a=1", "b=$2", "2 columns in 2");
    assertThat(conjuncts("a between 1 and 2 and case when x and y then z end and not b = 1"))
        .containsExactly(
            "other a between 1 and 2", "other case when x and y then z end", "other not b = 1");
    assertThat(conjuncts("a = 1 and (b = 2 and (c = 3 or d = 4))"))
        .containsExactly("a=1", "b=2", "other c = 3 or d = 4");
  }

  @Test
  void neverTakesAnOperandOfOrForAConjunct() {
    assertThat(conjuncts("a = 1 or b = 2 and c = 3"))
        .containsExactly("other a = 1 or b = 2 and c = 3");
    assertThat(conjuncts("not (a = 1)")).containsExactly("other not (a = 1)");
    assertThat(conjuncts("(a = 1) is null")).containsExactly("other (a = 1) is null");
    assertThat(conjuncts("(a = 1 and b = 2) is not true"))
        .containsExactly("other (a = 1 and b = 2) is not true");
  }

  @Test
  void bindsAColumnOnlyToAPlainConstant() {
    assertThat(conjuncts("a = b")).containsExactly("other a = b");
    assertThat(conjuncts("a = 1 + 2")).containsExactly("other a = 1 + 2");
    assertThat(conjuncts("a + 1 = 2")).containsExactly("other a + 1 = 2");
    assertThat(conjuncts("a = 'x' collate \"C\"")).containsExactly("other a = 'x' collate \"C\"");
    assertThat(conjuncts("a = 1 = true")).containsExactly("other a = 1 = true");
    assertThat(conjuncts("a = 1 is true")).containsExactly("other a = 1 is true");
    assertThat(conjuncts("f(a) = 1")).containsExactly("other f(a) = 1");
    assertThat(conjuncts("a not in (1, 2)")).containsExactly("other a not in (1, 2)");
    assertThat(conjuncts("a in (select 1)")).containsExactly("other a in (select 1)");
    assertThat(conjuncts("a = -1::int")).containsExactly("other a = -1::int");
    assertThat(conjuncts("a::int = 1")).containsExactly("other a::int = 1");
    assertThat(conjuncts("a = '1' || '2'")).containsExactly("other a = '1' || '2'");
    assertThat(conjuncts("a = date '2020-01-01' and b = cast($1 as bigint) and c = 'x'::uuid"))
        .containsExactly("a=date '2020-01-01'", "b=cast($1 as bigint)", "c='x'::uuid");
  }

  @Test
  void readsTheClausesOfASelect() {
    String sql =
        "select distinct on (a) t.*, *, t.a as from, b c, count(*) from t where a = 1 group by a,"
            + " (t.b), lower(c) having count(*) > 1 window w as (order by a) order by 1 limit 5"
            + " offset 2";
    SelectBlock block = block(sql);
    assertThat(block.items().stream().map(SelectItem::kind))
        .containsExactly(
            SelectItem.Kind.QUALIFIED_STAR,
            SelectItem.Kind.STAR,
            SelectItem.Kind.REFERENCE,
            SelectItem.Kind.REFERENCE,
            SelectItem.Kind.EXPRESSION);
    assertThat(block.items().get(2).label().orElseThrow().value()).isEqualTo("from");
    assertThat(block.items().get(3).label().orElseThrow().value()).isEqualTo("c");
    assertThat(block.list().of(sql)).isEqualTo("t.*, *, t.a as from, b c, count(*)");
    assertThat(block.distinct().orElseThrow().of(sql)).isEqualTo("distinct on (a)");
    var grouping = block.grouping().orElseThrow();
    assertThat(grouping.clause().body().of(sql)).isEqualTo("a, (t.b), lower(c)");
    assertThat(grouping.items().stream().map(i -> i.column().map(Reference::last).orElse("-")))
        .containsExactly("a", "b", "-");
    assertThat(block.having().orElseThrow().body().of(sql)).isEqualTo("count(*) > 1");
    assertThat(query(sql).top().tail().limit().orElseThrow().whole().of(sql)).isEqualTo("limit 5");
    assertThat(query(sql).top().tail().orderBy().orElseThrow().body().of(sql)).isEqualTo("1");
  }

  @Test
  void listsQualifiedColumnsAndSystemColumns() {
    String sql = "select s.t.a, t.ctid, (t).b, f(x.y), z::s.typ, t.* from s.t";
    assertThat(query(sql).references().stream().map(r -> r.form() + " " + r.span().of(sql)))
        .containsExactly(
            "COLUMN s.t.a",
            "COLUMN t.ctid",
            "COLUMN t",
            "CALL f",
            "COLUMN x.y",
            "COLUMN z",
            "TYPE s.typ",
            "STAR t.*");
  }

  @Test
  void readsAnInsert() {
    String sql =
        "insert into t (a, \"B\") overriding user value values (1, default), ((select 1 from q), 2)"
            + " on conflict (a) where b > 0 do update set a = excluded.a, (b, c) = (1, 2) where t.a"
            + " <> 1 returning id";
    Statement.Insert insert = (Statement.Insert) statement(sql);
    assertThat(insert.columns().stream().map(n -> n.value())).containsExactly("a", "B");
    assertThat(insert.overriding()).isEqualTo(Statement.Overriding.USER);
    InsertSource.Values values = (InsertSource.Values) insert.source();
    assertThat(values.rows().get(0).cells().get(1).isDefault()).isTrue();
    assertThat(values.rows().get(1).cells().get(0).span().of(sql)).isEqualTo("(select 1 from q)");
    OnConflict conflict = insert.onConflict().orElseThrow();
    assertThat(((OnConflict.Arbiter.Inferred) conflict.arbiter()).span().of(sql))
        .isEqualTo("(a) where b > 0");
    var update = (OnConflict.Action.Update) conflict.action();
    assertThat(update.set().get(1).columns()).hasSize(2);
    assertThat(((Filter.Where) update.filter()).clause().body().of(sql)).isEqualTo("t.a <> 1");
    assertThat(insert.returning().orElseThrow().clause().body().of(sql)).isEqualTo("id");
    assertThat(((Statement.Insert) statement("insert into t values (1) limit 1")).source())
        .isInstanceOf(InsertSource.FromQuery.class);
    assertThat(((Statement.Insert) statement("insert into t default values")).source())
        .isInstanceOf(InsertSource.DefaultValues.class);
  }

  @Test
  void readsAnUpdate() {
    String sql =
        "update t x set a = a + 1, b.c[1] = (select 2 from q), d = default from y where x.i = 3"
            + " and y.i = x.i returning (select 1)";
    Statement.Update update = (Statement.Update) statement(sql);
    assertThat(update.target().visibleName()).isEqualTo("x");
    assertThat(update.set().stream().map(s -> s.value().of(sql)))
        .containsExactly("a + 1", "(select 2 from q)", "default");
    assertThat(update.set().get(1).parts()).isTrue();
    assertThat(update.set().get(1).subqueries()).isTrue();
    assertThat(update.set().get(2).isDefault()).isTrue();
    Filter.Where where = (Filter.Where) update.filter();
    assertThat(where.subqueries()).isFalse();
    assertThat(where.conjuncts()).hasSize(2);
    assertThat(update.from().orElseThrow().body().of(sql)).isEqualTo("y");
    assertThat(update.returning().orElseThrow().subqueries()).isTrue();
    assertThat(((Statement.Delete) statement("delete from t where current of c")).filter())
        .isInstanceOf(Filter.CurrentOf.class);
  }

  @Test
  void tellsDataModificationInsideWith() {
    assertThat(statement("with d as (update t set a = 1 returning *) select * from d"))
        .isInstanceOf(Statement.DataModifyingCte.class);
    assertThat(
            statement(
                "with a as (select 1), d as (with b as (select 2) delete from t) select * from a"
                    + " union select * from a"))
        .isInstanceOf(Statement.DataModifyingCte.class);
    assertThat(statement("select * into temp x from t")).isInstanceOf(Statement.SelectInto.class);
    assertThat(
            ((Statement.Select) statement("select 1 from (select 1 from t for share) x"))
                .locksRows())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\u0001',
      value = {
        "select 1; drop table x ~ SEVERAL_STATEMENTS",
        "select 1; ; select 2 ~ SEVERAL_STATEMENTS",
        "select 'x ~ MALFORMED_TOKEN",
        "select (1 ~ MALFORMED",
        "select 1) ~ MALFORMED",
        "select * from ~ MALFORMED",
        "select * from a b c ~ MALFORMED",
        "select * from a join b ~ MALFORMED",
        "select * from a where ~ MALFORMED",
        "select * from a limit 1 limit 2 ~ MALFORMED",
        "select * from a garbage here ~ MALFORMED",
        "update t set ~ MALFORMED",
        "insert into t ~ MALFORMED",
        "'x' ~ MALFORMED",
        "with recursive a as (select 1) search depth first by i set o select * from a ~ UNSUPPORTED",
        "insert into t (a.b) values (1) ~ UNSUPPORTED"
      })
  void refusesWhatItCannotRead(String sql, Reason reason) {
    assertThat(parse(sql))
        .isInstanceOfSatisfying(
            ParseOutcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  @Test
  void refusesWhatIsTooLongOrTooDeep() {
    ParserLimits limits = new ParserLimits(100, 10, 3);
    String deep = "select ".repeat(1) + "(".repeat(11) + "1" + ")".repeat(11);
    assertThat(PostgresParser.parse(deep, LexerSettings.STANDARD, limits))
        .isInstanceOf(ParseOutcome.Refused.class);
    String nested = "select (select (select (select 1)))";
    assertThat(PostgresParser.parse(nested, LexerSettings.STANDARD, limits))
        .isInstanceOf(ParseOutcome.Refused.class);
    assertThat(PostgresParser.parse(" ".repeat(101), LexerSettings.STANDARD, limits))
        .isInstanceOf(ParseOutcome.Refused.class);
    String standard = "select " + "(".repeat(1900) + "1" + ")".repeat(1900);
    assertThat(parse(standard)).isInstanceOf(ParseOutcome.Parsed.class);
    String queries = "select " + "(select ".repeat(99) + "1" + ")".repeat(99);
    assertThat(parse(queries)).isInstanceOf(ParseOutcome.Parsed.class);
  }
}
