-- The ledger: what this session changed, recorded by the shadow itself in the transaction that changes it.
-- Everything mori keeps in a shadow database stands in schema pg_toast_temp_mori. By its name the server takes it for
-- another session's temporary schema: information_schema, psql, pg_dump and drivers leave it out of what they list, and
-- nobody can make a table in it. While mori makes some, the schema is called "mori: making".
-- Run once as superuser in a template database whose schema is already cloned; afterwards
-- pg_toast_temp_mori.adopt_all() fills it.
--
-- Clients log in as the database's owner, who is no superuser, and so does whatever copies their rows. What a
-- superuser owns here and runs with his rights (SECURITY DEFINER) must therefore evaluate nothing that a client can
-- define: no check, default, index expression, cast or policy of a table, no function but its own, and no name that a
-- temporary view or type could take (pg_temp stands last in every search_path). Whatever touches rows belongs to the
-- database's owner (pg_toast_temp_mori.hand_over).
--
--   pg_toast_temp_mori.tables    one row per cloned relation that holds rows or is a sequence (tables, partitions, materialized
--                  views, foreign tables, sequences): where it comes from, its key, whether prod is still asked for it
--   pg_toast_temp_mori.columns   one row per cloned column of those: which column of prod it is (attnum survives renames)
--   pg_toast_temp_mori.t_<oid>   the ledger of one table: keys that are local (row present: changed, absent: deleted), with a
--                  digest of prod's row as it was when it was written here first
--   pg_toast_temp_mori.h_<oid>   the hydration registry of one table: prod keys that were copied here, once and for ever
--   pg_toast_temp_mori.w_<oid>, c_<oid>   functions of one table: its ledger's trigger, and what copies rows into it
--   pg_toast_temp_mori.changes   one row for each change of the schema
--   pg_toast_temp_mori.writes    what the running transaction wrote, row by row; empty between transactions

CREATE SCHEMA "mori: making";

CREATE TABLE "mori: making".tables (
  rel oid PRIMARY KEY,
  prod_schema text NOT NULL,
  prod_name text NOT NULL,
  keys text[],          -- prod's names of the key columns, in the order of k1, k2 ..; null or empty: no ledger
  key_columns int2[] NOT NULL DEFAULT '{}',  -- their attribute numbers here
  detached boolean NOT NULL DEFAULT false,
  shape text,           -- of which its trigger function was made
  digested int2[] NOT NULL DEFAULT '{}',     -- attribute numbers of the columns in the ledger's digests
  UNIQUE (prod_schema, prod_name)
);

CREATE TABLE "mori: making".columns (
  rel oid NOT NULL,
  attnum int2 NOT NULL,
  prod_name text NOT NULL,
  prod_type text NOT NULL,
  PRIMARY KEY (rel, attnum)
);

-- Unlogged: rows live only inside the transaction that wrote them, so a crash has nothing to lose here.
CREATE UNLOGGED TABLE "mori: making".writes (
  tx xid8 NOT NULL,
  seq int NOT NULL,
  rel oid NOT NULL,
  old_key text[],
  new_key text[],
  old_row text,
  new_row text,
  copied boolean    -- old_row is what was copied from prod: nobody here had written it before
) WITH (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0);
CREATE INDEX writes_tx ON "mori: making".writes (tx);

UPDATE pg_catalog.pg_namespace SET nspname = 'pg_toast_temp_mori' WHERE nspname = 'mori: making';

-- Who clients log in as.
CREATE FUNCTION pg_toast_temp_mori.client() RETURNS regrole LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT d.datdba::regrole FROM pg_catalog.pg_database d WHERE d.datname = CURRENT_CATALOG
$fn$;

-- Switches triggers and foreign keys off or on for this transaction. No SET clause: what the call sets would end
-- with it.
CREATE FUNCTION pg_toast_temp_mori.triggers(off boolean) RETURNS void LANGUAGE sql SECURITY DEFINER AS $fn$
  SELECT pg_catalog.set_config('session_replication_role', CASE WHEN $1 THEN 'replica' ELSE 'origin' END, true)
$fn$;

-- Makes this connection one that copies rows: no triggers, no foreign keys, no ledger, messages in English.
CREATE FUNCTION pg_toast_temp_mori.copy_rows() RETURNS void LANGUAGE sql SECURITY DEFINER AS $fn$
  SELECT pg_catalog.set_config('session_replication_role', 'replica', false),
         pg_catalog.set_config('mori.hydrating', 'on', false), pg_catalog.set_config('lc_messages', 'C', false)
$fn$;

-- Runs a query that yields one text[] under pinned output settings, whatever the client has SET.
CREATE FUNCTION pg_toast_temp_mori.capture(query text, arguments text[] DEFAULT '{}') RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET array_nulls = on SET xmloption = content SET timezone = 'UTC' SET row_security = off
AS $fn$
DECLARE answer text[];
BEGIN
  EXECUTE query INTO answer USING arguments;
  RETURN answer;
END $fn$;

