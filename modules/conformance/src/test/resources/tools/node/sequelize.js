// Models over the shop, one that Sequelize makes and alters, associations, transactions, hooks of versions, introspection.
const { at, say, attempt, main } = require('./say.js');
const { DataTypes, Op, QueryTypes, Sequelize } = require('sequelize');

const db = new Sequelize(at.database, at.user, at.password, { host: at.host, port: at.port, dialect: 'postgres', logging: false, pool: { max: 1 } });
const plain = (rows) => (Array.isArray(rows) ? rows.map((r) => r.get({ plain: true })) : rows && rows.get({ plain: true }));
const Customer = db.define('Customer', {
  id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
  email: DataTypes.TEXT, name: DataTypes.TEXT, country: DataTypes.CHAR(2), prefs: DataTypes.JSONB,
  tags: DataTypes.ARRAY(DataTypes.TEXT), credit: DataTypes.DECIMAL(12, 2),
}, { tableName: 'customers', timestamps: false });
const Order = db.define('Order', {
  id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
  note: DataTypes.TEXT, status: DataTypes.ENUM('new', 'paid', 'packed', 'shipped', 'returned', 'cancelled'), total: DataTypes.DECIMAL,
}, { tableName: 'orders', timestamps: false });
const Ticket = db.define('Ticket', {
  title: { type: DataTypes.STRING(60), allowNull: false }, state: { type: DataTypes.ENUM('open', 'closed'), defaultValue: 'open' },
  votes: { type: DataTypes.INTEGER, defaultValue: 0 },
}, { tableName: 'tickets', underscored: true, version: true, timestamps: false, indexes: [{ fields: ['state', 'votes'] }] });
Customer.hasMany(Order, { foreignKey: 'customer_id', as: 'orders' });
Order.belongsTo(Customer, { foreignKey: 'customer_id', as: 'customer' });
Customer.hasMany(Ticket, { foreignKey: 'customer_id', as: 'tickets', onDelete: 'CASCADE' });
Ticket.belongsTo(Customer, { foreignKey: 'customer_id', as: 'customer' });

async function schema() {
  await Ticket.sync();
  await Ticket.sync({ alter: true });
  Ticket.init({ ...Ticket.getAttributes(), due: { type: DataTypes.DATEONLY } }, { sequelize: db, modelName: 'Ticket', tableName: 'tickets', underscored: true, version: true, timestamps: false });
  await Ticket.sync({ alter: true });
  const tables = await db.getQueryInterface().showAllTables();
  say('tables', tables.map((t) => `${t.schema ?? ''}.${t.tableName ?? t}`).sort());
  for (const name of ['tickets', 'orders', 'customers']) {
    say(name, await db.getQueryInterface().describeTable(name));
    say(`${name} keys`, await db.getQueryInterface().getForeignKeyReferencesForTable(name).then((keys) => keys.map(({ tableCatalog, referencedTableCatalog, constraintCatalog, ...k }) => k)));
    say(`${name} indexes`, (await db.getQueryInterface().showIndex(name)).map((i) => [i.name, i.unique, i.primary, i.definition]).sort());
  }
}
async function reads() {
  say('include', plain(await Customer.findAll({ where: { id: { [Op.lte]: 5 } }, include: [{ model: Order, as: 'orders', required: false, where: { status: ['paid', 'new'] } }, 'tickets'], order: ['id', ['orders', 'id'], ['tickets', 'id']] })));
  const page = await Order.findAndCountAll({ where: { total: { [Op.gt]: 100 } }, include: 'customer', order: [['id', 'DESC']], limit: 4, offset: 3 });
  say('page', { count: page.count, rows: plain(page.rows) });
  say('grouped', plain(await Order.findAll({ attributes: ['status', [db.fn('COUNT', db.col('id')), 'n'], [db.fn('MAX', db.col('total')), 'most']], group: 'status', order: ['status'] })));
  say('json', plain(await Customer.findAll({ where: { prefs: { lang: 'en' }, tags: { [Op.overlap]: ['vip', 'new'] } }, order: ['id'], limit: 3 })));
  say('limited include', plain(await Customer.findAll({ include: { model: Order, as: 'orders' }, order: [['id', 'ASC'], ['orders', 'id', 'ASC']], limit: 2, offset: 7 })));
}
async function writes() {
  const made = await Customer.create({ email: 'sequelize@shop.test', name: 'S', orders: [{ note: 'one' }, { note: 'two' }] }, { include: ['orders'], fields: ['email', 'name'] });
  say('created', plain(made).id);
  say('bulk', plain(await Ticket.bulkCreate([1, 2, 3, 4].map((i) => ({ title: `t${i}`, votes: i, customer_id: i })), { returning: true })));
  say('upsert', plain((await Ticket.upsert({ id: 2, title: 'upserted', votes: 9, customer_id: 2 }))[0]));
  say('found', (await Customer.findOrCreate({ where: { email: 'seq2@shop.test' }, defaults: { name: 'Two' }, fields: ['email', 'name'] })).map((x) => (x.get ? x.get('id') : x)));
  say('found', (await Customer.findOrCreate({ where: { email: 'seq2@shop.test' }, defaults: { name: 'Two' }, fields: ['email', 'name'] })).map((x) => (x.get ? x.get('id') : x)));
  say('updated', await Order.update({ note: 'sequelize' }, { where: { customer_id: [1, 2, 3] } }));
  say('incremented', await Ticket.increment({ votes: 5 }, { where: { id: 3 } }).then((r) => JSON.stringify(r)));
  say('destroyed', await Order.destroy({ where: { id: { [Op.between]: [10, 14] } } }));
  await attempt('duplicate', () => Customer.create({ email: 'seq2@shop.test', name: 'again' }, { fields: ['email', 'name'] }));
  await attempt('no parent', () => Ticket.create({ title: 'lost', customer_id: 99999999 }));
  const ticket = await Ticket.findByPk(1);
  const stale = await Ticket.findByPk(1);
  await ticket.update({ state: 'closed' });
  await attempt('stale', () => stale.update({ votes: 100 }));
}
async function transactions() {
  await attempt('rolled back', () => db.transaction(async (transaction) => {
    await Customer.update({ name: 'never' }, { where: { id: 1 }, transaction });
    await db.transaction({ transaction }, async (inner) => Ticket.destroy({ where: {}, transaction: inner }));
    say('inside', [await Ticket.count({ transaction }), (await Customer.findByPk(1, { transaction })).name]);
    throw new Error('back');
  }));
  await db.transaction({ isolationLevel: 'REPEATABLE READ' }, async (transaction) => {
    const order = await Order.findOne({ where: { id: 20 }, lock: true, transaction });
    await order.update({ note: 'locked' }, { transaction });
  });
  say('after', [await Ticket.count(), (await Customer.findByPk(1)).name, (await Order.findByPk(20)).note]);
  say('raw', await db.query('SELECT id, name FROM customers WHERE country = $country ORDER BY id LIMIT 3', { bind: { country: 'FR' }, type: QueryTypes.SELECT }));
}
main(async () => {
  await db.authenticate();
  await schema();
  await reads();
  await writes();
  await reads();
  await transactions();
  await Ticket.drop({});
  await db.close();
});
