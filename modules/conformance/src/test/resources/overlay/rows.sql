INSERT INTO regions SELECT 'r' || n, 'Region ' || n FROM generate_series(1, 6) n;
INSERT INTO customers (id, name, mail, region, score, born, tags, info, active)
  SELECT n, 'Customer ' || n, CASE WHEN n % 7 <> 0 THEN 'c' || n || '@example.org' END,
         'r' || (n % 5 + 1), CASE n % 11 WHEN 0 THEN 'NaN' WHEN 1 THEN '-Infinity' ELSE n / 7.0 END,
         DATE '1970-01-01' + n * 37, CASE WHEN n % 3 = 0 THEN ARRAY['a', NULL, 'x"y,' || n] END,
         CASE WHEN n % 4 = 0 THEN jsonb_build_object('n', n, 'none', NULL) WHEN n % 4 = 1 THEN 'null' END, n % 6 <> 0
  FROM generate_series(1, 120) n;
INSERT INTO orders (id, customer_id, status, total, placed, note, price, doc)
  SELECT n, CASE WHEN n % 13 <> 0 THEN n % 110 + 1 END,
         (ARRAY['new', 'paid', 'shipped', 'with ''quote"']::status[])[n % 4 + 1], n * 1.25,
         TIMESTAMPTZ '2026-01-01 00:00+00' + n * INTERVAL '7 hours', 'n' || n % 9, ROW(n, 'EUR')::money_amount,
         json_build_object('o', n)
  FROM generate_series(1, 400) n;
INSERT INTO products SELECT 'p' || n, 'Product ' || n, n * 3.5, int4range(n, n + 5), decode(lpad(to_hex(n), 4, '0'), 'hex'),
         ('10.0.0.' || n)::inet FROM generate_series(1, 30) n;
INSERT INTO items SELECT o, l, 'p' || (o * 3 + l) % 32, o % 5 + l FROM generate_series(1, 400) o, generate_series(1, 3) l
  WHERE (o + l) % 4 <> 0;
INSERT INTO app."Events"
  SELECT md5(n::text)::uuid, 'kind ' || n % 4, TIMESTAMP '2026-01-01' + n * INTERVAL '1 hour', jsonb_build_object('n', n),
         md5((n / 2)::text)::uuid
  FROM generate_series(1, 60) n;
INSERT INTO app.settings SELECT 'k' || n, 'v' || n, n FROM generate_series(1, 20) n;
INSERT INTO loose SELECT n % 5, 'l' || n FROM generate_series(1, 12) n;
INSERT INTO tree SELECT n, CASE WHEN n > 1 THEN n / 2 END, 't' || n FROM generate_series(1, 31) n;
INSERT INTO measures SELECT DATE '2026-01-01' + n % 58, n % 7, n / 9.0, 'm' || n FROM generate_series(1, 400) n
  ON CONFLICT DO NOTHING;
ANALYZE;
