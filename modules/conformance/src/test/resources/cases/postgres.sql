-- Cases of ../shared/design/CASES.md. A case begins with "-- name". Each line is one Query; "b>" sends it on a second
-- connection, "x>" by the extended protocol, "xb>" by it with binary results; parameters stand behind " | " as type
-- oid and text. A line that begins with blanks belongs to the one before.

-- C1 a transaction reads its own writes
BEGIN
UPDATE users SET name = 'x' WHERE id = 1
SELECT name FROM users WHERE id = 1
SELECT count(*) FROM users WHERE name = 'x'
COMMIT
SELECT name FROM users WHERE id = 1

-- C2 another connection's rollback takes nothing away
BEGIN
UPDATE users SET name = 'a' WHERE id = 1
b> BEGIN
b> UPDATE orders SET status = 'b' WHERE id = 1
b> ROLLBACK
COMMIT
b> SELECT name FROM users WHERE id = 1
b> SELECT status FROM orders WHERE id = 1

-- C3 ROLLBACK TO SAVEPOINT undoes what came after it, and no more
BEGIN
UPDATE users SET name = 'one' WHERE id = 1
SAVEPOINT s
UPDATE users SET name = 'two' WHERE id = 2
b> UPDATE users SET name = 'three' WHERE id = 3
ROLLBACK TO s
SELECT id, name FROM users WHERE id < 4 ORDER BY id
ROLLBACK
SELECT id, name FROM users WHERE id < 4 ORDER BY id

-- C4 a rollback forgets no other connection's schema change
BEGIN
CREATE TABLE mine (a int)
b> ALTER TABLE users ADD COLUMN extra int DEFAULT 7
ROLLBACK
SELECT extra FROM users WHERE id = 1
SELECT * FROM mine

-- C5 what was deleted may come again
DELETE FROM orders WHERE id = 5
SELECT * FROM orders WHERE id = 5
INSERT INTO orders (id, user_id) VALUES (5, 1)
SELECT * FROM orders WHERE id = 5
DELETE FROM posts WHERE author_id = 60
DELETE FROM users WHERE id = 60
INSERT INTO users (id, name) VALUES (60, 'back')
INSERT INTO posts (author_id, title) VALUES (60, 'again')
SELECT u.name, p.title FROM users u JOIN posts p ON p.author_id = u.id WHERE u.id = 60

-- C6 a row that was to be written and was not is still there
BEGIN
UPDATE users SET name = 'given up' WHERE id = 7
DELETE FROM orders WHERE id = 8
b> SELECT id FROM orders WHERE id IN (7, 8) ORDER BY id
ROLLBACK
UPDATE users SET name = NULL WHERE id = 9
UPDATE users SET id = 9 WHERE id = 7
SELECT id, name FROM users WHERE id IN (7, 9) ORDER BY id
SELECT id FROM orders WHERE id IN (7, 8) ORDER BY id
b> SELECT id, name FROM users WHERE id IN (7, 9) ORDER BY id

-- C7 COMMIT of a failed transaction keeps nothing
BEGIN
UPDATE users SET name = 'phantom' WHERE id = 2
SELECT * FROM nowhere
COMMIT
SELECT name FROM users WHERE id = 2
SELECT count(*) FROM users

-- C11 nobody sees, or misses, what another transaction has not committed
UPDATE users SET age = 1 WHERE id = 10
BEGIN
UPDATE users SET name = 'open' WHERE id = 1
DELETE FROM users WHERE id = 2
INSERT INTO users (id, name) VALUES (900, 'new')
b> SELECT id, name FROM users WHERE id IN (1, 2, 900) ORDER BY id
b> SELECT count(*) FROM users
COMMIT
b> SELECT id, name FROM users WHERE id IN (1, 2, 900) ORDER BY id
b> SELECT count(*) FROM users

