// Knex: migrations with their lock table, builders, batch inserts, nested transactions, streams.
const { at, say, attempt, main } = require('./say.js');
const db = require('knex')({ client: 'pg', connection: at, pool: { min: 0, max: 3 } });

const MIGRATIONS = {
  '01_parcels': {
    up: (k) => k.schema.createTable('parcels', (t) => {
      t.increments('id'); t.bigInteger('order_id').notNullable().references('orders.id').onDelete('CASCADE');
      t.enu('state', ['packed', 'sent'], { useNative: true, enumName: 'parcel_state' }).defaultTo('packed');
      t.jsonb('labels').defaultTo('{}'); t.index(['order_id', 'state']);
    }),
    down: (k) => k.schema.dropTable('parcels').raw('DROP TYPE parcel_state'),
  },
  '02_columns': {
    up: async (k) => {
      await k.schema.alterTable('reviews', (t) => { t.boolean('hidden').notNullable().defaultTo(false); t.renameColumn('body', 'words'); });
      await k(k.raw('parcels (order_id)')).insert(k.select('id as order_id').from('orders').where('status', 'packed'));
    },
    down: (k) => k.schema.alterTable('reviews', (t) => { t.dropColumn('hidden'); t.renameColumn('words', 'body'); }),
  },
  '03_broken': { up: (k) => k.schema.alterTable('tags', (t) => { t.string('label', 1).alter(); }), down: () => {} },
};
const source = (names) => ({ getMigrations: async () => names, getMigrationName: (n) => n, getMigration: async (n) => MIGRATIONS[n] });

async function migrations() {
  say('up', await db.migrate.up({ migrationSource: source(['01_parcels', '02_columns']) }));
  say('latest', await db.migrate.latest({ migrationSource: source(['01_parcels', '02_columns']) }));
  await attempt('broken', () => db.migrate.latest({ migrationSource: source(Object.keys(MIGRATIONS)) }));
  say('list', (await db.migrate.list({ migrationSource: source(Object.keys(MIGRATIONS)) })).map((l) => l.map((m) => m.name ?? m)));
  say('rollback', await db.migrate.rollback({ migrationSource: source(['01_parcels', '02_columns']) }));
  say('again', await db.migrate.latest({ migrationSource: source(['01_parcels', '02_columns']) }));
  say('columns', await db('parcels').columnInfo());
  say('has', [await db.schema.hasTable('parcels'), await db.schema.hasColumn('reviews', 'words'), await db.schema.hasTable('nothing')]);
}
async function queries() {
  say('join', await db('orders as o').join('customers as c', 'c.id', 'o.customer_id').leftJoin('order_items as i', 'i.order_id', 'o.id')
    .select('o.id', 'c.name').sum('i.qty as pieces').where('c.country', 'NL').groupBy('o.id', 'c.name').havingRaw('sum(i.qty) > ?', [5]).orderBy('o.id').limit(6));
  say('cte', await db.with('spent', (q) => q.from('orders').select('customer_id').sum('total as total').groupBy('customer_id'))
    .from('spent').where('total', '>', 5000).orderBy('total', 'desc').orderBy('customer_id').limit(4));
  say('insert', await db('tags').insert([{ label: 'knex a' }, { label: 'knex b' }], ['id', 'label']));
  say('merge', await db('tags').insert({ label: 'knex a' }).onConflict('label').merge({ label: 'knex c' }).returning('*'));
  say('ignore', await db('tags').insert({ label: 'knex b' }).onConflict('label').ignore());
  say('update', await db('reviews').where('stars', '<', 2).update({ words: null, helpful: db.raw('helpful + ?', [1]) }));
  say('delete', await db('visits').where('ms', '>', 900).del());
  say('batch', (await db.batchInsert('parcels', Array.from({ length: 90 }, (_, i) => ({ order_id: i + 1, labels: { i } })), 40).returning('id')).length);
  say('first', await db('parcels').where('order_id', 5).orderBy('id', 'desc').first());
  let rows = 0;
  for await (const row of db('order_items').orderBy(['order_id', 'line_no']).stream()) rows += row.qty;
  say('stream', rows);
}
async function transactions() {
  await attempt('outer', () => db.transaction(async (outer) => {
    await outer('tags').where('label', 'knex c').del();
    await attempt('inner', () => outer.transaction((inner) => inner('tags').insert({ label: 'knex b' })));
    say('inside', await outer('tags').whereLike('label', 'knex%').orderBy('label').pluck('label'));
    throw new Error('back');
  }));
  await db.transaction(async (trx) => {
    say('locked', await trx('orders').where('id', 15).forUpdate().noWait().select('id', 'status'));
    await trx('orders').where('id', 15).update({ status: 'shipped' });
  }, { isolationLevel: 'serializable' });
  say('after', await db('tags').whereLike('label', 'knex%').orderBy('label').pluck('label'));
}
main(async () => {
  await migrations();
  await queries();
  await transactions();
  await db('knex_migrations').update({ migration_time: '2025-01-01' });
  await db.destroy();
});
