package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementGuardTest {
  private static final List<String> PUBLIC = List.of("pg_catalog", "public");

  private static String sentence(String sql) {
    return StatementGuard.refusal(Parsing.parsed(sql), PUBLIC, "\"$user\", public")
        .map(Refusal::sentence)
        .orElse("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create function f() returns void language plpgsql as $$begin copy (select 1) /*;*/ to"
            + " program 'id'; end$$",
        "create function f() returns void language plpgsql as $$begin execute 'do $x$begin copy t"
            + " to ''/f''; end$x$'; end$$",
        "create function f() returns void language sql as 'copy t from ''/f'''",
        "create operator !!! (rightarg = text, procedure = pg_read_file)",
        "create function f() returns text language sql as $$select U&\"pg_read_fil\\0065\"('x')$$",
        "create function f() returns text language sql as $$select \"pg_read_file\" /**/ ('x')$$",
        "create function f() returns text language sql as e'select \\x70g_read_file(''x'')'",
        "create function f() returns text language sql return pg_read_file('x')",
        "create aggregate a(text)(sfunc = textcat, stype = text, finalfunc = pg_read_file)",
        "select ('/etc/hostname'::text).pg_read_file",
        "select (b).pg_read_file from t",
        "create extension U&\"dblin\\006b\"",
        "create extension file_fdw",
        "create function f(cstring) returns int language /**/ c as 'libc', 'system'",
        "create function f(cstring) returns int as 'libc', 'system' language U&\"\\0063\"",
        "create function f(cstring) returns int language 'internal' as 'int4in'",
        "create function f() returns void language plpgsql as 'begin perform ''; end'",
        "create function f() returns void language plpgsql as $$begin execute 'create function g()"
            + " returns int language c as ''x'''; end$$",
        "create index on t (lo_export(a, 'x'))",
        "grant pg_execute_server_program to a",
        "set allow_system_table_mods = on"
      })
  void theServerIsOutOfReach(String sql) {
    assertThat(sentence(sql)).endsWith("acts on the server, not on the session");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update pg_proc set proname = 'f' where proname = 'g'",
        "update only pg_settings set setting = 'on'",
        "insert into pg_catalog . pg_cast select 1",
        "with a as (delete from U&\"pg_tri\\0067ger\" returning 1) select * from a",
        "merge into pg_proc p using t on false when matched then delete",
        "truncate table pg_class",
        "copy pg_proc from stdin",
        "create rule r as on update to t do also update pg_settings set setting = 'x'",
        "create function f() returns void language plpgsql as $$begin update pg_settings set"
            + " setting = 'on'; end$$",
        "create function f() returns void language plpgsql as $$begin execute 'delete from"
            + " pg_trigger'; end$$",
        "create or replace function pg_catalog.lower(text) returns text language sql as 'select 1'",
        "alter function lower(text) rename to l",
        "alter schema information_schema rename to i",
        "alter table t set schema pg_catalog",
        "create view v as select * from pg_proc"
      })
  void theCatalogsAreOutOfReach(String sql) {
    assertThat(sentence(sql)).startsWith("the server's own catalogs cannot be changed here");
  }

  @Test
  void whatIsCreatedMustNotComeIntoTheCatalog() {
    String sql =
        "create function current_setting(text, bool) returns int language sql as 'select 1'";
    assertThat(StatementGuard.refusal(Parsing.parsed(sql), PUBLIC, "pg_catalog, public"))
        .isPresent();
    assertThat(StatementGuard.refusal(Parsing.parsed(sql), PUBLIC, "public")).isEmpty();
    assertThat(
            StatementGuard.refusal(
                Parsing.parsed("create table t (id int)"),
                List.of("public", "pg_catalog"),
                "public, pg_catalog"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select set_config('mo' || 'ri.hydrating', 'on', false)",
        "select set_config($1, $2, false)",
        "select set_config(n, 'on', false) from t",
        "select (n).set_config from t",
        "create aggregate a(text, bool)(sfunc = set_config, stype = text, initcond = 'a.x')",
        "create function f(a text) returns text language sql as $$select set_config($1, 'on',"
            + " false)$$"
      })
  void settingsAreNamedByConstants(String sql) {
    assertThat(sentence(sql)).isEqualTo("set_config has to name the setting by a constant");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select set_config('search_path', 'mo' || 'ri', true), f()",
        "select set_config('search_path', $1, true) from t",
        "select set_config('search_path', 'a, PG_TOAST_TEMP_MORI', true)",
        "create function f() returns void language plpgsql as $$begin perform"
            + " set_config('search_path', p, true); end$$"
      })
  void aSearchPathDoesNotLeadToTheLedger(String sql) {
    assertThat(sentence(sql)).startsWith("set_config of search_path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from pg_toast_temp_mori/**/.tables",
        "create function f() returns void language sql set \"mori.hydrating\" = on as 'select 1'",
        "create function f() returns void language sql set schema 'pg_toast_temp_mori' as 'delete from tables'",
        "create function f() returns void language sql set U&\"se\\0061rch_path\" to pg_toast_temp_mori as"
            + " 'select 1'",
        "create function f() returns void language sql set search_path = 'PG_TOAST_TEMP_MORI' as 'select 1'",
        "alter function f() set U&\"se\\0061rch_path\" to pg_toast_temp_mori",
        "alter role a set mori.hydrating = on",
        "drop schema a, pg_toast_temp_mori",
        "alter table t set schema pg_toast_temp_mori",
        "drop trigger mori_ledger on t"
      })
  void theLedgerIsOutOfReach(String sql) {
    assertThat(sentence(sql)).isEqualTo("mori's own bookkeeping is out of reach");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select copy, language from books where copy = 1",
        "create function f(language text) returns text language sql as 'select copy from books'",
        "create function f() returns void language plpgsql as $$begin for i in 1..10 loop raise"
            + " notice 'copy % to disk, it''s', i; end loop; end$$",
        "create function f() returns trigger language plpgsql as $$begin insert into"
            + " pg_search_documents values (new.id); return new; end$$",
        "create function f() returns text language sql set search_path = public as $$select"
            + " 'it''s'$$",
        "insert into pg_search_documents values (1)",
        "select setting from pg_settings where name = 'search_path'",
        "select proname from pg_catalog.pg_proc where proname = 'pg_read_file'",
        "select pg_catalog.set_config('search_path', '', false)",
        "select set_config('search_path', $1, true), set_config('app.user'::text, $2, true)",
        "grant usage on schema public to mori",
        "alter table t owner to mori",
        "create schema s authorization mori",
        "comment on table t is 'mori. pg_read_file'",
        "create extension if not exists plpgsql with schema pg_catalog",
        "create extension \"uuid-ossp\"",
        "create trigger t before update on a for each row execute function"
            + " pg_catalog.tsvector_update_trigger(a)",
        "create text search configuration c (copy = pg_catalog.english)",
        "create view v as select c.relname from pg_class c join pg_namespace n on true",
        "alter function public.lower(text) rename to l",
        "set search_path = pg_catalog, public"
      })
  void applicationsGoOn(String sql) {
    assertThat(sentence(sql)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"copy ", "language ", "search_path mori_ ", "'' ", "\" ", "$$ ", "\\ ' "})
  void longBodiesTakeNoLongTime(String words) {
    long begin = System.nanoTime();
    String body = words.repeat(20_000);
    sentence("create function f() returns int language sql as $body$" + body + "$body$");
    sentence("select set_config('a.b', $body$" + body + "$body$, true)");
    assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
  }
}
