package dev.mori.engine.postgres;

import static dev.mori.engine.postgres.Parsing.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.overlay.statement.AlterAction;
import dev.mori.overlay.statement.Copy;
import dev.mori.overlay.statement.Definition;
import dev.mori.overlay.statement.Definition.Flag;
import dev.mori.overlay.statement.Definition.ObjectKind;
import dev.mori.overlay.statement.QualifiedName;
import dev.mori.overlay.statement.Setting;
import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.Transaction;
import dev.mori.overlay.statement.Transaction.Access;
import dev.mori.overlay.statement.Transaction.Isolation;
import dev.mori.overlay.statement.Transaction.Verb;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementKindsTest {
  private static Transaction transaction(String sql) {
    return ((Statement.TransactionControl) statement(sql)).transaction();
  }

  private static Setting setting(String sql) {
    return ((Statement.SetVariable) statement(sql)).setting();
  }

  private static Definition definition(String sql) {
    return ((Statement.Ddl) statement(sql)).definition();
  }

  private static String names(Iterable<QualifiedName> names) {
    StringBuilder all = new StringBuilder();
    for (QualifiedName name : names) {
      all.append(all.isEmpty() ? "" : ",")
          .append(name.schema().map(s -> s + ".").orElse(""))
          .append(name.name());
    }
    return all.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "begin ~ BEGIN",
        "BEGIN TRANSACTION ~ BEGIN",
        "start transaction ~ BEGIN",
        "end ~ COMMIT",
        "commit work ~ COMMIT",
        "abort ~ ROLLBACK",
        "rollback ~ ROLLBACK",
        "savepoint a ~ SAVEPOINT",
        "release savepoint a ~ RELEASE",
        "release savepoint ~ RELEASE",
        "rollback to a ~ ROLLBACK_TO",
        "rollback work to savepoint a ~ ROLLBACK_TO",
        "prepare transaction 'x' ~ PREPARE_TRANSACTION",
        "commit prepared 'x' ~ COMMIT_PREPARED",
        "rollback prepared 'x' ~ ROLLBACK_PREPARED",
        "set transaction read only ~ SET_TRANSACTION",
        "set local transaction isolation level serializable ~ SET_TRANSACTION",
        "set session characteristics as transaction read write ~ SET_CHARACTERISTICS",
        "set transaction snapshot 'x' ~ SET_SNAPSHOT",
        "set constraints all immediate ~ SET_CONSTRAINTS"
      })
  void readsTransactionControl(String sql, Verb verb) {
    assertThat(transaction(sql).verb()).isEqualTo(verb);
  }

  @Test
  void readsTransactionModes() {
    Transaction begin =
        transaction("begin isolation level repeatable read, read only not deferrable");
    assertThat(begin.isolation()).contains(Isolation.REPEATABLE_READ);
    assertThat(begin.access()).contains(Access.READ_ONLY);
    assertThat(begin.deferrable()).contains(false);
    assertThat(transaction("commit and chain").chain()).isTrue();
    assertThat(transaction("rollback and no chain").chain()).isFalse();
    assertThat(transaction("rollback to \"A b\"").name().orElseThrow().value()).isEqualTo("A b");
  }

  @Test
  void readsSettings() {
    String sql = "set local Work_Mem to '64MB'";
    assertThat(setting(sql).variable()).isEqualTo("work_mem");
    assertThat(setting(sql).scope()).isEqualTo(Setting.Scope.LOCAL);
    assertThat(setting(sql).value().orElseThrow().of(sql)).isEqualTo("'64MB'");
    String path = "set search_path = a, \"B\"";
    assertThat(setting(path).value().orElseThrow().of(path)).isEqualTo("a, \"B\"");
    assertThat(setting("set session x.Y = 1").variable()).isEqualTo("x.y");
    assertThat(setting("set time zone local").variable()).isEqualTo("timezone");
    assertThat(setting("set role none").variable()).isEqualTo("role");
    assertThat(setting("set names 'utf8'").variable()).isEqualTo("client_encoding");
    assertThat(setting("set schema 'a'").variable()).isEqualTo("search_path");
    assertThat(setting("set session authorization default").variable())
        .isEqualTo("session_authorization");
    assertThat(setting("set a to default").action()).isInstanceOf(Setting.Action.Reset.class);
    assertThat(setting("reset all").action()).isInstanceOf(Setting.Action.ResetAll.class);
    assertThat(setting("reset time zone").variable()).isEqualTo("timezone");
    assertThat(setting("set transaction_read_only = off").variable())
        .isEqualTo("transaction_read_only");
    assertThat(statement("show transaction isolation level"))
        .isEqualTo(new Statement.Show("transaction_isolation"));
    assertThat(statement("SHOW ALL")).isEqualTo(new Statement.Show("all"));
  }

  @Test
  void readsCopy() {
    String sql = "copy s.t (a, b) from stdin with (format csv) where a > 1";
    Copy copy = ((Statement.CopyData) statement(sql)).copy();
    assertThat(copy.direction()).isEqualTo(Copy.Direction.IN);
    assertThat(copy.peer()).isEqualTo(Copy.Peer.CLIENT);
    assertThat(((Copy.Subject.Table) copy.subject()).columns()).hasSize(2);
    assertThat(copy.options().orElseThrow().of(sql)).isEqualTo("with (format csv)");
    assertThat(copy.filter().orElseThrow().of(sql)).isEqualTo("a > 1");
    Copy out = ((Statement.CopyData) statement("copy (select 1) to stdout binary")).copy();
    assertThat(out.subject()).isInstanceOf(Copy.Subject.Result.class);
    assertThat(((Statement.CopyData) statement("copy t to program 'x'")).copy().peer())
        .isEqualTo(Copy.Peer.SERVER_PROGRAM);
  }

  @Test
  void readsExplainAndPrepare() {
    assertThat(((Statement.Explain) statement("explain analyze select 1")).analyze()).isTrue();
    assertThat(((Statement.Explain) statement("explain (analyze off) select 1")).analyze())
        .isFalse();
    assertThat(((Statement.Explain) statement("explain (costs, analyze) delete from t")).analyze())
        .isTrue();
    assertThat(((Statement.Explain) statement("explain (select 1)")).inner())
        .isInstanceOf(Statement.Select.class);
    Statement.Prepare prepare =
        (Statement.Prepare) statement("prepare q (int) as insert into t values ($1)");
    assertThat(prepare.inner()).isInstanceOf(Statement.Insert.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "discard all ~ Discard",
        "declare c no scroll cursor with hold for select 1 ~ DeclareCursor",
        "fetch forward 10 from c ~ Fetch",
        "move c ~ Fetch",
        "close all ~ CloseCursor",
        "execute q ~ Execute",
        "deallocate prepare q ~ Deallocate",
        "listen a ~ Listen",
        "unlisten * ~ Unlisten",
        "notify a, 'x' ~ Notify",
        "lock a, only b in share mode nowait ~ LockTable",
        "truncate a, b restart identity cascade ~ Truncate",
        "do $$ begin end $$ ~ DoBlock",
        "call p(1) ~ Call",
        "vacuum full a ~ Maintenance",
        "analyze ~ Maintenance",
        "reindex table a ~ Maintenance",
        "cluster a using i ~ Maintenance",
        "checkpoint ~ Maintenance",
        "load 'x' ~ Maintenance",
        "-- nothing ~ Empty",
        "upsert into t values (1) ~ Unknown",
        "import foreign schema a from server b into c ~ Ddl",
        "security label on table a is 'x' ~ Ddl",
        "reassign owned by a to b ~ Ddl",
        "refresh materialized view a ~ Ddl",
        "/*x*/ create view v as select 1 ~ Ddl",
        "grant select on a to b ~ Ddl"
      })
  void tellsUtilityStatementsApart(String sql, String kind) {
    assertThat(statement(sql).getClass().getSimpleName()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "create table if not exists s.t (id int references p(id), like q) inherits (r) ~"
            + " TABLE ~ s.t ~ p,q,r",
        "create table t partition of p for values in (1) ~ TABLE ~ t ~ p",
        "create temp table t as select 1 ~ TABLE_AS ~ t ~ ''",
        "create unique index concurrently i on only s.t (a) ~ INDEX ~ i ~ s.t",
        "create index on t (a) ~ INDEX ~ '' ~ t",
        "create or replace view v as select 1 ~ VIEW ~ v ~ ''",
        "create materialized view v as select 1 ~ MATERIALIZED_VIEW ~ v ~ ''",
        "create type s.m as enum ('a') ~ TYPE ~ s.m ~ ''",
        "create domain d as int ~ DOMAIN ~ d ~ ''",
        "create sequence q owned by s.t.id ~ SEQUENCE ~ q ~ s.t",
        "create function s.f(int) returns int language sql as 'select 1' ~ ROUTINE ~ s.f ~ ''",
        "create trigger g after insert on s.t execute function f() ~ TRIGGER ~ g ~ s.t",
        "create rule r as on update to t do nothing ~ RULE ~ r ~ t",
        "create schema if not exists s ~ SCHEMA ~ s ~ ''",
        "create extension if not exists pgcrypto ~ EXTENSION ~ pgcrypto ~ ''",
        "drop table if exists a, b.c cascade ~ TABLE ~ a,b.c ~ ''",
        "drop index concurrently i ~ INDEX ~ i ~ ''",
        "drop trigger g on t ~ TRIGGER ~ g ~ t",
        "alter table only s.t add foreign key (a) references p ~ TABLE ~ s.t ~ p",
        "alter system set a = 1 ~ SYSTEM ~ '' ~ ''",
        "comment on column s.t.c is 'x' ~ TABLE ~ s.t ~ ''",
        "create role r ~ ROLE ~ r ~ ''",
        "drop owned by r ~ OWNED ~ '' ~ ''"
      })
  void readsDefinitions(String sql, ObjectKind kind, String names, String relations) {
    Definition definition = definition(sql);
    assertThat(definition.object()).isEqualTo(kind);
    assertThat(names(definition.names())).isEqualTo(names);
    assertThat(names(definition.relations())).isEqualTo(relations);
  }

  @Test
  void readsFlags() {
    assertThat(definition("create unlogged table if not exists t (a int)").flags())
        .containsExactlyInAnyOrder(Flag.UNLOGGED, Flag.IF_NOT_EXISTS);
    assertThat(definition("create table pg_temp.t (a int)").flags()).contains(Flag.TEMPORARY);
    assertThat(definition("create table t (a int) partition by range (a)").flags())
        .containsExactly(Flag.PARTITIONED);
    assertThat(definition("create table t as execute q").flags()).contains(Flag.EXECUTES);
    assertThat(definition("create unique index concurrently i on t (a)").flags())
        .containsExactlyInAnyOrder(Flag.UNIQUE, Flag.CONCURRENTLY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "add c int default 5 check (c > 0) ~ ADD_COLUMN c",
        "add column if not exists \"C\" int, drop d cascade ~ ADD_COLUMN C, DROP_COLUMN d",
        "rename a to b ~ RENAME_COLUMN a b",
        "rename column a to b ~ RENAME_COLUMN a b",
        "rename to b ~ RENAME_TABLE b",
        "rename constraint a to b ~ RENAME_CONSTRAINT a b",
        "set schema s ~ SET_SCHEMA s",
        "alter a type bigint using a::bigint ~ COLUMN_TYPE a",
        "alter column a set data type text ~ COLUMN_TYPE a",
        "alter a set not null, alter b drop not null ~ SET_NOT_NULL a, DROP_NOT_NULL b",
        "alter a set default 1 ~ COLUMN_DEFAULT a",
        "alter a add generated always as identity ~ IDENTITY a",
        "alter a set statistics 5 ~ COLUMN_OPTION a",
        "add constraint k primary key (a, b) ~ ADD_PRIMARY_KEY k",
        "add unique (a), add check (a > 0) ~ ADD_UNIQUE, ADD_CHECK",
        "add constraint k foreign key (a) references p (b) not valid ~ ADD_FOREIGN_KEY k",
        "validate constraint k ~ VALIDATE_CONSTRAINT k",
        "drop constraint if exists k ~ DROP_CONSTRAINT k",
        "attach partition s.p for values in (1) ~ ATTACH_PARTITION p",
        "disable trigger all ~ TRIGGER_STATE all",
        "enable row level security ~ ROW_SECURITY",
        "owner to x ~ TABLE_OPTION"
      })
  void readsTheActionsOfAlterTable(String actions, String expected) {
    Definition definition = definition("alter table t " + actions);
    assertThat(
            definition.actions().stream()
                .map(StatementKindsTest::show)
                .collect(Collectors.joining(", ")))
        .isEqualTo(expected);
  }

  private static String show(AlterAction action) {
    return action.kind()
        + action.name().map(n -> " " + n.value()).orElse("")
        + action.newName().map(n -> " " + n.value()).orElse("");
  }
}
