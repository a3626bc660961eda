// TypeORM: entities without decorators, synchronize with its introspection, relations, transactions, migrations of its own making.
const { at, say, attempt, main } = require('./say.js');
const { Brackets, DataSource, EntitySchema } = require('typeorm');

const Customer = new EntitySchema({
  name: 'Customer', tableName: 'customers', synchronize: false,
  columns: { id: { type: 'bigint', primary: true, generated: 'increment' }, email: { type: 'text' }, name: { type: 'text' }, country: { type: 'char', length: 2, default: 'DE' } },
  relations: { orders: { type: 'one-to-many', target: 'Order', inverseSide: 'customer' } },
});
const Order = new EntitySchema({
  name: 'Order', tableName: 'orders', synchronize: false,
  columns: { id: { type: 'bigint', primary: true, generated: 'identity' }, note: { type: 'text', nullable: true }, total: { type: 'numeric', nullable: true } },
  relations: { customer: { type: 'many-to-one', target: 'Customer', joinColumn: { name: 'customer_id' }, inverseSide: 'orders' } },
});
const task = (more) => new EntitySchema({
  name: 'Task', tableName: 'tasks',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' }, title: { type: 'varchar', length: 50 },
    state: { type: 'enum', enum: ['todo', 'done'], default: 'todo' }, version: { type: 'int', version: true }, ...more,
  },
  indices: [{ columns: ['state', 'title'] }], uniques: [{ columns: ['title'] }],
  relations: { customer: { type: 'many-to-one', target: 'Customer', joinColumn: { name: 'customer_id' }, onDelete: 'CASCADE', nullable: true } },
});
const open = (more) => new DataSource({ type: 'postgres', host: at.host, port: at.port, username: at.user, password: at.password, database: at.database, entities: [Customer, Order, task(more)], extra: { max: 3 } }).initialize();

async function schema() {
  const first = await open({});
  await first.synchronize();
  const left = await first.driver.createSchemaBuilder().log();
  say('left to do', left.upQueries.map((q) => q.query));
  await first.destroy();
  const second = await open({ hours: { type: 'numeric', precision: 6, scale: 2, default: 1 }, tags: { type: 'text', array: true, nullable: true } });
  say('to do', (await second.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query));
  await second.synchronize();
  say('left to do', (await second.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query));
  const table = await second.createQueryRunner().getTable('tasks');
  say('table', [table.columns.map((c) => [c.name, c.type, c.isNullable, c.default, c.isGenerated]), table.indices.map((i) => [i.name, i.columnNames]), table.foreignKeys.map((k) => [k.name, k.columnNames, k.referencedTableName])]);
  return second;
}
async function work(db) {
  const customers = db.getRepository('Customer');
  const tasks = db.getRepository('Task');
  say('find', await customers.find({ where: { country: 'TR' }, relations: { orders: true }, order: { id: 'ASC', orders: { id: 'ASC' } }, take: 3, skip: 1 }));
  const saved = await customers.save({ email: 'typeorm@shop.test', name: 'T' });
  say('saved', saved);
  say('tasks', await tasks.save([1, 2, 3].map((i) => ({ title: `task ${i}`, customer: { id: String(i) }, tags: [`x${i}`] }))));
  say('upsert', (await tasks.upsert([{ title: 'task 2', state: 'done' }, { title: 'task 4' }], ['title'])).identifiers);
  const one = await tasks.findOneByOrFail({ title: 'task 1' });
  one.state = 'done';
  say('version', (await tasks.save(one)).version);
  say('joined', await db.createQueryBuilder('Order', 'o').innerJoinAndSelect('o.customer', 'c').where('c.id < :most', { most: 5 })
    .andWhere(new Brackets((q) => q.where('o.total > :total', { total: 100 }).orWhere('o.note IS NULL'))).orderBy('o.id').take(5).getManyAndCount());
  await attempt('duplicate', () => tasks.insert({ title: 'task 3' }));
  await attempt('transaction', () => db.transaction('SERIALIZABLE', async (m) => {
    await m.update('Order', { customer: { id: '1' } }, { note: 'typeorm' });
    say('inside', await m.countBy('Order', { note: 'typeorm' }));
    await m.transaction((inner) => inner.delete('Task', { state: 'done' }));
    throw new Error('back');
  }));
  say('locked', await db.transaction((m) => m.findOne('Order', { where: { id: '30' }, lock: { mode: 'pessimistic_write' } })));
  say('deleted', (await customers.delete({ id: '2' })).affected);
  say('rest', await tasks.find({ order: { id: 'ASC' }, relations: { customer: true } }));
}
main(async () => {
  const db = await schema();
  await work(db);
  await db.destroy();
});
