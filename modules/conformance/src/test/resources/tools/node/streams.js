// COPY in both directions with pg-copy-streams, rows with pg-cursor and pg-query-stream, a pool, notices.
const { at, say, attempt, main } = require('./say.js');
const { Pool } = require('pg');
const Cursor = require('pg-cursor');
const { from, to } = require('pg-copy-streams');
const { pipeline } = require('node:stream/promises');
const { Readable, Writable } = require('node:stream');

async function copyIn(client, sql, text) {
  const stream = client.query(from(sql));
  await pipeline(Readable.from(text), stream);
  return stream.rowCount;
}
async function copyOut(client, sql) {
  const chunks = [];
  const stream = client.query(to(sql));
  await pipeline(stream, new Writable({ write(chunk, encoding, done) { chunks.push(chunk); done(); } }));
  return Buffer.concat(chunks).toString();
}
main(async () => {
  const pool = new Pool({ ...at, max: 3 });
  const client = await pool.connect();
  const tags = Array.from({ length: 300 }, (_, i) => `${i + 3000}\tcopied ${i}\n`);
  await attempt('in', () => copyIn(client, 'COPY tags (id, label) FROM STDIN', tags));
  await attempt('csv', () => copyIn(client, 'COPY settings (key, value) FROM STDIN WITH (FORMAT csv, HEADER)', ['key,value\n', 'copy_1,"{""a"": 1}"\n', 'copy_2,2\n']));
  await attempt('duplicate', () => copyIn(client, 'COPY tags (id, label) FROM STDIN', ['3000\tagain\n']));
  await attempt('out', () => copyOut(client, "COPY (SELECT id, label FROM tags WHERE id < 3010 ORDER BY id) TO STDOUT"));
  await attempt('csv out', () => copyOut(client, "COPY (SELECT c.id, c.name, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE c.id < 9 GROUP BY c.id ORDER BY c.id) TO STDOUT WITH (FORMAT csv, HEADER)"));
  for (const end of ['ROLLBACK', 'COMMIT']) {
    await client.query('BEGIN');
    await copyIn(client, 'COPY tags (id, label) FROM STDIN', ['4000\tin a transaction\n']);
    const cursor = client.query(new Cursor('SELECT id, label FROM tags WHERE id > $1 ORDER BY id DESC', [3000]));
    for (const n of [3, 2]) say('cursor', await cursor.read(n));
    await cursor.close();
    await client.query(end);
  }
  client.release();
  const counts = await Promise.all(['DE', 'FR', 'NL', 'PL', 'TR', 'US'].map((c) => pool.query('UPDATE customers SET credit = credit + $1 WHERE country = $2', [1, c])));
  say('together', counts.map((r) => r.rowCount));
  say('sum', (await pool.query('SELECT sum(credit), count(*) FROM customers')).rows);
  await pool.end();
});