-- P1 tables whose key is text
INSERT INTO schema_migrations VALUES ('20260101')
INSERT INTO schema_migrations VALUES ('20250101')
SELECT max(version), count(*) FROM schema_migrations
x> DELETE FROM schema_migrations WHERE version = $1 | 1043 20240101
SELECT * FROM schema_migrations ORDER BY version

-- P2 names with capitals
UPDATE "User" SET "fullName" = 'Anna' WHERE "Id" = 1
INSERT INTO "User" ("fullName") VALUES ('Dan') RETURNING "Id"
SELECT * FROM "User" ORDER BY "Id"
SELECT pg_get_serial_sequence('"User"', 'Id')

-- P3 create, then read, in one transaction
BEGIN
x> INSERT INTO users (name, email) VALUES ($1, $2) RETURNING id | 25 eve | 25 eve@x
x> SELECT id, name FROM users WHERE email = $1 | 25 eve@x
COMMIT

-- P4 rows inserted by the extended protocol stand in joins
x> INSERT INTO orders (user_id, total) VALUES ($1, $2) | 23 7 | 1700 12.5
xb> SELECT o.total, u.name FROM orders o JOIN users u ON u.id = o.user_id WHERE u.id = $1 ORDER BY o.id | 23 7

-- P5 a new child row finds its parent of production
INSERT INTO orders (user_id) VALUES (7) RETURNING id
SELECT o.id, u.name FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id > 199 ORDER BY o.id
SELECT o.id, u.name FROM orders o LEFT JOIN users u ON u.id = o.user_id WHERE o.id > 199 ORDER BY o.id

-- P6 subqueries anywhere
UPDATE orders SET user_id = 60 WHERE id = 3
SELECT id FROM users WHERE id IN (SELECT user_id FROM orders) ORDER BY id
UPDATE users SET name = 'sub' WHERE id = 4
SELECT name, (SELECT count(*) FROM orders o WHERE o.user_id = u.id) FROM users u WHERE id < 8 ORDER BY id
SELECT EXISTS (SELECT 1 FROM orders WHERE user_id = 60), NOT EXISTS (SELECT FROM orders WHERE id = 3)
SELECT u.name, l.total FROM users u, LATERAL (SELECT total FROM orders o WHERE o.user_id = u.id ORDER BY total DESC LIMIT 1) l WHERE u.id IN (4, 60) ORDER BY 1

-- P7 views, materialized views and functions over changed tables
UPDATE users SET age = 5 WHERE id = 20
UPDATE users SET age = 77 WHERE id = 1
SELECT * FROM grown WHERE id IN (1, 20) ORDER BY id
SELECT count(*) FROM grown
DELETE FROM users WHERE id = 59
SELECT user_count()
UPDATE orders SET total = 0 WHERE user_id = 1
SELECT * FROM totals WHERE user_id = 1
REFRESH MATERIALIZED VIEW totals
SELECT * FROM totals WHERE user_id = 1

-- P8 aggregates without GROUP BY
UPDATE orders SET total = 1000 WHERE id = 1
SELECT sum(total), max(total), min(total), avg(total), count(DISTINCT user_id), count(*) FROM orders
SELECT sum(total) AS s FROM orders WHERE status = 'paid'

-- P9 aggregates in expressions
UPDATE orders SET total = 1000 WHERE id = 1
SELECT COALESCE(SUM(total), 0) FROM orders
SELECT CASE WHEN count(*) > 100 THEN 'many' ELSE 'few' END, (sum(total) / count(*))::numeric(10,3), max(total)::int + 1 FROM orders

-- P10 aggregates over joins
DELETE FROM orders WHERE id < 10
SELECT COUNT(*) FROM orders o JOIN users u ON u.id = o.user_id
SELECT u.city, count(*), sum(o.total) FROM orders o JOIN users u ON u.id = o.user_id GROUP BY u.city ORDER BY 1 NULLS FIRST

