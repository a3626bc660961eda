-- Statements that would change prod if one of them got there. One per line; %pid% is a backend of prod, %oid% a table's oid there.
INSERT INTO tags (label) VALUES ('hostile')
INSERT INTO tags (label) SELECT 'h' || id FROM customers LIMIT 3 RETURNING *
INSERT INTO settings VALUES ('hostile', '{}', 'x') ON CONFLICT DO NOTHING
UPDATE orders SET note = 'hostile'
UPDATE orders o SET note = c.email FROM customers c WHERE c.id = o.customer_id AND o.id < 5
UPDATE ONLY events SET payload = payload WHERE false
DELETE FROM orders WHERE id = (SELECT min(id) FROM orders)
DELETE FROM order_items USING orders WHERE order_items.order_id = orders.id AND orders.id = 3
TRUNCATE customers CASCADE
TRUNCATE ONLY price_history RESTART IDENTITY
MERGE INTO tags t USING (SELECT 1 AS id) s ON t.id = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (label) VALUES ('m')
SELECT * INTO stolen FROM customers
SELECT * INTO TEMP stolen_too FROM customers
SELECT * FROM orders FOR UPDATE
SELECT * FROM orders WHERE id = 1 FOR NO KEY UPDATE SKIP LOCKED
SELECT * FROM orders, customers WHERE orders.id = 1 AND customers.id = 1 FOR SHARE OF orders NOWAIT
SELECT * FROM (SELECT * FROM orders WHERE id = 2 FOR UPDATE) x
WITH d AS (DELETE FROM tags RETURNING *) SELECT * FROM d UNION ALL SELECT * FROM d
WITH i AS (INSERT INTO tags (label) VALUES ('cte') RETURNING *) SELECT * FROM i, orders
WITH u AS (UPDATE orders SET note = 'x' WHERE id = 1) SELECT 1
SELECT nextval('order_no_seq')
SELECT setval('order_no_seq', 1)
SELECT setval('customers_id_seq', 1, false) FROM orders
SELECT (SELECT nextval('order_no_seq')) FROM customers LIMIT 2
SELECT id FROM orders WHERE nextval('order_no_seq') > 0 LIMIT 2
SELECT id FROM orders ORDER BY nextval('order_no_seq') LIMIT 2
SELECT 'order_no_seq'::regclass, nextval($$order_no_seq$$)
SELECT nextval(U&'\006Frder_no_seq')
SELECT "pg_catalog"."nextval"('order_no_seq')
SELECT pg_catalog . nextval ( 'order_no_seq' )
SELECT ('order_no_seq'::regclass).nextval
SELECT nextval(s) FROM unnest(ARRAY['order_no_seq']) s
SELECT * FROM nextval('order_no_seq')
SELECT * FROM orders, LATERAL nextval('order_no_seq') n LIMIT 1
VALUES (nextval('order_no_seq'))
SELECT lastval()
SELECT pg_notify('hostile', 'x')
NOTIFY hostile, 'x'
LISTEN hostile
UNLISTEN *
SELECT pg_advisory_lock(1)
SELECT pg_advisory_xact_lock(2) FROM orders LIMIT 1
SELECT pg_try_advisory_lock_shared(3, 4)
SELECT pg_advisory_unlock_all()
SELECT pg_terminate_backend(%pid%)
SELECT pg_cancel_backend(%pid%) FROM orders LIMIT 1
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND false
SELECT pg_reload_conf()
SELECT pg_rotate_logfile()
SELECT pg_switch_wal()
SELECT pg_create_restore_point('hostile')
SELECT pg_backup_start('hostile', true)
SELECT pg_backup_stop(false)
SELECT pg_promote(false)
SELECT pg_wal_replay_pause()
SELECT pg_export_snapshot()
SELECT pg_current_xact_id()
SELECT txid_current() FROM orders LIMIT 1
SELECT pg_create_physical_replication_slot('hostile', true)
SELECT pg_create_logical_replication_slot('hostile', 'test_decoding')
SELECT pg_drop_replication_slot('hostile')
SELECT pg_replication_origin_create('hostile')
SELECT pg_logical_emit_message(false, 'hostile', 'x')
SELECT pg_stat_reset()
SELECT pg_stat_reset_shared('bgwriter')
SELECT pg_stat_reset_single_table_counters(%oid%) FROM orders LIMIT 1
SELECT pg_stat_reset_slru(NULL)
SELECT lo_create(4711)
SELECT lo_creat(-1)
SELECT lo_from_bytea(0, 'x')
SELECT lo_import('/etc/hostname')
SELECT lo_export(4711, '/tmp/mori-hostile')
SELECT lo_unlink(4711)
SELECT lo_put(4711, 0, 'x') FROM orders LIMIT 1
SELECT lowrite(lo_open(4711, 131072), 'x')
SELECT pg_read_file('/etc/hostname')
SELECT pg_ls_dir('.')
SELECT pg_file_write('hostile', 'x', false)
SELECT query_to_xml('DELETE FROM tags', true, false, '')
SELECT query_to_xml('SELECT nextval(''order_no_seq'')', true, false, '') FROM orders LIMIT 1
SELECT database_to_xml(true, false, '')
SELECT table_to_xml('orders', true, false, '')
SELECT cursor_to_xml('c', 1, true, false, '')
SELECT ts_stat('SELECT to_tsvector(nextval(''order_no_seq'')::text)')
SELECT ts_rewrite('a'::tsquery, 'SELECT nextval(''order_no_seq'')::text::tsquery, ''b''::tsquery')
SELECT set_config('default_transaction_read_only', 'off', false)
SELECT set_config('transaction_read_only', 'off', true) FROM orders LIMIT 1
SELECT set_config('session_replication_role', 'replica', false)
SELECT pg_catalog.setseed(0.5), random() FROM orders LIMIT 1
SELECT pg_sleep(0) FROM orders LIMIT 1
SELECT brin_summarize_new_values('orders_pkey')
SELECT gin_clean_pending_list('orders_pkey')
SELECT pg_truncate_visibility_map('orders')
SELECT pg_prewarm('orders')
SELECT pg_import_system_collations('pg_catalog')
SELECT pg_nextoid('pg_class', 'oid', 'pg_class_oid_index')
SELECT binary_upgrade_set_next_pg_type_oid(1)
SELECT pg_extension_config_dump('orders', '')
SELECT dblink_exec('dbname=shop', 'DELETE FROM tags')
SELECT * FROM dblink('dbname=shop', 'DELETE FROM tags RETURNING 1') AS t(a int)
SELECT hostile_writes()
SELECT hostile_writes(), * FROM orders LIMIT 1
SELECT id FROM orders WHERE hostile_writes() = 1 LIMIT 1
SELECT o.hostile_row FROM orders o LIMIT 1
SELECT hostile_dynamic('DELETE FROM tags')
SELECT hostile_says_immutable()
SELECT * FROM hostile_view LIMIT 1
SELECT hostile_sum(id::int) FROM orders
SELECT 1 <+++> 2 FROM orders LIMIT 1
SELECT ROW(1, 2)::hostile_pair FROM orders LIMIT 1
SELECT 'x'::hostile_word FROM orders LIMIT 1
SET default_transaction_read_only = off
SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE
SET TRANSACTION READ WRITE
SET LOCAL transaction_read_only = off
SET ROLE postgres
SET SESSION AUTHORIZATION boss
RESET ALL
SET log_statement = 'all'
SET track_activities = off
ALTER SYSTEM SET log_connections = on
ALTER DATABASE shop SET work_mem = '64kB'
ALTER DATABASE shop RENAME TO gone
ALTER ROLE boss SET search_path = nowhere
ALTER ROLE ALL RESET ALL
ALTER USER keeper PASSWORD 'stolen'
CREATE ROLE hostile SUPERUSER LOGIN
CREATE DATABASE hostile
CREATE TABLESPACE hostile LOCATION '/tmp'
DROP DATABASE IF EXISTS shop
DROP DATABASE shop WITH (FORCE)
DROP ROLE keeper
DROP OWNED BY keeper CASCADE
REASSIGN OWNED BY keeper TO boss
GRANT ALL ON orders TO PUBLIC
GRANT boss TO keeper
REVOKE SELECT ON orders FROM keeper
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC
CREATE TABLE hostile (a int)
CREATE UNLOGGED TABLE hostile_u AS SELECT * FROM orders
CREATE TEMP TABLE hostile_t ON COMMIT DROP AS SELECT * FROM customers
CREATE TABLE IF NOT EXISTS orders (a int)
ALTER TABLE orders ADD COLUMN hostile int DEFAULT 5
ALTER TABLE orders RENAME TO gone
ALTER TABLE orders ALTER COLUMN note SET NOT NULL
ALTER TABLE orders DISABLE TRIGGER ALL
ALTER TABLE orders SET (fillfactor = 50)
ALTER TABLE orders SET UNLOGGED
ALTER TABLE ONLY orders ADD CONSTRAINT hostile CHECK (id > 0) NOT VALID
ALTER INDEX orders_pkey RENAME TO gone
ALTER SEQUENCE order_no_seq RESTART WITH 1
ALTER VIEW active_products RENAME TO gone
ALTER MATERIALIZED VIEW hostile_mv RENAME TO gone
ALTER FUNCTION hostile_writes() STABLE
ALTER SCHEMA public RENAME TO gone
ALTER TYPE order_status ADD VALUE 'hostile'
ALTER TYPE order_status RENAME VALUE 'new' TO 'gone'
ALTER DOMAIN email_address DROP CONSTRAINT email_address_check
ALTER EXTENSION plpgsql UPDATE
ALTER LANGUAGE plpgsql RENAME TO gone
ALTER LARGE OBJECT 4711 OWNER TO boss
ALTER TABLE events DETACH PARTITION events_other
ALTER POLICY p ON orders USING (true)
ALTER STATISTICS s RENAME TO t
ALTER TEXT SEARCH CONFIGURATION english RENAME TO gone
ALTER SERVER s OPTIONS (host 'x')
ALTER SUBSCRIPTION s DISABLE
ALTER PUBLICATION p ADD TABLE orders
CREATE INDEX ON orders (note)
CREATE UNIQUE INDEX CONCURRENTLY hostile_i ON orders (id)
DROP INDEX orders_pkey
DROP INDEX CONCURRENTLY orders_customer_idx
REINDEX TABLE orders
REINDEX TABLE CONCURRENTLY orders
REINDEX DATABASE shop
REINDEX SYSTEM shop
CLUSTER orders USING orders_pkey
CLUSTER
VACUUM
VACUUM FULL orders
VACUUM (ANALYZE, FREEZE) customers
ANALYZE
ANALYZE orders (note)
CHECKPOINT
LOAD 'plpgsql'
DISCARD ALL
LOCK TABLE orders IN ACCESS EXCLUSIVE MODE
LOCK orders, customers IN SHARE MODE NOWAIT
COMMENT ON TABLE orders IS 'hostile'
COMMENT ON DATABASE shop IS 'hostile'
SECURITY LABEL ON TABLE orders IS 'hostile'
CREATE VIEW hostile_v AS SELECT * FROM orders
CREATE OR REPLACE VIEW active_products AS SELECT 1 AS a
CREATE MATERIALIZED VIEW hostile_mv2 AS SELECT * FROM orders
REFRESH MATERIALIZED VIEW hostile_mv
REFRESH MATERIALIZED VIEW CONCURRENTLY hostile_mv
CREATE FUNCTION hostile_f() RETURNS int LANGUAGE sql AS 'DELETE FROM tags RETURNING 1'
CREATE OR REPLACE FUNCTION slugify(text) RETURNS text LANGUAGE sql AS 'SELECT $1'
CREATE PROCEDURE hostile_p() LANGUAGE sql AS 'DELETE FROM tags'
CALL hostile_procedure()
CALL hostile_writes()
DO 'BEGIN DELETE FROM tags; END'
DO $$ BEGIN EXECUTE 'DELETE FROM ' || 'tags'; END $$
DO $$ BEGIN PERFORM nextval('order_no_seq') FROM orders LIMIT 1; END $$
DO LANGUAGE plpgsql $x$ BEGIN COMMIT; DELETE FROM tags; END $x$
CREATE TRIGGER hostile_t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION hostile_trigger()
CREATE EVENT TRIGGER hostile_e ON ddl_command_start EXECUTE FUNCTION hostile_trigger()
DROP TRIGGER hostile_t ON orders
CREATE RULE hostile_r AS ON INSERT TO orders DO INSTEAD NOTHING
CREATE SCHEMA hostile CREATE TABLE t (a int)
DROP SCHEMA public CASCADE
CREATE SEQUENCE hostile_s
DROP SEQUENCE order_no_seq CASCADE
CREATE TYPE hostile_type AS ENUM ('a')
CREATE DOMAIN hostile_d AS int
CREATE AGGREGATE hostile_a (int) (sfunc = int4pl, stype = int)
CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4pl)
CREATE CAST (text AS int) WITH INOUT AS IMPLICIT
CREATE COLLATION hostile_c FROM "C"
CREATE CONVERSION hostile_conv FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1
CREATE EXTENSION IF NOT EXISTS pgcrypto
CREATE EXTENSION dblink
DROP EXTENSION plpgsql CASCADE
CREATE LANGUAGE hostile_l HANDLER plpgsql_call_handler
CREATE ACCESS METHOD hostile_am TYPE INDEX HANDLER bthandler
CREATE FOREIGN DATA WRAPPER hostile_fdw
CREATE SERVER hostile_srv FOREIGN DATA WRAPPER postgres_fdw
CREATE FOREIGN TABLE hostile_ft (a int) SERVER s
CREATE USER MAPPING FOR PUBLIC SERVER s
IMPORT FOREIGN SCHEMA public FROM SERVER s INTO public
CREATE PUBLICATION hostile_pub FOR ALL TABLES
CREATE SUBSCRIPTION hostile_sub CONNECTION 'dbname=shop' PUBLICATION p
CREATE POLICY hostile_pol ON orders USING (false)
CREATE STATISTICS hostile_st ON id, note FROM orders
CREATE TEXT SEARCH DICTIONARY hostile_dict (template = simple)
CREATE TRANSFORM FOR int LANGUAGE plpgsql (FROM SQL WITH FUNCTION int4in(internal))
DROP TABLE orders CASCADE
DROP TABLE IF EXISTS nowhere, customers CASCADE
DROP VIEW active_products
DROP FUNCTION slugify
DROP TYPE order_status CASCADE
DROP ROUTINE hostile_writes
COPY orders TO '/tmp/mori-hostile'
COPY orders TO PROGRAM 'touch /tmp/mori-hostile'
COPY (DELETE FROM tags RETURNING *) TO STDOUT
COPY (SELECT nextval('order_no_seq')) TO STDOUT
COPY tags FROM '/etc/passwd'
COPY tags FROM PROGRAM 'echo 1'
COPY tags (label) FROM STDIN
COPY orders TO STDOUT
DECLARE hostile_c CURSOR WITH HOLD FOR SELECT nextval('order_no_seq') FROM orders
DECLARE hostile_c2 CURSOR FOR SELECT * FROM orders FOR UPDATE
FETCH ALL FROM hostile_c
MOVE 1 IN hostile_c
CLOSE ALL
UPDATE orders SET note = 'x' WHERE CURRENT OF hostile_c2
PREPARE hostile_q AS DELETE FROM tags
EXECUTE hostile_q
PREPARE hostile_q2 (text) AS SELECT nextval($1::regclass)
EXECUTE hostile_q2('order_no_seq')
DEALLOCATE ALL
CREATE TABLE hostile_x AS EXECUTE hostile_q
EXPLAIN ANALYZE DELETE FROM tags
EXPLAIN (ANALYZE, BUFFERS) SELECT nextval('order_no_seq') FROM orders LIMIT 1
EXPLAIN ANALYZE EXECUTE hostile_q
EXPLAIN ANALYZE CREATE TABLE hostile_y AS SELECT 1
BEGIN READ WRITE
PREPARE TRANSACTION 'hostile'
COMMIT PREPARED 'hostile'
ROLLBACK PREPARED 'hostile'
SAVEPOINT hostile
ROLLBACK TO SAVEPOINT hostile
RELEASE hostile
START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE, DEFERRABLE
SET TRANSACTION SNAPSHOT '00000003-0000001B-1'
COMMIT AND CHAIN
END
ABORT
SET CONSTRAINTS ALL IMMEDIATE
SHOW ALL
SELECT 1; DELETE FROM tags; SELECT 2
SELECT 1 \; DELETE FROM tags
select/**/nextval/**/('order_no_seq')
SELECT /* /* nested */ DELETE */ nextval -- comment
SELECT 'a' 'DELETE FROM tags'; TABLE tags
SELECT E'\'; DELETE FROM tags; --'
SELECT $a$ $b$ $a$; DELETE FROM tags
SELECT U&"\006E\0065\0078\0074\0076\0061\006C"('order_no_seq')
TABLE nowhere; DROP TABLE tags
UPSERT INTO tags VALUES (1, 'x')
BACKUP DATABASE shop
IMPORT INTO tags CSV DATA ('x')
SELECT * FROM tags TABLESAMPLE hostile_sample(1)
SELECT xmltable.* FROM xmltable('/a' PASSING query_to_xml('DELETE FROM tags', true, false, '') COLUMNS a text)
SELECT CASE WHEN false THEN 1 ELSE nextval('order_no_seq') END FROM orders LIMIT 1
SELECT count(*) FILTER (WHERE nextval('order_no_seq') > 0) FROM orders
SELECT sum(nextval('order_no_seq')) OVER () FROM orders LIMIT 1
SELECT ARRAY(SELECT nextval('order_no_seq') FROM orders LIMIT 2)
SELECT COALESCE(NULL, nextval('order_no_seq'))
SELECT 1 FROM orders GROUP BY nextval('order_no_seq')
SELECT 1 FROM orders HAVING nextval('order_no_seq') > 0
SELECT 1 FROM orders LIMIT nextval('order_no_seq')
SELECT 1 FROM orders OFFSET nextval('order_no_seq')
SELECT DISTINCT ON (nextval('order_no_seq')) id FROM orders LIMIT 1
SELECT * FROM generate_series(nextval('order_no_seq'), 3)
SELECT * FROM ROWS FROM (nextval('order_no_seq'), generate_series(1, 2))
WITH RECURSIVE r AS (SELECT nextval('order_no_seq') n UNION ALL SELECT nextval('order_no_seq') FROM r WHERE n < 0) SELECT * FROM r
SELECT * FROM orders o JOIN customers c ON c.id = nextval('order_no_seq')
SELECT (xpath('/', query_to_xml('SELECT nextval(''order_no_seq'')', true, false, '')))[1]
-- the replication protocol's own commands, in a connection that is none for it
IDENTIFY_SYSTEM
SHOW data_directory
TIMELINE_HISTORY 1
CREATE_REPLICATION_SLOT hostile PHYSICAL RESERVE_WAL
CREATE_REPLICATION_SLOT hostile TEMPORARY LOGICAL test_decoding
READ_REPLICATION_SLOT hostile
START_REPLICATION PHYSICAL 0/0
START_REPLICATION SLOT hostile PHYSICAL 0/0 TIMELINE 1
START_REPLICATION SLOT hostile LOGICAL 0/0 (proto_version '1', publication_names 'p')
DROP_REPLICATION_SLOT hostile WAIT
BASE_BACKUP (LABEL 'hostile', CHECKPOINT 'fast', TARGET 'server', TARGET_DETAIL '/tmp/mori-hostile')
BASE_BACKUP
