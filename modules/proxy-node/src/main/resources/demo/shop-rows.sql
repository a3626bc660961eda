-- mori demo shop, part 2 of 3: rows. Deterministic: the same scale gives the same rows, byte by byte.
-- The setting shop.scale (default 1) multiplies the row counts; every table keeps enough rows to be useful.

CREATE FUNCTION pg_temp.n(full_count integer, "floor" integer) RETURNS integer LANGUAGE sql STABLE
    AS $$ SELECT greatest("floor", (full_count * coalesce(nullif(current_setting('shop.scale', true), ''), '1')::numeric)::integer) $$;
-- A spread number in [0, below), the same for the same seed and row.
CREATE FUNCTION pg_temp.h(seed integer, row_no bigint, below bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
    AS $$ SELECT ((row_no * 2654435761 + seed * 40503) % 4294967296 * 69069 + row_no * 7 + seed) % 999983 % below $$;
CREATE FUNCTION pg_temp.u(seed integer, row_no bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
    AS $$ SELECT md5(seed || ':' || row_no)::uuid $$;
CREATE FUNCTION pg_temp.sku(g bigint) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT (ARRAY['SKU-', 'sku_', 'Art ', 'zx', 'Éco-', 'ß', '_'])[1 + g % 7] || lpad((g * 37 % 100003)::text, 5, '0') $$;

INSERT INTO customers (email, name, phone, status, country, tags, prefs, credit, birthday, last_ip, referrer_id, created_at, updated_at)
SELECT (ARRAY['ann', 'Bob', 'cem', 'DORA', 'eve.ning', 'o''neil'])[1 + g % 6] || g || '@' || (ARRAY['example.com', 'Example.org', 'shop.test'])[1 + g % 3],
       (ARRAY['Ann', 'Bob', 'Çem', 'Dora', 'eve', 'O''Neil', 'Łukasz', 'Zoë', '李', 'anna'])[1 + pg_temp.h(1, g, 10)] || ' '
         || (ARRAY['Smith', 'de Vries', 'Müller', 'Øster', 'van "Q"', 'Ng'])[1 + pg_temp.h(2, g, 6)],
       CASE WHEN g % 3 <> 0 THEN '+49 ' || lpad((g * 7)::text, 9, '0') END,
       (ARRAY['active', 'active', 'active', 'blocked', 'closed'])[1 + pg_temp.h(3, g, 5)],
       (ARRAY['DE', 'FR', 'NL', 'PL', 'TR', 'US'])[1 + pg_temp.h(4, g, 6)],
       CASE g % 5 WHEN 0 THEN '{}' WHEN 1 THEN ARRAY['vip'] WHEN 2 THEN ARRAY['vip', 'b2b'] WHEN 3 THEN ARRAY['new', NULL] ELSE ARRAY['a,b', '"q"', ''] END,
       CASE g % 4 WHEN 0 THEN '{}' WHEN 1 THEN jsonb_build_object('lang', 'de', 'mail', g % 2 = 0)
         WHEN 2 THEN jsonb_build_object('lang', 'en', 'size', pg_temp.h(5, g, 50), 'list', jsonb_build_array(1, NULL, 'x')) ELSE 'null' END,
       (pg_temp.h(6, g, 200000) - 50000) / 100.0,
       CASE WHEN g % 7 <> 0 THEN date '1950-01-01' + pg_temp.h(7, g, 20000)::integer END,
       CASE WHEN g % 4 <> 0 THEN (CASE WHEN g % 8 = 1 THEN '2001:db8::' || to_hex(g) ELSE '10.' || g % 250 || '.' || pg_temp.h(8, g, 250) || '.1/24' END)::inet END,
       CASE WHEN g > 10 AND g % 3 = 0 THEN 1 + pg_temp.h(9, g, g - 1) END,
       timestamptz '2024-01-01 00:00:00+00' + pg_temp.h(10, g, 500000) * interval '1 minute',
       CASE WHEN g % 2 = 0 THEN timestamptz '2025-02-01 08:00:00.123456+00' + g * interval '1 second' END
FROM generate_series(1, pg_temp.n(20000, 200)) g;

INSERT INTO "Category" ("Name", "ParentId", "sortKey")
SELECT 'Cat ' || g || CASE WHEN g % 10 = 0 THEN ' Ünïque' ELSE '' END, CASE WHEN g > 8 THEN 1 + pg_temp.h(11, g, g / 4) END, g % 5
FROM generate_series(1, 120) g;

INSERT INTO products (sku, category_id, title, price, weight, rating, attrs, dims, flags, photo, active)
SELECT pg_temp.sku(g), CASE WHEN g % 11 <> 0 THEN 1 + pg_temp.h(12, g, 120) END,
       (ARRAY['Tea', 'Coffee', 'Kettle', 'Mug', 'Spoon & Fork', 'Tray'])[1 + pg_temp.h(13, g, 6)] || ' No. ' || g,
       (1 + pg_temp.h(14, g, 50000)) / 100.0,
       CASE WHEN g % 6 <> 0 THEN pg_temp.h(15, g, 9000) / 7.0 END,
       CASE WHEN g % 50 = 0 THEN 'NaN' WHEN g % 5 <> 0 THEN pg_temp.h(16, g, 500) / 100.0 END,
       CASE WHEN g % 3 = 0 THEN NULL ELSE jsonb_build_object('color', (ARRAY['red', 'green', 'blue'])[1 + pg_temp.h(17, g, 3)], 'n', pg_temp.h(18, g, 10), 'deep', jsonb_build_object('x', ARRAY[g % 3, g % 5])) END,
       CASE WHEN g % 4 <> 0 THEN ROW(10 + g % 90, CASE WHEN g % 9 <> 0 THEN 20 + g % 7 END, g % 300)::warehouse.dimension END,
       pg_temp.h(19, g, 256)::integer::bit(8),
       CASE WHEN g % 10 = 0 THEN decode(md5(g::text), 'hex') WHEN g % 10 = 1 THEN '' END,
       g % 13 <> 0
FROM generate_series(1, pg_temp.n(5000, 100)) g;

INSERT INTO price_history (sku, old_price, new_price, changed_by)
SELECT pg_temp.sku(1 + pg_temp.h(45, g, pg_temp.n(5000, 100))), g / 10.0 + 1, g / 9.0 + 1, 'import' FROM generate_series(1, pg_temp.n(400, 40)) g;

INSERT INTO orders (order_no, customer_id, status, placed_at, deliver_on, deliver_at, patience, total, note, meta)
SELECT 100000 + g, 1 + pg_temp.h(20, g, pg_temp.n(20000, 200) * 9 / 10),
       (enum_range(NULL::order_status))[1 + pg_temp.h(21, g, 6)],
       timestamptz '2024-03-01 00:00:00+00' + pg_temp.h(22, g, 900000) * interval '1 minute',
       CASE WHEN g % 3 <> 0 THEN date '2024-03-05' + pg_temp.h(23, g, 600)::integer END,
       CASE WHEN g % 4 = 0 THEN time '08:00' + pg_temp.h(24, g, 600) * interval '1 minute' END,
       CASE WHEN g % 5 = 0 THEN make_interval(months => (g % 14)::integer, days => -(g % 3)::integer, secs => g % 90 + 0.5) END,
       CASE WHEN g % 17 <> 0 THEN pg_temp.h(25, g, 500000) / 100.0 END,
       CASE g % 6 WHEN 0 THEN 'leave at the door' WHEN 1 THEN 'call: it''s $1 or 100%' WHEN 2 THEN '' END,
       CASE g % 4 WHEN 0 THEN '{"src":"web",  "n":1}' WHEN 1 THEN '{"a":1,"a":2}' WHEN 2 THEN 'null' END::json
FROM generate_series(1, pg_temp.n(60000, 300)) g;

INSERT INTO order_items (order_id, line_no, sku, qty, unit_price, gift)
SELECT 1 + (g - 1) / 2, 1 + (g - 1) % 2, pg_temp.sku(1 + pg_temp.h(26, g, pg_temp.n(5000, 100) * 9 / 10)), 1 + pg_temp.h(27, g, 9),
       (1 + pg_temp.h(28, g, 30000)) / 100.0, CASE g % 3 WHEN 0 THEN true WHEN 1 THEN false END
FROM generate_series(1, 2 * pg_temp.n(60000, 300)) g;

INSERT INTO payments (id, order_id, method, amount, reference, captured, paid_at, details)
SELECT pg_temp.u(1, g), CASE WHEN g % 20 <> 0 THEN g END, (enum_range(NULL::payment_method))[1 + pg_temp.h(29, g, 4)],
       pg_temp.h(30, g, 500000) / 100.0, CASE WHEN g % 3 <> 0 THEN 'REF' || g END, g % 4 <> 0,
       CASE WHEN g % 4 <> 0 THEN timestamp '2024-05-01 10:00:00' + pg_temp.h(31, g, 800000) * interval '1 minute' END,
       CASE WHEN g % 5 = 0 THEN jsonb_build_object('iban', 'DE' || g, 'tries', g % 4) END
FROM generate_series(1, pg_temp.n(45000, 250)) g;

INSERT INTO reviews (sku, customer_id, stars, body, helpful)
SELECT pg_temp.sku(1 + g % pg_temp.n(5000, 100)), CASE WHEN g % 9 <> 0 THEN 1 + (g / pg_temp.n(5000, 100) * 31 + g * 7) % pg_temp.n(20000, 200) END,
       1 + pg_temp.h(32, g, 5), CASE WHEN g % 4 <> 0 THEN 'Review ' || g || repeat('.', (g % 40)::integer) END, pg_temp.h(33, g, 30)
FROM generate_series(1, pg_temp.n(20000, 180)) g;

INSERT INTO sessions (token, customer_id, secret, ip, data, expires_at)
SELECT pg_temp.u(2, g), 1 + pg_temp.h(34, g, pg_temp.n(20000, 200)), decode(md5('s' || g), 'hex'), ('192.168.' || g % 256 || '.' || g / 256 % 256)::inet,
       CASE WHEN g % 2 = 0 THEN jsonb_build_object('cart', ARRAY[g % 10, g % 20]) END, timestamptz '2026-01-01 00:00:00+00' + g * interval '1 minute'
FROM generate_series(1, pg_temp.n(10000, 150)) g;

INSERT INTO tags (label) SELECT (ARRAY['new', 'Sale', 'eco', 'Zero', 'alpha'])[1 + g % 5] || '-' || g FROM generate_series(1, 40) g;
INSERT INTO product_tags (sku, tag_id, weight)
SELECT pg_temp.sku(1 + g % pg_temp.n(5000, 100)), 1 + (g / pg_temp.n(5000, 100) * 3 + g) % 40, pg_temp.h(35, g, 1000) / 8.0
FROM generate_series(1, pg_temp.n(10000, 200)) g;

INSERT INTO settings (key, value, note)
SELECT (ARRAY['mail.', 'Mail_', 'tax ', 'ui/'])[1 + g % 4] || g, CASE g % 3 WHEN 0 THEN to_jsonb(g) WHEN 1 THEN '"on"' END, CASE WHEN g % 2 = 0 THEN 'note ' || g END
FROM generate_series(1, 60) g;

INSERT INTO visits (page, customer_id, ip, ms, seen_at)
SELECT '/' || (ARRAY['', 'cart', 'p/1', 'p/2', 'help'])[1 + g % 5], CASE WHEN g % 3 = 0 THEN 1 + g % 50 END, ('10.0.0.' || g % 20)::inet, (g % 90)::integer,
       timestamp '2025-03-01' + (g % 400) * interval '1 hour'
FROM generate_series(1, pg_temp.n(15000, 200)) g;

INSERT INTO events (id, happened_on, kind, customer_id, payload)
SELECT g, date '2023-10-01' + pg_temp.h(36, g, 900)::integer, (ARRAY['login', 'logout', 'search', 'buy'])[1 + pg_temp.h(37, g, 4)],
       CASE WHEN g % 8 <> 0 THEN 1 + pg_temp.h(38, g, pg_temp.n(20000, 200)) END, CASE WHEN g % 3 = 0 THEN jsonb_build_object('q', 'tea ' || g % 30) END
FROM generate_series(1, pg_temp.n(30000, 300)) g;

INSERT INTO warehouse.locations (code, name, place, opens, capacity)
SELECT chr(65 + g % 26) || CASE WHEN g % 3 = 0 THEN lower(chr(65 + g % 24)) ELSE '' END || g, 'Hall ' || g, CASE WHEN g % 2 = 0 THEN point(g, -g) END,
       (lpad((g % 12)::text, 2, '0') || ':30+0' || g % 3)::timetz, 1000 * g
FROM generate_series(1, 25) g;

INSERT INTO warehouse.stock (location_code, sku, on_hand, reserved, bins, counted_at)
SELECT l.code, pg_temp.sku(g), pg_temp.h(39, g, 500), pg_temp.h(40, g, 20), CASE WHEN g % 3 = 0 THEN ARRAY[g % 7, g % 11] WHEN g % 3 = 1 THEN '{}' END::integer[],
       CASE WHEN g % 2 = 0 THEN timestamptz '2025-05-05 05:05:05+00' + g * interval '1 hour' END
FROM generate_series(1, pg_temp.n(5000, 100)) g
JOIN LATERAL (SELECT code FROM warehouse.locations WHERE length(rtrim(code)) > 0 ORDER BY code COLLATE "C" OFFSET pg_temp.h(41, g, 24) LIMIT 2) l ON true;

INSERT INTO warehouse.bookings (location_code, minutes, holder)
SELECT CASE WHEN g % 4 <> 0 THEN (SELECT code FROM warehouse.locations ORDER BY code COLLATE "C" OFFSET g % 25 LIMIT 1) END,
       int4range(g * 100, g * 100 + 20 + (g * 13 % 60)), CASE WHEN g % 5 <> 0 THEN 'holder ' || g % 30 END
FROM generate_series(1, pg_temp.n(500, 80)) g;

INSERT INTO warehouse."Employee" ("fullName", "managerId", "deskNo", "locationCode", salary, "hiredOn", "worksFor", mac)
SELECT 'Emp ' || g, CASE WHEN g > 5 THEN 1 + pg_temp.h(42, g, g / 3) END, CASE WHEN g % 6 <> 0 THEN 1000 + g END,
       (SELECT code FROM warehouse.locations ORDER BY code COLLATE "C" OFFSET g % 25 LIMIT 1), 2000 + pg_temp.h(43, g, 400000) / 100.0,
       date '2010-01-01' + pg_temp.h(44, g, 5000)::integer, make_interval(days => (g % 400)::integer, secs => g), ('08:00:2b:01:02:' || lpad(to_hex(g % 256), 2, '0'))::macaddr
FROM generate_series(1, pg_temp.n(300, 120)) g;

SELECT setval('order_no_seq', 100000 + pg_temp.n(60000, 300));
DROP FUNCTION pg_temp.sku(bigint);
DROP FUNCTION pg_temp.u(integer, bigint);
DROP FUNCTION pg_temp.h(integer, bigint, bigint);
DROP FUNCTION pg_temp.n(integer, integer);