-- P11 pages
DELETE FROM users WHERE id IN (3, 12)
UPDATE users SET name = 'user 999' WHERE id = 30
SELECT id FROM users ORDER BY id LIMIT 10 OFFSET 20
x> SELECT id FROM users ORDER BY name DESC, id LIMIT $1 OFFSET $2 | 20 5 | 20 3
SELECT id FROM users ORDER BY id FETCH FIRST 4 ROWS ONLY
SELECT age, id FROM users ORDER BY age FETCH FIRST 3 ROWS WITH TIES
SELECT id FROM users ORDER BY id OFFSET 55

-- P12 ORDER BY as the server does it
UPDATE users SET deleted_at = '2024-01-01', name = 'Äpfel' WHERE id = 7
UPDATE users SET deleted_at = NULL WHERE id = 10
SELECT id FROM users ORDER BY lower(name), id LIMIT 5
SELECT id FROM users ORDER BY deleted_at, id LIMIT 15
SELECT id, deleted_at AS d FROM users ORDER BY d DESC NULLS LAST, 1 LIMIT 15
SELECT name FROM users ORDER BY age % 7, 1 DESC LIMIT 6
SELECT name FROM users ORDER BY name COLLATE "C" DESC LIMIT 3

-- P13 DISTINCT before LIMIT
UPDATE orders SET status = 'odd' WHERE id = 9
SELECT DISTINCT status FROM orders ORDER BY status LIMIT 5
SELECT DISTINCT ON (user_id) user_id, id FROM orders ORDER BY user_id, total DESC LIMIT 7
SELECT count(*) FROM (SELECT DISTINCT user_id, status FROM orders) d

-- P14 GROUP BY in all its forms
UPDATE orders SET created_at = '2025-02-03', total = 0.1 WHERE id IN (1, 2, 3)
SELECT date_trunc('month', created_at) d, SUM(total) FROM orders GROUP BY 1 ORDER BY 1
SELECT sum(total) FILTER (WHERE status = 'paid') AS paid, status FROM orders GROUP BY status HAVING count(*) > 3 ORDER BY status
SELECT status, user_id % 2 AS odd, avg(total) FROM orders GROUP BY ROLLUP (status, user_id % 2) ORDER BY 1, 2
SELECT u.id, u.name, u.email, count(o.*) FROM users u LEFT JOIN orders o ON o.user_id = u.id GROUP BY u.id ORDER BY u.id LIMIT 4

-- P15 deletes of many rows by the extended protocol
x> DELETE FROM orders WHERE user_id = $1 | 23 7
x> SELECT count(*) FROM orders WHERE user_id = $1 | 23 7
x> DELETE FROM orders WHERE status = $1 AND total > $2 RETURNING id | 25 paid | 1700 250
SELECT count(*) FROM orders

-- P16 upserts by the extended protocol
x> INSERT INTO users (name, email) VALUES ($1, $2) ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id | 25 up | 25 u5@x
x> INSERT INTO users (name, email) VALUES ($1, $2) ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id > 0 | 25 new | 25 new@x
SELECT name, email FROM users WHERE email IN ('u5@x', 'new@x') ORDER BY 2
SELECT count(*) FROM users

-- P17 identity and generated columns
UPDATE always SET a = 10 WHERE id = 1
SELECT * FROM always ORDER BY id
INSERT INTO always (id, a) VALUES (50, 1)
INSERT INTO always (id, a) OVERRIDING SYSTEM VALUE VALUES (50, 1)
UPDATE always SET twice = 5
UPDATE always SET id = DEFAULT WHERE id = 2 RETURNING id > 3
SELECT a, twice FROM always ORDER BY a, twice

-- P18 writes after columns were dropped, renamed and added
ALTER TABLE users RENAME email TO mail
ALTER TABLE users DROP COLUMN city
ALTER TABLE users ADD COLUMN country text NOT NULL DEFAULT 'DE'
UPDATE users SET mail = 'x' WHERE id = 1
SELECT * FROM users WHERE id < 3 ORDER BY id

-- P19 copied rows fire no triggers
UPDATE logged SET a = 50 WHERE id = 3
SELECT * FROM audit
UPDATE logged SET a = a + 1 WHERE id < 4
SELECT what FROM audit ORDER BY what
UPDATE logged SET a = 500 WHERE id = 5
SELECT a FROM logged WHERE id = 5

