// The same day with Sequelize.
import { Sequelize, DataTypes, Op } from 'sequelize';

const db = new Sequelize(process.env.PGDATABASE, process.env.PGUSER, '', { host: process.env.PGHOST, port: process.env.PGPORT, dialect: 'postgres', logging: false, define: { timestamps: false } });
const Dept = db.define('dept', { title: DataTypes.TEXT, budget: DataTypes.DECIMAL }, { tableName: 'depts' });
const Person = db.define('person', { name: DataTypes.TEXT, city: DataTypes.TEXT, dept_id: DataTypes.INTEGER, ssn: DataTypes.TEXT, pin: DataTypes.INTEGER, profile: DataTypes.JSONB }, { tableName: 'people' });
const Order = db.define('order', { id: { type: DataTypes.INTEGER, primaryKey: true }, person_id: DataTypes.INTEGER, item: DataTypes.TEXT, amount: DataTypes.DECIMAL, placed: DataTypes.DATEONLY, state: DataTypes.TEXT }, { tableName: 'orders' });
Person.belongsTo(Dept, { foreignKey: 'dept_id' });
Dept.hasMany(Person, { foreignKey: 'dept_id' });
Person.hasMany(Order, { foreignKey: 'person_id' });
Order.belongsTo(Person, { foreignKey: 'person_id' });

const transaction = await db.transaction();
await Person.findAll({ order: ['id'], transaction });
await Person.findByPk(2, { include: [Dept, Order], transaction });
await Person.findAll({ attributes: ['id', 'name', 'ssn'], where: { city: { [Op.in]: ['Berlin', 'Boston'] } }, order: [['name', 'DESC']], transaction });
await Dept.findAll({ include: { model: Person, attributes: ['name'] }, order: ['id', [Person, 'id', 'ASC']], transaction });
await Order.findAndCountAll({ where: { state: 'open', amount: { [Op.gt]: 30 } }, limit: 5, offset: 5, order: ['id'], transaction });
await Order.findAll({ attributes: ['state', [db.fn('COUNT', db.col('id')), 'n'], [db.fn('SUM', db.col('amount')), 'sum']], group: ['state'], order: ['state'], transaction });
await Order.findAll({ include: { model: Person, where: { name: { [Op.iLike]: '%a%' } }, attributes: ['name', 'city'] }, limit: 4, order: ['id'], transaction });
await Order.max('amount', { transaction });
await Order.count({ distinct: true, col: 'item', transaction });
await Order.create({ id: 1001, person_id: 1, item: 'book', amount: 2, placed: '2025-06-01', state: 'open' }, { transaction });
await Order.bulkCreate([{ id: 1001, person_id: 1, item: 'book', amount: 3, placed: '2025-06-01', state: 'open' }], { updateOnDuplicate: ['amount'], transaction });
await Order.update({ state: 'sent' }, { where: { id: 1001 }, returning: true, transaction });
await Order.increment('amount', { by: 2, where: { id: 1001 }, transaction });
await Person.update({ city: 'Bonn' }, { where: { id: 3 }, returning: ['id', 'city'], transaction });
await Order.destroy({ where: { id: 1001 }, transaction });
await transaction.rollback();
await db.getQueryInterface().describeTable('orders');
await db.getQueryInterface().showAllTables();
await db.close();
