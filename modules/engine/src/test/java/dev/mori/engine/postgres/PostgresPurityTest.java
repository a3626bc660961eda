package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.engine.postgres.BuiltInFunctions.Effect;
import dev.mori.overlay.statement.NameUse.Position;
import dev.mori.overlay.statement.Purity;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresPurityTest {
  private static final PostgresPurity PURITY =
      new PostgresPurity(FunctionCatalog.BUILT_IN_ONLY, LexerSettings.STANDARD);

  private static Purity judge(String sql) {
    return PURITY.judge(Parsing.parsed(sql));
  }

  @Test
  void everyFunctionThatIsNotImmutableIsReviewed() {
    List<String> lines = Arrays.asList(Corpus.text("non-immutable-15.txt").strip().split("\n"));
    assertThat(lines).hasSizeGreaterThan(700);
    for (String line : lines) {
      String name = line.substring(0, line.indexOf(' '));
      assertThat(BuiltInFunctions.find(name)).as(name).isPresent();
      assertThat(BuiltInFunctions.find(name).orElseThrow().effect())
          .as(line)
          .isNotEqualTo(Effect.IMMUTABLE);
      if (line.endsWith(" volatile")) {
        assertThat(BuiltInFunctions.find(name).orElseThrow().effect())
            .as(line)
            .isIn(Effect.VOLATILE, Effect.SHADOW);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1",
        "select * from users where id = $1",
        "select count(*), sum(x), coalesce(max(y), 0), lower(n) from t group by grouping sets"
            + " ((a))",
        "select u.version, u.user, u.system, u.date, u.lastval, u.now from u",
        "select version, value, date, name from t order by nextval",
        "select x at time zone ('utc'), cast(a as varchar(10)), b::numeric(10,2) from t",
        "select random(), gen_random_uuid(), clock_timestamp() from t tablesample bernoulli (1)",
        "select rank() over (partition by (a) order by (b)) from t where a ilike ('x')",
        "with q(a) as (select 1) select * from q as z(b) join generate_series(1, 2) g(n) on true",
        "select to_tsvector('english'::regconfig, b), age(a, b), extract(epoch from x) from t",
        "select \"user\", \"current_user\" from t",
        "select 'now and then', 'pg_sleep(1)' from t",
        "select xmlforest(a), position('a' in b), substring(a from 1), trim(a), x in (1) from t"
      })
  void plainReadsArePure(String sql) {
    assertThat(judge(sql)).isEqualTo(new Purity.Pure());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\u0001',
      value = {
        "select nextval('s') ~ nextval",
        "select pg_catalog.setval('s', 1) ~ setval",
        "select \"pg_catalog\".\"lo_unlink\"(1) ~ lo_unlink",
        "select (t.o).lo_unlink from t ~ lo_unlink",
        "select (t.a[1]).lo_unlink from t ~ lo_unlink",
        "select NEXTVAL /* x */ ('s') ~ nextval",
        "select U&\"\\006eextval\"('s') ~ nextval",
        "select * from pg_ls_dir('.') ~ pg_ls_dir",
        "select (select pg_advisory_lock(1)) ~ pg_advisory_lock",
        "select * from t where exists(select pg_sleep(1)) ~ pg_sleep",
        "select query_to_xml('delete from t', true, true, '') ~ query_to_xml",
        "select table_to_xml('t', true, true, '') ~ table_to_xml",
        "select pg_notify('a', 'b'), set_config('a', 'b', false) ~ pg_notify,set_config",
        "select currval('s'), lastval() ~ currval,lastval",
        "select txid_current(), pg_current_xact_id() ~ pg_current_xact_id,txid_current",
        "select pg_terminate_backend(1) ~ pg_terminate_backend",
        "select lo_get(1) ~ lo_get",
        "select ts_stat('select 1') ~ ts_stat",
        "select pg_read_file('x') ~ pg_read_file",
        "select setseed(0.5) ~ setseed",
        "select 't'::regclass ~ regclass",
        "select cast('t' as regclass) ~ regclass",
        "select current_setting('a') ~ current_setting",
        "select inet_client_addr() ~ inet_client_addr",
        "select pg_export_snapshot() ~ pg_export_snapshot",
        "select t.pg_column_size from t ~ pg_column_size",
        "select pg_get_viewdef(1), has_table_privilege('t', 'select') ~"
            + " has_table_privilege,pg_get_viewdef"
      })
  void whatWritesOrReadsSessionStateRunsOnTheShadow(String sql, String functions) {
    assertThat(judge(sql.strip()))
        .isInstanceOfSatisfying(
            Purity.ShadowOnly.class,
            s -> assertThat(String.join(",", s.functions())).isEqualTo(functions.strip()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\u0001',
      value = {
        "select now() from t ~ now()",
        "select pg_catalog . now ( /* ) */ ) from t ~ now ( /* ) */ )",
        "select current_timestamp(3), current_date ~ current_timestamp(3)|current_date",
        "select * from t where a > localtimestamp - interval '1 day' ~ localtimestamp",
        "select age(created_at), age(a, b) from t ~ age(created_at)",
        "select 'now'::timestamp, ' Today ' ~ 'now'|' Today '",
        "select $$now$$, u&'n\\006fw', e'n\\x6fw' ~ $$now$$|u&'n\\006fw'|e'n\\x6fw'",
        "select '{now}'::timestamptz[], '[-infinity,now]'::tstzrange ~ '{now}'|'[-infinity,now]'",
        "select * from transaction_timestamp() ~ transaction_timestamp()"
      })
  void transactionTimeIsFoundWithItsPlace(String sql, String calls) {
    String text = sql.strip();
    assertThat(judge(text))
        .isInstanceOfSatisfying(
            Purity.Contextual.class,
            c -> {
              assertThat(
                      String.join(
                          "|", c.transactionTime().stream().map(x -> x.span().of(text)).toList()))
                  .isEqualTo(calls.strip());
              assertThat(c.sessionValues()).isEmpty();
            });
  }

  @Test
  void aLongStringTakesNoLongTime() {
    String text = "select 'now" + " ".repeat(200_000) + "and then'";
    assertThat(judge(text)).isEqualTo(new Purity.Pure());
  }

  @Test
  void sessionValuesAreFoundWithTheirPlace() {
    String sql = "select current_user, user, current_schema(), session_user from t";
    assertThat(judge(sql))
        .isInstanceOfSatisfying(
            Purity.Contextual.class,
            c ->
                assertThat(c.sessionValues().stream().map(x -> x.span().of(sql)))
                    .containsExactly("current_user", "user", "current_schema()", "session_user"));
  }

  @Test
  void functionsNobodyReviewedAreUserFunctions() {
    assertThat(judge("select s.\"My\"(1), f(2) from g(3), t tablesample odd(1)"))
        .isInstanceOfSatisfying(
            Purity.UserFunctions.class,
            u -> assertThat(u.functions()).containsExactly("My", "f", "g", "odd"));
    assertThat(judge("select f(nextval('s'))"))
        .isInstanceOfSatisfying(
            Purity.UserFunctions.class,
            u -> assertThat(u.base()).isInstanceOf(Purity.ShadowOnly.class));
  }

  @Test
  void knownUserFunctionsAndOperatorsCountInEveryPosition() {
    FunctionCatalog catalog =
        new FunctionCatalog() {
          @Override
          public Volatility builtIn(String name) {
            return name.equals("brand_new") ? Volatility.VOLATILE : Volatility.NONE;
          }

          @Override
          public boolean isUserFunction(String name, Position position) {
            return name.equals("total") || name.equals("lower");
          }

          @Override
          public boolean isUserOperator(String symbol) {
            return symbol.equals("<~>");
          }
        };
    PostgresPurity purity = new PostgresPurity(catalog, LexerSettings.STANDARD);
    assertThat(purity.judge(Parsing.parsed("select o.total from o where a <~> b and lower(c) = d")))
        .isInstanceOfSatisfying(
            Purity.UserFunctions.class,
            u -> assertThat(u.functions()).containsExactly("lower", "operator <~>", "total"));
    assertThat(purity.judge(Parsing.parsed("select total from o"))).isEqualTo(new Purity.Pure());
    assertThat(purity.judge(Parsing.parsed("select brand_new(1)")))
        .isInstanceOf(Purity.ShadowOnly.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from t for update",
        "select * from (select * from t for key share) x",
        "with x as (select 1 from t for share) select * from x",
        "select * into x from t",
        "insert into t values (1)",
        "with d as (delete from t returning *) select * from d",
        "table t for update",
        "merge into t using s on true when matched then delete",
        "explain analyze delete from t",
        "commit",
        "vacuum",
        "frobnicate"
      })
  void everythingElseIsNoRead(String sql) {
    assertThat(judge(sql)).isInstanceOf(Purity.NotARead.class);
  }
}