-- P20 unique against production's rows
INSERT INTO users (name, email) VALUES ('x', 'u3@x')
INSERT INTO users (id, name) VALUES (3, 'x')
UPDATE users SET email = 'u4@x' WHERE id = 3
UPDATE users SET email = 'free' WHERE id = 4
UPDATE users SET email = 'u4@x' WHERE id = 3
SELECT id, email FROM users WHERE id IN (3, 4) ORDER BY id

-- P21 ON CONFLICT DO NOTHING in all its forms
INSERT INTO users (id, name) VALUES (3, 'x') ON CONFLICT DO NOTHING
INSERT INTO users (name, email) VALUES ('x', 'u3@x') ON CONFLICT ON CONSTRAINT users_email_key DO NOTHING
x> INSERT INTO users (name, email) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING | 25 x | 25 u9@x
INSERT INTO schema_migrations SELECT version FROM schema_migrations ON CONFLICT DO NOTHING
SELECT count(*) FROM users

-- P22 INSERT ... SELECT
UPDATE orders SET status = 'done' WHERE id = 4
INSERT INTO archive SELECT id, status FROM orders WHERE id < 8
SELECT * FROM archive ORDER BY id

-- P23 UPDATE ... FROM, DELETE ... USING
UPDATE orders o SET status = u.name FROM users u WHERE u.id = o.user_id AND u.age > 36
SELECT id, status FROM orders WHERE status LIKE 'user%' ORDER BY id
DELETE FROM orders USING users u WHERE u.id = orders.user_id AND u.age < 4
SELECT count(*) FROM orders

-- P24 WHERE means the session's values
UPDATE orders SET status = 'mine' WHERE id = 1
INSERT INTO orders (id, user_id, status) VALUES (9001, 1, 'new')
DELETE FROM orders WHERE id = 2
UPDATE orders SET status = 'seen' WHERE status = 'new'
SELECT status, count(*) FROM orders GROUP BY status ORDER BY status
SELECT id, status FROM orders WHERE id IN (1, 2, 9001) ORDER BY id

-- P25 AND, OR and NOT in a WHERE
DELETE FROM orders WHERE id = 1 AND user_id = 999
UPDATE orders SET total = 7 WHERE id = 1 OR status = 'paid'
SELECT count(*) FROM orders WHERE total = 7
DELETE FROM user_roles WHERE NOT (user_id = 1)
SELECT count(*), min(user_id) FROM user_roles

-- P26 keys of several columns
INSERT INTO user_roles VALUES (1, 9, 'mine')
UPDATE user_roles SET note = 'changed' WHERE user_id = 1 AND role_id = 2
DELETE FROM user_roles WHERE (user_id, role_id) = (2, 1)
SELECT * FROM user_roles ORDER BY 1, 2

-- P27 tables without a key
INSERT INTO keyless VALUES ('c', '3')
UPDATE keyless SET value = 'two' WHERE name = 'b'
SELECT * FROM keyless ORDER BY 1, 2
DELETE FROM keyless WHERE name = 'a'
SELECT count(*) FROM keyless

-- P28 schemas, search_path and partitions
UPDATE cases.users SET name = 'qualified' WHERE id = 1
CREATE SCHEMA other
CREATE TABLE other.users (id int)
SET search_path = other, cases
SELECT count(*) FROM users
SELECT count(*) FROM cases.users
SET search_path = cases
UPDATE events SET day = '2024-06-01' WHERE id = 2
SELECT tableoid::regclass, * FROM events ORDER BY id LIMIT 4
DELETE FROM events_new WHERE id = 9
SELECT count(*) FROM ONLY events_new

