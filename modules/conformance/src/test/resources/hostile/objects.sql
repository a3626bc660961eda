-- What statements.sql calls: code in prod that writes behind innocent names.
CREATE ROLE boss LOGIN SUPERUSER PASSWORD 'conformance';
CREATE ROLE keeper LOGIN PASSWORD 'conformance';
CREATE FUNCTION hostile_writes() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM tags; RETURN 1; END $$;
CREATE FUNCTION hostile_row(orders) RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('order_no_seq'); RETURN 1; END $$;
CREATE FUNCTION hostile_dynamic(text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE $1; END $$;
CREATE FUNCTION hostile_says_immutable() RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN nextval('order_no_seq'); END $$;
CREATE FUNCTION hostile_trigger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION hostile_step(int, int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM nextval('order_no_seq'); RETURN $1 + $2; END $$;
CREATE AGGREGATE hostile_sum(int) (sfunc = hostile_step, stype = int, initcond = '0');
CREATE OPERATOR <+++> (leftarg = int, rightarg = int, function = hostile_step);
CREATE FUNCTION hostile_check(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM nextval('order_no_seq'); RETURN true; END $$;
CREATE DOMAIN hostile_word AS text CHECK (hostile_check(VALUE));
CREATE TYPE hostile_pair AS (a int, b int);
CREATE VIEW hostile_view AS SELECT nextval('order_no_seq') AS n, o.* FROM orders o;
CREATE MATERIALIZED VIEW hostile_mv AS SELECT 1 AS a;
CREATE UNIQUE INDEX ON hostile_mv (a);
CREATE PROCEDURE hostile_procedure() LANGUAGE sql AS 'DELETE FROM tags';
DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT format('ALTER %s %s OWNER TO keeper', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, c.oid::regclass) AS sql
             FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace::regnamespace::text IN ('public', 'warehouse')
           UNION ALL
           SELECT format('ALTER ROUTINE %s OWNER TO keeper', p.oid::regprocedure) FROM pg_proc p
            WHERE p.pronamespace::regnamespace::text IN ('public', 'warehouse') AND p.oid >= 16384 LOOP
    EXECUTE r.sql;
  END LOOP;
  FOR r IN SELECT c.oid::regclass AS seq FROM pg_class c LEFT JOIN pg_depend d ON d.objid = c.oid AND d.deptype IN ('a', 'i') WHERE c.relkind = 'S' AND d.objid IS NULL LOOP
    EXECUTE format('ALTER SEQUENCE %s OWNER TO keeper', r.seq);
  END LOOP;
END $$;
GRANT ALL ON SCHEMA public, warehouse TO keeper;
GRANT CREATE ON DATABASE shop TO keeper;