-- The key that identifies a row of prod in the shadow: the primary key, else a unique index over NOT NULL
-- columns that is immediate, complete and free of expressions. Empty when there is none.
CREATE FUNCTION pg_toast_temp_mori.identity_key(t oid) RETURNS int2[] LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT coalesce((
    SELECT (SELECT array_agg(k.a ORDER BY k.n)
              FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(a, n) WHERE k.n <= i.indnkeyatts)
      FROM pg_index i
     WHERE i.indrelid = t AND i.indisunique AND i.indisvalid AND i.indimmediate
       AND i.indpred IS NULL AND i.indexprs IS NULL
       AND NOT EXISTS (SELECT 1 FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(n, o)
                         JOIN pg_attribute a ON a.attrelid = t AND a.attnum = k.n
                        WHERE k.o <= i.indnkeyatts AND NOT a.attnotnull)
     ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1), '{}')
$fn$;

-- What a table's functions name, and what a connection that has run them keeps of it: the table, its columns, their types.
CREATE FUNCTION pg_toast_temp_mori.shape(t oid) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT md5(concat_ws(',', t::regclass, string_agg(concat_ws(' ', a.attnum, a.attname, a.atttypid, a.attgenerated, a.attidentity), ',' ORDER BY a.attnum)))
    FROM pg_attribute a WHERE a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped
$fn$;