-- P29 several statements in one string
BEGIN; UPDATE users SET name = 'm1' WHERE id = 1; INSERT INTO posts (author_id, title) VALUES (1, 'm'); COMMIT
SELECT 1; UPDATE users SET name = 'm2' WHERE id = 2; SELECT name FROM users WHERE id = 2
UPDATE users SET name = 'm3' WHERE id = 3; SELECT 1 / 0; UPDATE users SET name = 'never' WHERE id = 4
SELECT id, name FROM users WHERE id < 5 ORDER BY id

-- P30 definitions of a migration
/* app */ CREATE VIEW v AS SELECT id, upper(name) AS n FROM users
CREATE TYPE size AS ENUM ('s', 'm')
CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2'
CREATE SEQUENCE numbers_seq START 3
CREATE TABLE shirts AS SELECT id, 's'::size AS size FROM users WHERE id < 4
CREATE TRIGGER again BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION log_change()
COMMENT ON TABLE shirts IS 'x'
GRANT SELECT ON shirts TO PUBLIC
SELECT v.n, s.size, plus(s.id, nextval('numbers_seq')::int) FROM v JOIN shirts s USING (id) ORDER BY id

-- P31 COPY, DO, LOCK, NOTIFY and EXPLAIN
UPDATE users SET name = 'copied' WHERE id = 2
COPY (SELECT id, name FROM users WHERE id < 4 ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER)
DO $$ BEGIN UPDATE users SET age = age + 1 WHERE id = 2; END $$
SELECT age FROM users WHERE id = 2
BEGIN
LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE
COMMIT
NOTIFY somebody

-- P32 results in binary
UPDATE users SET tags = '{1,2,3}' WHERE id = 1
xb> SELECT id, name, age, deleted_at, settings, feeling, tags, nick FROM users WHERE id < 6 ORDER BY id
UPDATE numbers SET d = 'NaN', n = 'NaN', r = '-Infinity' WHERE id = 2
xb> SELECT * FROM numbers ORDER BY id
xb> SELECT count(*), sum(total), max(created_at) FROM orders

-- P33 parameters of many types
UPDATE numbers SET d = 0.5 WHERE id = 1
x> SELECT id FROM numbers WHERE ts > $1 AND d < $2 ORDER BY id | 1114 2025-01-01 03:00:00 | 701 1.0
x> SELECT id FROM numbers WHERE n = ANY ($1) OR u = ANY ($2) ORDER BY id | 1231 {0.09090909090909090909} | 2951 {00000000-0000-0000-0000-000000000003}
x> UPDATE numbers SET i = i + $1, b = $2 WHERE r > $3 RETURNING id, i, b | 1186 1 day | 17 \xff00 | 700 2
x> SELECT id FROM users WHERE feeling = $1 AND settings = $2 ORDER BY id LIMIT 2 | 0 ok | 3802 {}

-- P34 values that look like parameters
x> UPDATE users SET name = $1 WHERE id = $2 | 25 $2b$10$abc'; DROP TABLE users; -- | 23 1
x> SELECT id, name FROM users WHERE name = $1 | 25 $2b$10$abc'; DROP TABLE users; --
SELECT count(*) FROM users

-- P38 common tables over changed and unchanged tables
UPDATE users SET name = 'cte' WHERE id = 1
WITH u AS (SELECT * FROM users) SELECT u.name, count(*) FROM u JOIN orders o ON o.user_id = u.id WHERE u.id < 4 GROUP BY u.name ORDER BY 1
x> WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i, name FROM n JOIN users ON id = i ORDER BY i
SELECT name FROM users WHERE id < 3 UNION ALL SELECT title FROM posts WHERE author_id < 3 ORDER BY 1
SELECT id, row_number() OVER (PARTITION BY user_id ORDER BY total DESC), lag(total) OVER w FROM orders WHERE user_id < 3 WINDOW w AS (ORDER BY id) ORDER BY id

