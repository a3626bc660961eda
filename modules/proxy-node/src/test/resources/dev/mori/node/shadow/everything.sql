-- One of everything a schema can hold that a clone must carry. Roles "Owner Role" and reader exist.
CREATE EXTENSION citext WITH SCHEMA public;
CREATE SCHEMA ext;
CREATE EXTENSION btree_gist WITH SCHEMA ext;
CREATE EXTENSION hstore WITH SCHEMA ext;
CREATE SCHEMA "Mixed Case" AUTHORIZATION "Owner Role";
COMMENT ON SCHEMA "Mixed Case" IS 'it''s a \ comment';
GRANT USAGE ON SCHEMA "Mixed Case" TO reader WITH GRANT OPTION;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO reader;

CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION "Mixed Case".plain (provider = libc, locale = 'C');

CREATE TYPE mood AS ENUM ('sad', 'o''k', 'happy');
ALTER TYPE mood ADD VALUE 'meh' BEFORE 'happy';
CREATE TYPE pair AS (a integer, "B b" text COLLATE "C", c numeric(8,3));
COMMENT ON TYPE pair IS 'two and a half';
COMMENT ON COLUMN pair."B b" IS 'mixed';
CREATE TYPE nested AS (p pair, list mood[]);
CREATE DOMAIN positive AS integer DEFAULT 1 NOT NULL CONSTRAINT above CHECK (VALUE > 0) CONSTRAINT below CHECK (VALUE < 1000000);
COMMENT ON CONSTRAINT above ON DOMAIN positive IS 'no zero';
CREATE DOMAIN small AS positive CHECK (VALUE < 100);
ALTER DOMAIN small ADD CONSTRAINT later CHECK (VALUE <> 13) NOT VALID;
CREATE DOMAIN ci_text AS text COLLATE "C" DEFAULT 'x';
CREATE DOMAIN moods AS mood[] CHECK (array_length(VALUE, 1) < 5);
CREATE FUNCTION float_gap(double precision, double precision) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE TYPE float_span AS RANGE (subtype = float8, subtype_diff = float_gap, multirange_type_name = float_spans);
CREATE TYPE text_span AS RANGE (subtype = text, collation = "C");
ALTER TYPE mood OWNER TO "Owner Role";
GRANT USAGE ON TYPE pair TO reader;
REVOKE USAGE ON TYPE pair FROM PUBLIC;

CREATE SEQUENCE seq_free AS smallint START 5 INCREMENT -2 MINVALUE -100 MAXVALUE 50 CACHE 7 CYCLE;
CREATE UNLOGGED SEQUENCE seq_unlogged;
GRANT USAGE ON SEQUENCE seq_free TO reader;