-- The columns of a table that prod's has too, for digests of rows that are the same on both servers: here by attribute
-- number and name, there by name. Values that print differently elsewhere are left out, as are columns of another type.
CREATE FUNCTION pg_toast_temp_mori.digested(t oid, OUT attnums int2[], OUT here text[], OUT there text[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT coalesce(array_agg(a.attnum ORDER BY a.attnum), '{}'), coalesce(array_agg(a.attname::text ORDER BY a.attnum), '{}'),
         coalesce(array_agg(c.prod_name ORDER BY a.attnum), '{}')
    FROM pg_toast_temp_mori.columns c JOIN pg_attribute a ON a.attrelid = c.rel AND a.attnum = c.attnum AND NOT a.attisdropped
    JOIN pg_type y ON y.oid = a.atttypid
   WHERE c.rel = t AND y.typname !~ '^_?(reg|money$)' AND format_type(a.atttypid, a.atttypmod) = c.prod_type
$fn$;

-- Makes (or makes anew, after DDL) the function that copies rows of prod (array literal of the table's row type, in the
-- session's shape) into one table: those that never were here, and those that have changed on prod since and that nobody
-- here has written. A copy that is locked is somebody's who is writing it, and stays. fresh: keys new to the registry;
-- inserted: rows that really went in; renewed: copies that are others now. A row of prod that collides with a row of this
-- session alone raises the engine's unique violation, and the caller refuses. Keys go into the registry in their order:
-- two who copy the same rows at once wait for each other in one direction only. Rows go into the table in the order in
-- which they come, which is production's: an UPDATE may fail or not by the order it meets them in. Whether somebody has written a copy is
-- asked once more when it is locked: he may have committed since the statement began, which does not see it.
-- A function for each table, because a connection plans its statements once.
CREATE FUNCTION pg_toast_temp_mori.copier(t oid) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  k record; cols text; picked text; settable text; settings text; here text; there text; renewing text := '';
BEGIN
  SELECT * INTO k FROM pg_toast_temp_mori.key_texts(t);
  SELECT string_agg(c, ', ' ORDER BY n), string_agg('i.' || c, ', ' ORDER BY n), string_agg('x.' || c, ', ' ORDER BY n),
         string_agg(c, ', ' ORDER BY n) FILTER (WHERE free), string_agg('i.' || c, ', ' ORDER BY n) FILTER (WHERE free)
    INTO cols, picked, here, settable, settings
    FROM (SELECT quote_ident(a.attname) AS c, a.attnum AS n, a.attidentity <> 'a' AS free FROM pg_attribute a
           WHERE a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') columns;
  IF settable IS NOT NULL THEN
    renewing := format($def$
  IF fresh < wanted THEN
    SELECT array_agg(held.was)::text INTO held FROM (
      SELECT ROW(i.*)::%1$s AS was FROM %2$s x JOIN unnest(incoming::%1$s[]) i ON %3$s
       WHERE ROW(%4$s)::text IS DISTINCT FROM ROW(%5$s)::text
         AND NOT EXISTS (SELECT 1 FROM pg_toast_temp_mori.t_%6$s l WHERE %7$s)
         FOR NO KEY UPDATE OF x SKIP LOCKED) held;
  END IF;
  IF held IS NOT NULL THEN
    UPDATE %2$s x SET (%8$s) = ROW(%9$s) FROM (SELECT DISTINCT ON (%10$s) i.* FROM unnest(held::%1$s[]) i) i
     WHERE %3$s AND NOT EXISTS (SELECT 1 FROM pg_toast_temp_mori.t_%6$s l WHERE %7$s);
    GET DIAGNOSTICS renewed = ROW_COUNT;
  END IF;$def$,
      t::regclass, pg_toast_temp_mori.own_rows(t), k.x_is_i, here, picked, t, k.i_is_l, settable, settings, k.of_i);
  END IF;
  EXECUTE format($def$
CREATE OR REPLACE FUNCTION pg_toast_temp_mori.c_%1$s(incoming text, OUT fresh bigint, OUT inserted bigint, OUT renewed bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET array_nulls = on SET xmloption = content SET timezone = 'UTC' SET row_security = off AS $body$
#variable_conflict use_variable
DECLARE wanted bigint; held text;
BEGIN
  renewed := 0;
  WITH given AS MATERIALIZED (SELECT r.*, row_number() OVER () AS "mori: n" FROM unnest(incoming::%2$s[]) r),
  entered AS (INSERT INTO pg_toast_temp_mori.h_%1$s SELECT DISTINCT %3$s FROM given i
             WHERE NOT EXISTS (SELECT 1 FROM pg_toast_temp_mori.t_%1$s l WHERE %4$s)
             ORDER BY %3$s ON CONFLICT DO NOTHING RETURNING *),
  ins AS (INSERT INTO %2$s (%5$s) OVERRIDING SYSTEM VALUE
          SELECT %6$s FROM (SELECT DISTINCT ON (%3$s) i.* FROM given i JOIN entered l ON %4$s ORDER BY %3$s, i."mori: n") i
           ORDER BY i."mori: n" RETURNING 1)
  SELECT (SELECT count(*) FROM entered), (SELECT count(*) FROM ins), (SELECT count(*) FROM given) INTO fresh, inserted, wanted;%7$s
END $body$ $def$,
    t, t::regclass, k.of_i, k.i_is_l, cols, picked, renewing);
  EXECUTE format('ALTER FUNCTION pg_toast_temp_mori.c_%s(text) OWNER TO %s', t, pg_toast_temp_mori.client());
END $fn$;

-- Makes (or makes anew, after DDL) the trigger function of one table. Digests of other columns than now tell nothing any
-- more; they become zero. Rows are written out column by column
-- in the table's own order, because a partition may keep its columns in another one.
CREATE FUNCTION pg_toast_temp_mori.write_trigger(t oid) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  ledger text := format('pg_toast_temp_mori.t_%s', t);
  old_k text; new_k text; old_texts text; new_texts text; ks text; old_row text; new_row text; digest text; d record;
BEGIN
  SELECT * INTO d FROM pg_toast_temp_mori.digested(t);
  IF (SELECT o.digested <> d.attnums AND o.shape IS NOT NULL FROM pg_toast_temp_mori.tables o WHERE o.rel = t) THEN
    EXECUTE format('UPDATE %s SET base = %L WHERE base IS NOT NULL', ledger, '00000000-0000-0000-0000-000000000000');
  END IF;
  SELECT format('md5(ROW(%s)::text)::uuid', string_agg(format('OLD.%I', name), ', ' ORDER BY n)) INTO digest
    FROM unnest(d.here) WITH ORDINALITY AS u(name, n);
  SELECT string_agg('OLD.' || c, ', ' ORDER BY n), string_agg('NEW.' || c, ', ' ORDER BY n),
         string_agg('OLD.' || c || '::text', ', ' ORDER BY n), string_agg('NEW.' || c || '::text', ', ' ORDER BY n),
         string_agg('k' || n, ', ' ORDER BY n)
    INTO old_k, new_k, old_texts, new_texts, ks
    FROM (SELECT quote_ident(a.attname) AS c, u.n FROM pg_toast_temp_mori.tables o, unnest(o.key_columns) WITH ORDINALITY AS u(k, n), pg_attribute a
           WHERE o.rel = t AND a.attrelid = t AND a.attnum = u.k) key_columns;
  SELECT format('ROW(%s)::%s::text', string_agg('OLD.' || quote_ident(attname), ', ' ORDER BY attnum), t::regclass),
         format('ROW(%s)::%s::text', string_agg('NEW.' || quote_ident(attname), ', ' ORDER BY attnum), t::regclass)
    INTO old_row, new_row
    FROM pg_attribute WHERE attrelid = t AND attnum > 0 AND NOT attisdropped;
  EXECUTE format($def$
CREATE OR REPLACE FUNCTION pg_toast_temp_mori.w_%s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET array_nulls = on SET xmloption = content SET timezone = 'UTC' SET row_security = off
AS $body$
DECLARE
  s int := coalesce(nullif(current_setting('mori.seq', true), ''), '0')::int;
  ok text[]; nk text[]; o text; n text; copied boolean := false;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    ok := ARRAY[%s]::text[]; o := %s;
    INSERT INTO %s VALUES (%s, pg_current_xact_id(), %s) ON CONFLICT (%s) DO NOTHING;
    copied := FOUND;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    nk := ARRAY[%s]::text[]; n := %s;
    IF ok IS DISTINCT FROM nk THEN
      INSERT INTO %s VALUES (%s, pg_current_xact_id()) ON CONFLICT (%s) DO NOTHING;
    END IF;
  END IF;
  INSERT INTO pg_toast_temp_mori.writes VALUES (pg_current_xact_id(), s, %s, ok, nk, o, n, copied);
  RETURN NULL;
END $body$ $def$,
    t, old_texts, old_row, ledger, old_k, digest, ks, new_texts, new_row, ledger, new_k, ks, t);
  EXECUTE format('ALTER FUNCTION pg_toast_temp_mori.w_%s() OWNER TO %s', t, pg_toast_temp_mori.client());
  PERFORM pg_toast_temp_mori.copier(t);
  UPDATE pg_toast_temp_mori.tables SET shape = pg_toast_temp_mori.shape(t), digested = d.attnums WHERE rel = t;
END $fn$;

-- Cuts a table loose from prod, and its partitions: they stay the session's own when they are detached from it.
CREATE FUNCTION pg_toast_temp_mori.detach(t oid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  UPDATE pg_toast_temp_mori.tables SET detached = true
   WHERE rel = t OR rel IN (SELECT p.relid FROM pg_partition_tree(t::regclass) p);
$fn$;

-- Whether a table is cut loose from prod; keeps others from deciding meanwhile.
CREATE FUNCTION pg_toast_temp_mori.lock_origin(t oid) RETURNS SETOF boolean LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT detached FROM pg_toast_temp_mori.tables WHERE rel = t FOR UPDATE;
$fn$;

-- TRUNCATE cuts a table loose from prod, in the truncating transaction.
CREATE FUNCTION pg_toast_temp_mori.truncated() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  PERFORM pg_toast_temp_mori.detach(TG_ARGV[0]::oid);
  INSERT INTO pg_toast_temp_mori.writes VALUES (pg_current_xact_id(), 0, TG_ARGV[0]::oid, NULL, NULL, NULL, NULL, false);
  RETURN NULL;
END $fn$;

-- Writes down where one cloned relation comes from.
CREATE FUNCTION pg_toast_temp_mori.note(t oid) RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $fn$
  INSERT INTO pg_toast_temp_mori.tables (rel, prod_schema, prod_name)
    SELECT t, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = t;
  INSERT INTO pg_toast_temp_mori.columns
    SELECT t, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod)
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind <> 'S';
$fn$;

-- Makes tables of mori's own, which name themselves "mori: making".something.
CREATE FUNCTION pg_toast_temp_mori.make(definitions text[]) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE definition text;
BEGIN
  UPDATE pg_namespace SET nspname = 'mori: making' WHERE nspname = 'pg_toast_temp_mori';
  FOREACH definition IN ARRAY definitions LOOP
    EXECUTE definition;
  END LOOP;
  UPDATE pg_namespace SET nspname = 'pg_toast_temp_mori' WHERE nspname = 'mori: making';
END $fn$;

-- The key of one cloned table, and the tables that go with it.
CREATE FUNCTION pg_toast_temp_mori.keyed(t oid) RETURNS text[] LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  found int2[] := pg_toast_temp_mori.identity_key(t);
  key_columns text;
  ks text;
BEGIN
  UPDATE pg_toast_temp_mori.tables SET key_columns = found,
    keys = (SELECT array_agg(a.attname::text ORDER BY u.n) FROM unnest(found) WITH ORDINALITY AS u(k, n)
              JOIN pg_attribute a ON a.attrelid = t AND a.attnum = u.k) WHERE rel = t;
  IF found = '{}' THEN
    RETURN '{}';
  END IF;
  SELECT string_agg(format('%I AS k%s', a.attname, u.n), ', ' ORDER BY u.n), string_agg('k' || u.n, ', ' ORDER BY u.n)
    INTO key_columns, ks
    FROM unnest(found) WITH ORDINALITY AS u(a, n) JOIN pg_attribute a ON a.attrelid = t AND a.attnum = u.a;
  RETURN ARRAY[format('CREATE TABLE "mori: making".h_%s AS SELECT %s FROM %s WITH NO DATA', t, key_columns, t::regclass),
               format('CREATE TABLE "mori: making".t_%s AS SELECT %s, NULL::xid8 AS tx, NULL::uuid AS base FROM %s WITH NO DATA', t, key_columns, t::regclass),
               format('ALTER TABLE "mori: making".h_%s ADD PRIMARY KEY (%s)', t, ks),
               format('ALTER TABLE "mori: making".t_%s ADD PRIMARY KEY (%s)', t, ks)];
END $fn$;

-- Gives one cloned table the triggers that write its ledger.
CREATE FUNCTION pg_toast_temp_mori.adopt(t oid) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  EXECUTE format('CREATE TRIGGER mori_truncate AFTER TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION pg_toast_temp_mori.truncated(%L)',
                            t::regclass, t);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER mori_truncate', t::regclass);
  IF (SELECT o.key_columns FROM pg_toast_temp_mori.tables o WHERE o.rel = t) <> '{}' THEN
    PERFORM pg_toast_temp_mori.write_trigger(t);
    EXECUTE format('CREATE TRIGGER mori_ledger AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW'
                   ' WHEN (pg_catalog.current_setting(''mori.hydrating'', true) IS DISTINCT FROM ''on'')'
                   ' EXECUTE FUNCTION pg_toast_temp_mori.w_%s()', t::regclass, t);
    -- Whatever the client has set session_replication_role to: only hydration goes unrecorded.
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER mori_ledger', t::regclass);
  END IF;
END $fn$;

-- Notes every relation outside the system schemas, and gives ordinary tables and partitioned roots a ledger.
-- Rows of partitions belong to their root.
CREATE FUNCTION pg_toast_temp_mori.adopt_all() RETURNS int LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE r record; tracked oid[] := '{}'; definitions text[] := '{}'; t oid;
BEGIN
  FOR r IN SELECT c.oid, c.relkind IN ('r', 'p') AND NOT c.relispartition AS tracked
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'm', 'f', 'S') AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
              AND NOT EXISTS (SELECT 1 FROM pg_depend d
                               WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
            ORDER BY c.oid LOOP
    PERFORM pg_toast_temp_mori.note(r.oid);
    IF r.tracked THEN
      tracked := tracked || r.oid;
      definitions := definitions || pg_toast_temp_mori.keyed(r.oid);
    END IF;
  END LOOP;
  PERFORM pg_toast_temp_mori.make(definitions);
  FOREACH t IN ARRAY tracked LOOP
    PERFORM pg_toast_temp_mori.adopt(t);
  END LOOP;
  UPDATE pg_trigger SET tgisinternal = true WHERE tgname IN ('mori_truncate', 'mori_ledger');
  PERFORM pg_toast_temp_mori.only_origin();
  PERFORM pg_toast_temp_mori.remember();
  PERFORM pg_toast_temp_mori.hand_over();
  PERFORM pg_toast_temp_mori.entitle();
  RETURN cardinality(tracked);
END $fn$;

-- Gives the session's client what none of his roles owns, and mori's functions that touch rows.
CREATE FUNCTION pg_toast_temp_mori.hand_over() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE r record;
BEGIN
  GRANT USAGE ON SCHEMA pg_toast_temp_mori TO PUBLIC;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pg_toast_temp_mori TO PUBLIC;
  -- What decides where rows come from, and what is asked there, changes by mori's own functions only.
  REVOKE INSERT, UPDATE, DELETE ON pg_toast_temp_mori.tables, pg_toast_temp_mori.columns, pg_toast_temp_mori.texts,
    pg_toast_temp_mori.changes FROM PUBLIC;
  FOR r IN SELECT p.oid::regprocedure AS f FROM pg_proc p WHERE p.pronamespace = 'pg_toast_temp_mori'::regnamespace
              AND p.proname IN ('capture', 'hydrate', 'renew', 'put_last', 'forget', 'copies', 'relied', 'unknown', 'sequences') LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO %s', r.f, pg_toast_temp_mori.client());
  END LOOP;
  UPDATE pg_extension e SET extowner = pg_toast_temp_mori.client()
   WHERE e.extname <> 'plpgsql' AND NOT pg_has_role(pg_toast_temp_mori.client(), e.extowner, 'USAGE');
  FOR r IN
    SELECT i.type, i.identity
      FROM (SELECT 'pg_namespace'::regclass AS class, oid, nspowner AS owner, oid AS schema, false AS part FROM pg_namespace
            UNION ALL SELECT 'pg_class'::regclass, oid, relowner, relnamespace, relkind = 'S' FROM pg_class
             WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
            UNION ALL SELECT 'pg_proc'::regclass, oid, proowner, pronamespace, false FROM pg_proc
            UNION ALL SELECT 'pg_type'::regclass, oid, typowner, typnamespace, true FROM pg_type
             WHERE typrelid = 0 AND (typelem = 0 OR typlen > 0)
            UNION ALL SELECT 'pg_operator'::regclass, oid, oprowner, oprnamespace, false FROM pg_operator
            UNION ALL SELECT 'pg_collation'::regclass, oid, collowner, collnamespace, false FROM pg_collation
            UNION ALL SELECT 'pg_conversion'::regclass, oid, conowner, connamespace, false FROM pg_conversion
            UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgowner, cfgnamespace, false FROM pg_ts_config
            UNION ALL SELECT 'pg_ts_dict'::regclass, oid, dictowner, dictnamespace, false FROM pg_ts_dict
            UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxowner, stxnamespace, false FROM pg_statistic_ext) o
      JOIN pg_namespace n ON n.oid = o.schema, pg_identify_object(o.class, o.oid, 0) i
     WHERE (o.oid >= 16384 OR n.nspname = 'public') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND n.nspname !~ '^pg_' AND NOT pg_has_role(pg_toast_temp_mori.client(), o.owner, 'USAGE')
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = o.class AND d.objid = o.oid
                        AND (d.deptype = 'e' OR (o.part AND d.deptype IN ('a', 'i'))))
  LOOP
    EXECUTE format('ALTER %s %s OWNER TO %s',
                   CASE r.type WHEN 'composite type' THEN 'type' WHEN 'statistics object' THEN 'statistics' ELSE r.type END,
                   r.identity, pg_toast_temp_mori.client());
  END LOOP;
END $fn$;

-- Triggers and rules that fire for replicas would fire for rows that are copied here. For clients, who are none, ALWAYS
-- is the same as enabled and REPLICA the same as disabled.
CREATE FUNCTION pg_toast_temp_mori.only_origin() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE r record;
BEGIN
  FOR r IN SELECT g.tgrelid::regclass AS rel, 'TRIGGER' AS what, g.tgname AS name, g.tgenabled AS fires
             FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
            WHERE NOT g.tgisinternal AND f.pronamespace <> 'pg_toast_temp_mori'::regnamespace AND g.tgenabled IN ('A', 'R')
           UNION ALL
           SELECT w.ev_class::regclass, 'RULE', w.rulename, w.ev_enabled FROM pg_rewrite w WHERE w.ev_enabled IN ('A', 'R') LOOP
    EXECUTE format('ALTER TABLE %s %s %s %I', r.rel, CASE r.fires WHEN 'A' THEN 'ENABLE' ELSE 'DISABLE' END, r.what, r.name);
  END LOOP;
END $fn$;

-- After DDL: trigger functions name columns, so they are written anew for every table that is still tracked.
CREATE FUNCTION pg_toast_temp_mori.after_ddl() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE t oid; r record;
BEGIN
  INSERT INTO pg_toast_temp_mori.changes DEFAULT VALUES;
  DELETE FROM pg_toast_temp_mori.tables o WHERE NOT EXISTS (SELECT 1 FROM pg_class c WHERE c.oid = o.rel);
  FOR t IN SELECT o.rel FROM pg_toast_temp_mori.tables o WHERE o.key_columns <> '{}' LOOP
    IF EXISTS (SELECT 1 FROM pg_toast_temp_mori.tables o, unnest(o.key_columns) k
                 LEFT JOIN pg_attribute a ON a.attrelid = t AND a.attnum = k AND NOT a.attisdropped
                WHERE o.rel = t AND a.attnum IS NULL) THEN
      -- The key is gone: the caller has localized the table before such a change.
      EXECUTE format('DROP TRIGGER IF EXISTS mori_ledger ON %s', t::regclass);
      UPDATE pg_toast_temp_mori.tables SET keys = '{}', key_columns = '{}' WHERE rel = t;
    ELSIF (SELECT o.shape FROM pg_toast_temp_mori.tables o WHERE o.rel = t) IS DISTINCT FROM pg_toast_temp_mori.shape(t) THEN
      -- Only where it has to be: another open transaction may be making it.
      PERFORM pg_toast_temp_mori.write_trigger(t);
    END IF;
  END LOOP;
  PERFORM pg_toast_temp_mori.remember();
  PERFORM pg_toast_temp_mori.only_origin();
  PERFORM pg_toast_temp_mori.entitle();
  -- ENABLE and DISABLE TRIGGER ALL mean the client's triggers.
  FOR r IN SELECT g.tgrelid::regclass AS rel, g.tgname FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
            WHERE f.pronamespace = 'pg_toast_temp_mori'::regnamespace AND g.tgenabled <> 'A' LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', r.rel, r.tgname);
  END LOOP;
END $fn$;

-- The key of a table as pieces of statements: of the ledger's columns, of a row i, and what makes two rows the same one
-- (i a row of prod, l one of the ledger, x one of the table itself). Nulls when the table has no key.
CREATE FUNCTION pg_toast_temp_mori.key_texts(t oid, OUT ks text, OUT of_i text, OUT i_is_l text, OUT x_is_i text, OUT x_is_l text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT string_agg('k' || u.n, ', ' ORDER BY u.n), string_agg('i.' || c.name, ', ' ORDER BY u.n),
         string_agg('i.' || c.name || ' = l.k' || u.n, ' AND ' ORDER BY u.n),
         string_agg('x.' || c.name || ' = i.' || c.name, ' AND ' ORDER BY u.n),
         string_agg('x.' || c.name || ' = l.k' || u.n, ' AND ' ORDER BY u.n)
    FROM pg_toast_temp_mori.tables o, unnest(o.key_columns) WITH ORDINALITY AS u(a, n),
         (SELECT a.attnum, quote_ident(a.attname) AS name FROM pg_attribute a WHERE a.attrelid = t) c
   WHERE o.rel = t AND c.attnum = u.a
$fn$;

-- The table's own rows, without those of children that inherit from it.
CREATE FUNCTION pg_toast_temp_mori.own_rows(t oid) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT CASE c.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END || t::regclass FROM pg_class c WHERE c.oid = t
$fn$;

-- Copies rows of prod (array literal of the table's row type, in the session's shape) into a table without a key, which is
-- only ever copied whole, once, so all its rows go in. Tables with a key have a function of their own (copier).
CREATE FUNCTION pg_toast_temp_mori.hydrate(t oid, incoming text, OUT fresh bigint, OUT inserted bigint, OUT renewed bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET array_nulls = on SET xmloption = content SET timezone = 'UTC' SET row_security = off AS $fn$
DECLARE
  cols text; picked text;
BEGIN
  SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum),
         string_agg('i.' || quote_ident(a.attname), ', ' ORDER BY a.attnum) INTO cols, picked
    FROM pg_attribute a
   WHERE a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
  EXECUTE format('INSERT INTO %1$s (%2$s) OVERRIDING SYSTEM VALUE SELECT %3$s FROM unnest($1::%1$s[]) i', t::regclass, cols, picked)
    USING incoming;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  fresh := inserted;
  renewed := 0;
END $fn$;

-- Gives copies that nobody here has written and nobody holds the values that these rows have on prod; tells how many
-- had others. With anyway, those that have them too, so that they come to lie behind what was copied before them. Whether
-- somebody has written them is asked once more when they are locked: he may have committed since the
-- first statement began, which does not see it.
CREATE FUNCTION pg_toast_temp_mori.renew(t oid, incoming text, anyway boolean DEFAULT false) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET array_nulls = on SET xmloption = content SET timezone = 'UTC' SET row_security = off AS $fn$
DECLARE
  cols text; picked text; here text; there text; held text; k record; done bigint;
BEGIN
  SELECT * INTO k FROM pg_toast_temp_mori.key_texts(t);
  SELECT string_agg(c, ', ' ORDER BY n) FILTER (WHERE settable), string_agg('i.' || c, ', ' ORDER BY n) FILTER (WHERE settable),
         string_agg('x.' || c, ', ' ORDER BY n), string_agg('i.' || c, ', ' ORDER BY n)
    INTO cols, picked, here, there
    FROM (SELECT quote_ident(a.attname) AS c, a.attnum AS n, a.attidentity <> 'a' AS settable FROM pg_attribute a
           WHERE a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') columns;
  IF cols IS NULL THEN
    RETURN 0;
  END IF;
  EXECUTE format($q$
    SELECT array_agg(held.i)::text FROM (
      SELECT i FROM %s x JOIN unnest($1::%s[]) i ON %s
       WHERE (%L OR ROW(%s)::text IS DISTINCT FROM ROW(%s)::text)
         AND NOT EXISTS (SELECT 1 FROM pg_toast_temp_mori.t_%s l WHERE %s)
         FOR NO KEY UPDATE OF x SKIP LOCKED) held$q$,
    pg_toast_temp_mori.own_rows(t), t::regclass, k.x_is_i, anyway, here, there, t, k.i_is_l) INTO held USING incoming;
  EXECUTE format($q$
    UPDATE %s x SET (%s) = ROW(%s) FROM (SELECT DISTINCT ON (%s) i.* FROM unnest($1::%s[]) i) i
     WHERE %s AND NOT EXISTS (SELECT 1 FROM pg_toast_temp_mori.t_%s l WHERE %s)$q$,
    pg_toast_temp_mori.own_rows(t), cols, picked, k.of_i, t::regclass, k.x_is_i, t, k.i_is_l) USING held;
  GET DIAGNOSTICS done = ROW_COUNT;
  RETURN done;
END $fn$;

-- Puts the rows that this session has written behind all others, where they lie on a copy, once the others have come. Not
-- those of the running transaction, whose foreign keys may still have to be checked; and none while others write.
CREATE FUNCTION pg_toast_temp_mori.put_last(t oid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off AS $fn$
DECLARE k record; cols text; done bigint := 0;
BEGIN
  SELECT * INTO k FROM pg_toast_temp_mori.key_texts(t);
  IF k.ks IS NULL THEN
    RETURN 0;
  END IF;
  EXECUTE format('SELECT count(*) FROM pg_toast_temp_mori.t_%s', t) INTO done;
  IF done = 0 THEN
    RETURN 0;
  END IF;
  BEGIN
    EXECUTE format('LOCK TABLE %s IN EXCLUSIVE MODE NOWAIT', pg_toast_temp_mori.own_rows(t));
  EXCEPTION WHEN lock_not_available THEN
    RETURN 0;
  END;
  SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) INTO cols
    FROM pg_attribute a WHERE a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
  EXECUTE format($q$
    WITH taken AS (
      DELETE FROM %1$s x USING pg_toast_temp_mori.t_%2$s l WHERE %3$s AND l.tx <> pg_current_xact_id()
      RETURNING x.*, x.tableoid AS "mori: part", x.ctid AS "mori: place")
    INSERT INTO %4$s (%5$s) OVERRIDING SYSTEM VALUE SELECT %5$s FROM taken ORDER BY "mori: part", "mori: place"$q$,
    pg_toast_temp_mori.own_rows(t), t, k.x_is_l, t::regclass, cols);
  GET DIAGNOSTICS done = ROW_COUNT;
  RETURN done;
END $fn$;

-- Takes copies away that nobody here has written and nobody holds: those rows are gone from prod. A row of prod that has
-- their key later is copied like any other.
CREATE FUNCTION pg_toast_temp_mori.forget(t oid, gone text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET array_nulls = on SET xmloption = content SET timezone = 'UTC' SET row_security = off AS $fn$
DECLARE k record; held text; done bigint;
BEGIN
  SELECT * INTO k FROM pg_toast_temp_mori.key_texts(t);
  EXECUTE format($q$
    SELECT array_agg(held.i)::text FROM (
      SELECT i FROM %s x JOIN unnest($1::%s[]) i ON %s
       WHERE NOT EXISTS (SELECT 1 FROM pg_toast_temp_mori.t_%s l WHERE %s)
         FOR UPDATE OF x SKIP LOCKED) held$q$,
    pg_toast_temp_mori.own_rows(t), t::regclass, k.x_is_i, t, k.i_is_l) INTO held USING gone;
  EXECUTE format($q$
    WITH gone AS MATERIALIZED (
      SELECT i.* FROM unnest($1::%s[]) i
       WHERE NOT EXISTS (SELECT 1 FROM pg_toast_temp_mori.t_%s l WHERE %s)),
    forgotten AS (DELETE FROM pg_toast_temp_mori.h_%s l USING gone i WHERE %s)
    DELETE FROM %s x USING gone i WHERE %s$q$,
    t::regclass, t, k.i_is_l, t, k.i_is_l, pg_toast_temp_mori.own_rows(t), k.x_is_i) USING held;
  GET DIAGNOSTICS done = ROW_COUNT;
  RETURN done;
END $fn$;

-- Every copy of a row of prod that nobody here has written, as an array of rows.
CREATE FUNCTION pg_toast_temp_mori.copies(t oid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET array_nulls = on SET xmloption = content SET timezone = 'UTC' SET row_security = off AS $fn$
DECLARE k record; found text; columns text;
BEGIN
  SELECT * INTO k FROM pg_toast_temp_mori.key_texts(t);
  IF k.ks IS NULL THEN
    RETURN '{}';
  END IF;
  SELECT string_agg('x.' || quote_ident(a.attname), ', ' ORDER BY a.attnum) INTO columns
    FROM pg_attribute a WHERE a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped;
  EXECUTE format($q$
    SELECT coalesce(array_agg(ROW(%s)::text), '{}')::text FROM %s x JOIN pg_toast_temp_mori.h_%s l ON %s
     WHERE NOT EXISTS (SELECT 1 FROM pg_toast_temp_mori.t_%s o WHERE %s)$q$,
    columns, pg_toast_temp_mori.own_rows(t), t, k.x_is_l, t,
    (SELECT string_agg(format('o.k%s = l.k%s', n, n), ' AND ') FROM generate_series(1, cardinality(
       (SELECT key_columns FROM pg_toast_temp_mori.tables WHERE rel = t))) n)) INTO found;
  RETURN found;
END $fn$;

-- The copies of prod's rows that foreign keys of what a statement wrote rely on: (table, row). Only of tables that prod
-- is still asked for.
CREATE FUNCTION pg_toast_temp_mori.relied(number int) RETURNS TABLE (rel oid, parent text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET array_nulls = on SET xmloption = content SET timezone = 'UTC' SET row_security = off AS $fn$
DECLARE r record;
BEGIN
  FOR r IN
    SELECT w.rel AS child_oid, p.rel AS parent_oid,
           string_agg(format('x.%I = (w.new_row::%s).%I', b.attname, w.rel::regclass, a.attname), ' AND ') AS refers,
           string_agg(format('(w.old_row::%1$s).%2$I IS DISTINCT FROM (w.new_row::%1$s).%2$I', w.rel::regclass, a.attname), ' OR ')
             AS changed,
           (SELECT string_agg('x.' || quote_ident(c.attname), ', ' ORDER BY c.attnum) FROM pg_attribute c
             WHERE c.attrelid = p.rel AND c.attnum > 0 AND NOT c.attisdropped) AS columns,
           (pg_toast_temp_mori.key_texts(p.rel)).x_is_l
      FROM (SELECT DISTINCT writes.rel FROM pg_toast_temp_mori.writes
             WHERE tx = pg_current_xact_id() AND seq = number AND new_row IS NOT NULL) w
      JOIN pg_constraint f ON f.contype = 'f' AND f.conrelid = w.rel AND f.conparentid = 0
      JOIN pg_toast_temp_mori.tables p ON p.rel = f.confrelid AND NOT p.detached AND p.key_columns <> '{}',
           unnest(f.conkey, f.confkey) u(a, b), pg_attribute a, pg_attribute b
     WHERE a.attrelid = f.conrelid AND a.attnum = u.a AND b.attrelid = f.confrelid AND b.attnum = u.b
     GROUP BY f.oid, w.rel, p.rel
  LOOP
    rel := r.parent_oid;
    FOR parent IN EXECUTE format($q$
        SELECT DISTINCT ROW(%s)::text
          FROM pg_toast_temp_mori.writes w JOIN %s x ON %s
         WHERE w.tx = pg_current_xact_id() AND w.seq = %s AND w.rel = %s AND w.new_row IS NOT NULL
           AND (w.old_row IS NULL OR %s) AND NOT EXISTS (SELECT 1 FROM pg_toast_temp_mori.t_%s l WHERE %s)$q$,
        r.columns, pg_toast_temp_mori.own_rows(r.parent_oid), r.refers, number, r.child_oid, r.changed, r.parent_oid, r.x_is_l)
    LOOP
      RETURN NEXT;
    END LOOP;
  END LOOP;
END $fn$;

-- How many of these rows of prod a statement of this transaction should have met and did not: they never were copied
-- here, and are not in place of a row that was this session's own before; or their copy, which nobody has written, has
-- other values.
CREATE FUNCTION pg_toast_temp_mori.unknown(t oid, incoming text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET array_nulls = on SET xmloption = content SET timezone = 'UTC' SET row_security = off AS $fn$
DECLARE
  k record; here text; there text; found bigint;
BEGIN
  SELECT * INTO k FROM pg_toast_temp_mori.key_texts(t);
  SELECT string_agg('x.' || quote_ident(a.attname), ', ' ORDER BY a.attnum),
         string_agg('i.' || quote_ident(a.attname), ', ' ORDER BY a.attnum) INTO here, there
    FROM pg_attribute a WHERE a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
  EXECUTE format($q$
    SELECT count(*) FROM unnest($1::%s[]) i
     WHERE CASE WHEN EXISTS (SELECT 1 FROM pg_toast_temp_mori.h_%s l WHERE %s)
                THEN NOT EXISTS (SELECT 1 FROM pg_toast_temp_mori.t_%s l WHERE %s)
                     AND EXISTS (SELECT 1 FROM %s x WHERE %s AND ROW(%s)::text IS DISTINCT FROM ROW(%s)::text)
                ELSE NOT EXISTS (SELECT 1 FROM pg_toast_temp_mori.t_%s l WHERE %s AND l.tx <> pg_current_xact_id()) END$q$,
    t::regclass, t, k.i_is_l, t, k.i_is_l, pg_toast_temp_mori.own_rows(t), k.x_is_i, here, there, t, k.i_is_l)
    INTO found USING incoming;
  RETURN found;
END $fn$;

-- Where every sequence stands, without moving it: for taking back values that a repeated statement used up.
CREATE FUNCTION pg_toast_temp_mori.sequences() RETURNS TABLE (seq oid, value bigint, called boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  FOR seq, value IN SELECT s.seqrelid, pg_sequence_last_value(s.seqrelid) FROM pg_sequence s
                      JOIN pg_class c ON c.oid = s.seqrelid WHERE c.relpersistence <> 't' LOOP
    called := value IS NOT NULL;
    IF NOT called THEN
      EXECUTE format('SELECT last_value FROM %s', seq::regclass) INTO value;
    END IF;
    RETURN NEXT;
  END LOOP;
END $fn$;