-- P39 columns of the same name, and partners that changed
UPDATE users SET deleted_at = '2030-01-01' WHERE id = 2
UPDATE orders SET user_id = 2, created_at = '2020-01-01' WHERE id = 1
SELECT u.*, o.* FROM users u JOIN orders o ON o.user_id = u.id WHERE o.id IN (1, 51) ORDER BY o.id
DELETE FROM users WHERE id = 3
SELECT o.id, u.id FROM orders o FULL JOIN users u ON u.id = o.user_id WHERE u.id IN (2, 3, 58) OR o.id = 2 ORDER BY 1, 2

-- P40 rows that match only since they were changed
UPDATE orders SET status = 'rare' WHERE id = 9
SELECT o.id, u.name FROM orders o JOIN users u ON u.id = o.user_id WHERE o.status = 'rare'
UPDATE users SET city = 'Oslo' WHERE id = 10
SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id WHERE u.city = 'Oslo' ORDER BY 1

-- P43 foreign keys
INSERT INTO posts (author_id) VALUES (NULL)
INSERT INTO posts (author_id) VALUES (12345)
DELETE FROM orders WHERE user_id = 1
DELETE FROM users WHERE id = 1
SELECT id, author_id FROM posts ORDER BY id LIMIT 3
SELECT * FROM guarded ORDER BY id
DELETE FROM users WHERE id = 2
BEGIN
DELETE FROM users WHERE id = 3
SELECT count(*) FROM orders WHERE user_id = 3
ROLLBACK
SELECT count(*) FROM orders WHERE user_id = 3

-- P44 the transaction's status after merged reads
UPDATE users SET name = 'x' WHERE id = 1
BEGIN
SELECT name FROM users WHERE id = 1
x> SELECT name FROM users WHERE id = $1 | 23 2
SELECT 1 / 0
SELECT 1
ROLLBACK

-- P45 where a result's columns come from
UPDATE users SET nick = 'n' WHERE id = 1
x> SELECT id, name, city, nick, feeling, total, total * 2 AS twice FROM users JOIN orders USING (id) WHERE id = 1
SELECT total, created_at FROM orders WHERE id = 1

-- P46 sequences, advisory locks and FOR UPDATE
SELECT nextval('global_id'), currval('global_id')
INSERT INTO posts (title) VALUES ('s') RETURNING id
SELECT lastval()
SELECT setval('global_id', 5000)
INSERT INTO posts (title) VALUES ('t') RETURNING id
SELECT pg_try_advisory_lock(42)
b> SELECT pg_try_advisory_lock(42)
SELECT pg_advisory_unlock(42)
BEGIN
SELECT name FROM users WHERE id = 1 FOR UPDATE
b> SELECT name FROM users WHERE id = 1 FOR UPDATE SKIP LOCKED
b> SELECT name FROM users WHERE id = 1 FOR UPDATE NOWAIT
COMMIT

-- P47 sequences that no column owns
INSERT INTO posts (title) VALUES ('one'), ('two') RETURNING id
SELECT count(*), count(DISTINCT id) FROM posts

-- P48 what describes the schema
CREATE TABLE made (id int PRIMARY KEY, name text)
ALTER TABLE users ADD COLUMN made_too int
SELECT table_name FROM information_schema.tables WHERE table_schema = 'cases' ORDER BY 1
SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'users' AND table_schema = 'cases' ORDER BY ordinal_position
SELECT to_regclass('made') IS NOT NULL, to_regclass('nowhere') IS NULL

-- P49 tables and columns dropped, renamed and added
DROP TABLE audit CASCADE
SELECT * FROM audit
ALTER TABLE posts RENAME TO articles
SELECT count(*) FROM articles
SELECT count(*) FROM posts
ALTER TABLE users ADD COLUMN IF NOT EXISTS name text
SELECT count(name) FROM users
ALTER TABLE orders ADD c int DEFAULT 5
SELECT count(*) FROM orders WHERE c = 5
ALTER TABLE users ALTER COLUMN age TYPE text USING 'age ' || age
SELECT age FROM users WHERE id < 3 ORDER BY id

-- P50 a rename leaves literals alone
ALTER TABLE users RENAME COLUMN name TO full_name
UPDATE users SET city = 'name' WHERE id = 1
SELECT full_name, city FROM users WHERE city = 'name'
SELECT name FROM users

