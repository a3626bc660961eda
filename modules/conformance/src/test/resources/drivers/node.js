// CRUD, transactions, batches and cursors with node-pg; prints one JSON line for each answer.
// Arguments: host port user password database. NODE_PATH leads to pg and pg-cursor.
const { Client } = require('pg');
const Cursor = require('pg-cursor');
const [host, port, user, password, database] = process.argv.slice(2);
const client = new Client({ host, port: Number(port), user, password, database });

function say(label, value) {
  console.log(JSON.stringify({ label, value }, (key, v) => (typeof v === 'bigint' ? String(v) : v)));
}
async function run(label, query, values) {
  try {
    const r = await client.query(query, values);
    for (const one of Array.isArray(r) ? r : [r]) {
      const fields = one.fields.map((f) => [f.name, f.columnID, f.dataTypeSize, f.dataTypeModifier, f.format, f.dataTypeID < 10000 ? f.dataTypeID : 'user']);
      say(label, { command: one.command, count: one.rowCount, fields, rows: one.rows });
    }
  } catch (e) {
    say(label, { error: e.code, message: e.message, detail: e.detail, constraint: e.constraint, table: e.table, column: e.column });
  }
}
(async () => {
  await client.connect();
  await run('read', 'SELECT id, name, tags, prefs, credit, birthday, last_ip FROM customers WHERE id < 8 ORDER BY id');
  await run('param', 'SELECT id, name FROM customers WHERE id = $1 OR email = $2 ORDER BY id', [3, 'Bob1@Example.org']);
  await run('insert', 'INSERT INTO customers (email, name, tags, prefs) VALUES ($1, $2, $3, $4) RETURNING id, email, tags, prefs', ['node@shop.test', "o'Node $1", ['x', null], { a: 1 }]);
  await run('duplicate', 'INSERT INTO customers (email, name) VALUES ($1, $2)', ['ann6@example.com', 'dup']);
  await run('no parent', 'INSERT INTO orders (customer_id) VALUES ($1)', [99999999]);
  await run('update', 'UPDATE customers SET credit = credit + $1 WHERE id = ANY($2) RETURNING id, credit', ['1.50', [1, 2, 3]]);
  await run('delete', 'DELETE FROM customers WHERE id = $1', [9]);
  await run('cascade', 'SELECT count(*)::int AS n FROM orders WHERE customer_id = $1', [9]);
  await run('upsert', "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value RETURNING *", ['Mail_1', JSON.stringify('off')]);
  for (const end of ['ROLLBACK', 'COMMIT']) {
    await run('begin', 'BEGIN');
    await run('in transaction', 'UPDATE orders SET status = $1 WHERE customer_id = $2', ['paid', 1]);
    await run('own writes', "SELECT status, count(*)::int AS n FROM orders WHERE customer_id = 1 GROUP BY status ORDER BY status");
    await run(end, end);
  }
  await run('after', "SELECT status, count(*)::int AS n FROM orders WHERE customer_id = 1 GROUP BY status ORDER BY status");
  await run('failed', 'BEGIN');
  await run('failed', 'SELECT * FROM no_such_table');
  await run('failed', 'SELECT 1');
  await run('failed', 'COMMIT');
  await run('batch', "SELECT 1 AS a; UPDATE tags SET label = 'batch' WHERE id = 4; SELECT label FROM tags WHERE id = 4");
  for (let i = 0; i < 7; i++) {
    await run('named', { name: 'by-id', text: 'SELECT id, name, credit FROM customers WHERE id = $1', values: [i] });
  }
  await Promise.all([1, 2, 3, 4].map((i) => run('queued', 'SELECT $1::int AS i, name FROM customers WHERE id = $1', [i])));
  const cursor = client.query(new Cursor('SELECT id, name, credit FROM customers WHERE id > $1 ORDER BY id', [2]));
  for (const n of [3, 2, 5]) say('cursor', await cursor.read(n));
  await cursor.close();
  await run('join', 'SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.credit > $1 ORDER BY o.id LIMIT $2', [100, 5]);
  await client.end();
})().catch((e) => { console.error(e); process.exit(1); });
