-- What people type into psql: run against mori and against a copy, the output must be the same.
\set VERBOSITY verbose
\set SHOW_CONTEXT always
\pset null '<null>'
SELECT id, name, email, tags, prefs, credit FROM customers WHERE id < 6 ORDER BY id;
INSERT INTO customers (email, name) VALUES ('psql@shop.test', 'Psql ''quoted''') RETURNING id, email, status, tags;
INSERT INTO customers (email, name) VALUES ('PSQL@shop.test', 'again');
UPDATE customers SET credit = credit + 10, tags = tags || 'psql' WHERE id IN (1, 2, 3) RETURNING id, credit, tags, version;
DELETE FROM sessions WHERE customer_id = 4;
DELETE FROM tags WHERE id = 3;
DELETE FROM customers WHERE id = 5;
SELECT count(*) FROM orders WHERE customer_id = 5;
SELECT o.id, c.name, o.status, o.total FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.id < 9 ORDER BY o.id LIMIT 10;
BEGIN;
UPDATE products SET price = price + 1 WHERE category_id = 7;
SAVEPOINT a;
DELETE FROM reviews WHERE stars = 1;
SELECT count(*), sum(stars) FROM reviews;
ROLLBACK TO a;
SELECT count(*), sum(stars) FROM reviews;
SELECT 1/0;
SELECT 'not reached';
ROLLBACK TO a;
COMMIT;
SELECT count(*) FROM price_history WHERE changed_by = 'trigger';
BEGIN;
DECLARE c CURSOR FOR SELECT id, name FROM customers WHERE id < 30 ORDER BY id;
FETCH 3 FROM c;
FETCH 2 FROM c;
CLOSE c;
ROLLBACK;
ALTER TABLE tags ADD COLUMN color text DEFAULT 'none';
SELECT * FROM tags ORDER BY id LIMIT 4;
UPDATE tags SET color = 'red' WHERE id = 2;
CREATE VIEW red_tags AS SELECT id, label FROM tags WHERE color = 'red';
SELECT * FROM red_tags;
CREATE TABLE notes (id serial PRIMARY KEY, customer_id bigint REFERENCES customers ON DELETE CASCADE, body text);
INSERT INTO notes (customer_id, body) VALUES (1, 'one'), (2, 'two');
INSERT INTO notes (customer_id, body) VALUES (5, 'gone');
SELECT n.body, c.name FROM notes n JOIN customers c ON c.id = n.customer_id ORDER BY n.id;
SELECT * FROM customers WHERE id = 1 \gx
SELECT id, name AS n FROM customers \gdesc
COPY (SELECT id, label, color FROM tags ORDER BY id LIMIT 5) TO STDOUT WITH (FORMAT csv);
\copy (SELECT "Id", "Name" FROM "Category" ORDER BY 1 LIMIT 3) to stdout
\d tags
\d red_tags
\dt
\dt warehouse.*
\dT
\df customer_total
\ds
SELECT 1 AS a \; SELECT 2 AS b \; UPDATE tags SET color = 'blue' WHERE id = 1;
SELECT 1 \; SELECT no_column \; SELECT 3;
SET search_path = warehouse, public;
SELECT location_code, sku, on_hand FROM stock ORDER BY location_code, sku LIMIT 3;
SHOW search_path;
RESET search_path;
INSERT INTO tags (id, label) VALUES (4, 'four'), (900, 'new') ON CONFLICT (id) DO UPDATE SET label = EXCLUDED.label RETURNING id, (xmax = 0) AS inserted;
CREATE INDEX CONCURRENTLY notes_body ON notes (body);
DROP INDEX CONCURRENTLY notes_body;
BEGIN;
CREATE INDEX CONCURRENTLY notes_body ON notes (body);
ROLLBACK;
INSERT INTO notes (customer_id, body) VALUES (3, 'one');
CREATE UNIQUE INDEX CONCURRENTLY notes_body ON notes (body);
SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid = 'notes'::regclass ORDER BY 1::text;
DROP TABLE events_other;
UPDATE events SET kind = 'kept' WHERE id < 20;
SELECT kind, count(*) FROM events GROUP BY 1 ORDER BY 1;
UPDATE events SET kind = 'moved', happened_on = '2024-07-07' WHERE id < 40 AND happened_on >= '2025-07-01';
ALTER TABLE events DETACH PARTITION events_2024;
SELECT count(*), count(*) FILTER (WHERE kind = 'moved') FROM events_2024;
SELECT count(*), count(*) FILTER (WHERE kind = 'moved') FROM events;
UPDATE events_2024 SET kind = 'loose' WHERE kind = 'moved';
SELECT count(*) FROM events_2024 WHERE kind = 'loose';
CREATE TABLE big_spenders (discount int) INHERITS (customers);
INSERT INTO big_spenders (email, name, discount) VALUES ('spender@shop.test', 'Spender', 5);
SELECT tableoid::regclass::text, count(*) FROM customers GROUP BY 1 ORDER BY 1;
UPDATE customers SET name = name || '!' WHERE name = 'Spender' OR id = 7;
SELECT tableoid::regclass, id, name FROM customers WHERE name LIKE '%!' ORDER BY 2;
SELECT count(*) FROM ONLY customers WHERE name LIKE '%!';
SELEC 1;
BEGIN;
SELEC 1;
COMMIT;
SET SESSION AUTHORIZATION DEFAULT \; RESET ALL \; CLOSE ALL \; UNLISTEN * \; SELECT pg_advisory_unlock_all() \; DISCARD SEQUENCES \; DISCARD TEMP;
SET session_replication_role = origin;
SET client_encoding TO 'UNICODE';