-- P51 settings of the client
SET TimeZone = 'Asia/Tokyo'
SET DateStyle = 'German'
UPDATE users SET deleted_at = '2025-03-01 12:00:00+00' WHERE id = 1
SELECT deleted_at FROM users WHERE deleted_at IS NOT NULL ORDER BY id LIMIT 4
SET IntervalStyle = 'iso_8601'
SELECT i, ts, b FROM numbers ORDER BY id LIMIT 2
SET extra_float_digits = 0
SELECT r, d FROM numbers ORDER BY id LIMIT 3

-- P53 temporary tables and IF NOT EXISTS
CREATE TABLE IF NOT EXISTS users (id int)
SELECT count(*) FROM users
CREATE TEMP TABLE picked AS SELECT id FROM users WHERE id < 4
SELECT u.name FROM picked p JOIN users u USING (id) ORDER BY id
CREATE TEMP TABLE orders (id int)
SELECT count(*) FROM orders
SELECT count(*) FROM cases.orders
DROP TABLE orders
SELECT count(*) FROM orders

-- P54 cursors
UPDATE users SET name = 'cursor' WHERE id = 2
BEGIN
DECLARE c SCROLL CURSOR FOR SELECT id, name FROM users ORDER BY id
FETCH 3 FROM c
FETCH BACKWARD 1 FROM c
MOVE 50 IN c
FETCH ALL FROM c
CLOSE c
COMMIT

-- P56 UPDATE from a sub-query
UPDATE users SET age = (SELECT max(total)::int FROM orders WHERE orders.user_id = users.id) WHERE id < 6
SELECT id, age FROM users WHERE id < 6 ORDER BY id

-- P57 PREPARE and EXECUTE
PREPARE q (int) AS SELECT name FROM users WHERE id = $1
EXECUTE q (1)
UPDATE users SET name = 'prepared' WHERE id = 1
EXECUTE q (1)
DEALLOCATE q

-- P58 TRUNCATE
BEGIN
TRUNCATE posts
SELECT count(*) FROM posts
ROLLBACK
SELECT count(*) FROM posts
TRUNCATE logged
SELECT count(*) FROM logged
x> TRUNCATE posts, archive RESTART IDENTITY
SELECT count(*) FROM posts
INSERT INTO posts (title) VALUES ('first')
SELECT count(*) FROM posts

-- P37 set operations, common tables and windows by the extended protocol
UPDATE users SET name = 'ext', age = 3 WHERE id = 1
x> SELECT id, name FROM users WHERE age < $1 UNION SELECT id, title FROM posts WHERE id < $2 ORDER BY 1, 2 | 23 5 | 23 1003
x> WITH x AS (SELECT * FROM users WHERE age < $1) SELECT x.name, rank() OVER (ORDER BY age DESC, id) FROM x ORDER BY 2 | 23 4
x> SELECT d.n FROM (SELECT upper(name) AS n FROM users WHERE id = $1) d | 23 1

-- P36 SET, FETCH, TRUNCATE and DEALLOCATE by the extended protocol
x> SET search_path = cases, public
x> BEGIN
x> DECLARE c CURSOR FOR SELECT id FROM users ORDER BY id
x> FETCH 2 FROM c
x> COMMIT
x> PREPARE one AS SELECT 1
x> DEALLOCATE one
x> TRUNCATE archive
x> SHOW search_path

-- P42 window functions over enums, arrays and domains
UPDATE users SET feeling = 'happy', tags = '{9}', nick = 'zz' WHERE id = 2
SELECT id, feeling, max(feeling) OVER (), tags, array_agg(nick) OVER (ORDER BY id) FROM users WHERE id < 4 ORDER BY id
WITH w AS (SELECT feeling, tags[1] AS t, nick FROM users) SELECT feeling, sum(t), max(nick) FROM w GROUP BY feeling ORDER BY feeling