CREATE FUNCTION add_one(n integer, OUT m integer) LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 3 AS $$ SELECT n + 1; $$;
CREATE FUNCTION "Mixed Case"."Fun ny"(VARIADIC xs integer[] DEFAULT '{1}') RETURNS SETOF pair LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = "Mixed Case", public SET work_mem = '1MB' ROWS 5 AS $x$ BEGIN RETURN QUERY SELECT 1, 'a;b$$', 2.5; END; $x$;
CREATE FUNCTION standard_body(n integer DEFAULT 3) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT n; SELECT n + 2; END;
CREATE FUNCTION table_fn() RETURNS TABLE (id integer, name text) LANGUAGE sql STABLE LEAKPROOF AS 'SELECT 1, ''x''';
CREATE PROCEDURE do_it(IN a integer, INOUT b text) LANGUAGE plpgsql AS $$ BEGIN b := b || a; COMMIT; END $$;
COMMENT ON PROCEDURE do_it(integer, text) IS 'does it';
REVOKE EXECUTE ON FUNCTION add_one(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_one(integer) TO reader;
ALTER FUNCTION table_fn() OWNER TO "Owner Role";
COMMENT ON FUNCTION add_one IS 'adds one';

CREATE FUNCTION cat_step(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce($1, '') || coalesce($2, '') $$;
CREATE AGGREGATE cat(text) (SFUNC = cat_step, STYPE = text, INITCOND = 'a''b', COMBINEFUNC = cat_step, PARALLEL = SAFE);
CREATE AGGREGATE plain_sum(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MINITCOND = '0', SORTOP = OPERATOR(pg_catalog.>));
CREATE AGGREGATE count_all(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
COMMENT ON AGGREGATE cat(text) IS 'joins';

CREATE FUNCTION near(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs($1 - $2) < 2';
CREATE FUNCTION far(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs($1 - $2) >= 2';
CREATE OPERATOR ~~~ (FUNCTION = near, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = ~~~, NEGATOR = !~~~, RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE OPERATOR !~~~ (FUNCTION = far, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = !~~~, NEGATOR = ~~~);
CREATE FUNCTION negate(pair) RETURNS pair LANGUAGE sql IMMUTABLE AS 'SELECT ROW(-$1.a, $1."B b", -$1.c)::pair';
CREATE OPERATOR -|- (FUNCTION = negate, RIGHTARG = pair);
COMMENT ON OPERATOR ~~~ (integer, integer) IS 'about';
CREATE FUNCTION mood_rank(mood) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT CASE $1 WHEN 'sad' THEN 0 ELSE 1 END $$;
CREATE CAST (mood AS integer) WITH FUNCTION mood_rank(mood) AS ASSIGNMENT;
CREATE CAST (pair AS text) WITH INOUT;

CREATE TEXT SEARCH DICTIONARY simple_english (TEMPLATE = simple, STOPWORDS = english, Accept = false);
CREATE TEXT SEARCH CONFIGURATION searching (COPY = english);
ALTER TEXT SEARCH CONFIGURATION searching ALTER MAPPING FOR asciiword, word WITH simple_english, english_stem;

CREATE TABLE parent (
  id bigserial PRIMARY KEY,
  dropped text,
  "Name" citext COLLATE "C" NOT NULL,
  m mood NOT NULL DEFAULT 'sad',
  ms moods,
  p pair DEFAULT ROW(1, 'x', 2),
  n positive,
  amount numeric(10,2) CONSTRAINT amount_positive CHECK (amount > 0) NO INHERIT,
  twice numeric GENERATED ALWAYS AS (amount * 2) STORED,
  code varchar(10) UNIQUE,
  span float_span,
  body text,
  doc jsonb,
  h ext.hstore,
  at timestamptz(3) DEFAULT now(),
  EXCLUDE USING gist (code WITH =, span WITH &&) WHERE (code <> 'x'),
  CONSTRAINT both_or_none CHECK ((amount IS NULL) = (code IS NULL))
) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_vacuum_threshold = 99);
ALTER TABLE parent DROP COLUMN dropped;
ALTER TABLE parent ALTER body SET STORAGE EXTERNAL, ALTER body SET COMPRESSION pglz, ALTER doc SET STATISTICS 50, ALTER id SET (n_distinct = -0.5);
ALTER TABLE parent OWNER TO "Owner Role";
COMMENT ON TABLE parent IS 'the parent';
COMMENT ON COLUMN parent."Name" IS 'name';
COMMENT ON CONSTRAINT both_or_none ON parent IS 'pairs';
GRANT SELECT, INSERT ON parent TO reader;
GRANT UPDATE ("Name", body) ON parent TO reader WITH GRANT OPTION;
GRANT SELECT ON parent TO PUBLIC;
ALTER TABLE parent REPLICA IDENTITY USING INDEX parent_pkey;
ALTER TABLE parent CLUSTER ON parent_pkey;

CREATE INDEX parent_expr ON parent (lower(body) text_pattern_ops DESC NULLS LAST, (amount + 1)) INCLUDE (code) WITH (fillfactor = 80) WHERE body IS NOT NULL;
ALTER INDEX parent_expr ALTER COLUMN 2 SET STATISTICS 77;
CREATE UNIQUE INDEX parent_nulls ON parent (body, m) NULLS NOT DISTINCT;
CREATE INDEX parent_doc ON parent USING gin (doc jsonb_path_ops);
CREATE INDEX parent_hash ON parent USING hash (code);
COMMENT ON INDEX parent_doc IS 'document';
CREATE STATISTICS parent_stats (ndistinct, mcv) ON code, m FROM parent;
ALTER STATISTICS parent_stats SET STATISTICS 33;
CREATE STATISTICS parent_expr_stats ON lower(body), amount FROM parent;
COMMENT ON STATISTICS parent_stats IS 'stats';

CREATE TABLE child (
  id bigint GENERATED BY DEFAULT AS IDENTITY (START WITH 10 INCREMENT BY 5 MINVALUE 3 CACHE 2) PRIMARY KEY,
  always integer GENERATED ALWAYS AS IDENTITY,
  parent_id bigint REFERENCES parent ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED,
  a integer, b integer DEFAULT nextval('seq_free'),
  UNIQUE (a, b), UNIQUE (b, id) DEFERRABLE,
  CONSTRAINT child_self FOREIGN KEY (a, b) REFERENCES child (a, b) MATCH FULL ON DELETE SET NULL (b)
);
ALTER TABLE child ADD CONSTRAINT unproven CHECK (a > 5) NOT VALID, ADD CONSTRAINT unproven_fk FOREIGN KEY (always) REFERENCES parent NOT VALID;
CREATE SEQUENCE owned_seq OWNED BY child.b;
ALTER TABLE child ADD CONSTRAINT filled UNIQUE (parent_id, id) WITH (fillfactor = 60);
ALTER TABLE child REPLICA IDENTITY FULL;

CREATE TABLE base (a integer CHECK (a > 0), b text NOT NULL DEFAULT 'b');
CREATE TABLE other_base (z integer);
CREATE TABLE derived (own integer, b text DEFAULT 'mine') INHERITS (base, other_base);
ALTER TABLE base ADD COLUMN late integer DEFAULT 4;
ALTER TABLE base ADD CONSTRAINT late_check CHECK (late < 10);
CREATE TABLE adopted (late integer DEFAULT 9, b text NOT NULL, a integer, extra text, CONSTRAINT base_a_check CHECK (a > 0), CONSTRAINT late_check CHECK (late < 10));
ALTER TABLE adopted INHERIT base;
CREATE TABLE typed OF pair (a NOT NULL, PRIMARY KEY (a));
CREATE UNLOGGED TABLE unlogged (i integer);
CREATE TABLE no_columns ();
ALTER TABLE no_columns REPLICA IDENTITY NOTHING;

CREATE TABLE parts (id integer NOT NULL, at date NOT NULL, who text COLLATE ci, v integer DEFAULT 1, CHECK (id > 0)) PARTITION BY RANGE (at);
CREATE TABLE parts_old PARTITION OF parts (v DEFAULT 7) FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE parts_loose (v integer DEFAULT 3, who text COLLATE ci, gone text, at date NOT NULL, id integer NOT NULL, CONSTRAINT parts_id_check CHECK (id > 0), CHECK (v < 99));
ALTER TABLE parts_loose DROP COLUMN gone;
ALTER TABLE parts ATTACH PARTITION parts_loose FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE parts_sub PARTITION OF parts FOR VALUES FROM ('2025-01-01') TO (MAXVALUE) PARTITION BY LIST (lower(who));
CREATE TABLE parts_sub_a PARTITION OF parts_sub FOR VALUES IN ('a', NULL);
CREATE TABLE parts_sub_rest PARTITION OF parts_sub DEFAULT;
CREATE TABLE hashed (id integer PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX parts_who ON parts (who);
CREATE INDEX parts_loose_own ON parts_loose (v);
CREATE UNIQUE INDEX parts_uni ON parts_old (id);
ALTER TABLE parts_loose ADD CONSTRAINT strange_name UNIQUE (id, at);
CREATE TABLE refers (h integer REFERENCES hashed, p bigint);
ALTER TABLE parts ADD COLUMN parent_id bigint REFERENCES parent;

CREATE VIEW v_simple WITH (security_barrier) AS SELECT id, "Name" AS "Na me", amount::text FROM parent WHERE m <> 'sad';
CREATE VIEW v_group AS SELECT p.id, p.body, count(*) FROM parent p JOIN child c ON c.parent_id = p.id GROUP BY p.id;
CREATE VIEW a_view_on_view AS SELECT x.*, add_one(1), standard_body() FROM v_group x JOIN v_simple USING (id);
CREATE VIEW v_checked AS SELECT a, b FROM child WHERE a > 3 WITH CASCADED CHECK OPTION;
ALTER VIEW v_checked ALTER COLUMN b SET DEFAULT 44;
CREATE RECURSIVE VIEW v_rec (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM v_rec WHERE n < 5;
CREATE MATERIALIZED VIEW mv AS SELECT m, count(*) AS n FROM parent GROUP BY m;
CREATE UNIQUE INDEX mv_m ON mv (m);
CREATE VIEW on_mv AS SELECT sum(n) FROM mv;
COMMENT ON VIEW v_simple IS 'simple';
COMMENT ON MATERIALIZED VIEW mv IS 'stored';
COMMENT ON COLUMN v_simple."Na me" IS 'view column';
GRANT SELECT ON v_simple TO reader;
ALTER VIEW v_group OWNER TO "Owner Role";
CREATE FUNCTION takes_row(parent) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1.body';
CREATE FUNCTION atomic_on_table() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM v_simple; END;

CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "Tr ig" BEFORE UPDATE OF amount, body ON parent FOR EACH ROW WHEN (OLD.body IS DISTINCT FROM NEW.body) EXECUTE FUNCTION trg('a', 'it''s');
CREATE TRIGGER statement_level AFTER INSERT ON parent REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION trg();
CREATE CONSTRAINT TRIGGER con AFTER INSERT ON child DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trg();
CREATE TRIGGER instead INSTEAD OF INSERT ON v_group FOR EACH ROW EXECUTE FUNCTION trg();
CREATE TRIGGER part_trg AFTER INSERT ON parts FOR EACH ROW EXECUTE FUNCTION trg();
CREATE TRIGGER replica_only BEFORE INSERT ON child FOR EACH ROW EXECUTE FUNCTION trg();
ALTER TABLE child ENABLE REPLICA TRIGGER replica_only;
ALTER TABLE parent DISABLE TRIGGER statement_level;
COMMENT ON TRIGGER "Tr ig" ON parent IS 'trigger';
CREATE RULE quiet AS ON DELETE TO base DO INSTEAD (INSERT INTO unlogged VALUES (1); INSERT INTO other_base VALUES (OLD.a););
CREATE RULE off AS ON UPDATE TO base DO ALSO NOTHING;
ALTER TABLE base DISABLE RULE off;
COMMENT ON RULE quiet ON base IS 'rule';

ALTER TABLE child ENABLE ROW LEVEL SECURITY;
ALTER TABLE child FORCE ROW LEVEL SECURITY;
CREATE POLICY see ON child AS RESTRICTIVE FOR SELECT TO reader, "Owner Role" USING (a > (SELECT count(*) FROM base));
CREATE POLICY "w rite" ON child FOR INSERT WITH CHECK (a < 100);
COMMENT ON POLICY see ON child IS 'policy';

ALTER DEFAULT PRIVILEGES FOR ROLE "Owner Role" IN SCHEMA public GRANT SELECT ON TABLES TO reader;
ALTER DEFAULT PRIVILEGES FOR ROLE "Owner Role" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
INSERT INTO parent ("Name", body, n, amount, code) SELECT 'n' || g, 'b' || g, g, g, 'c' || g FROM generate_series(1, 20) g;
