// The same day with TypeORM.
import 'reflect-metadata';
import { DataSource, EntitySchema, ILike, In, MoreThan } from 'typeorm';

const Dept = new EntitySchema({ name: 'Dept', tableName: 'depts', columns: { id: { type: 'int', primary: true }, title: { type: 'text' }, budget: { type: 'numeric' } }, relations: { people: { type: 'one-to-many', target: 'Person', inverseSide: 'dept' } } });
const Person = new EntitySchema({
  name: 'Person', tableName: 'people',
  columns: { id: { type: 'int', primary: true }, name: { type: 'text' }, city: { type: 'text' }, ssn: { type: 'text' }, born: { type: 'date' }, tags: { type: 'text', array: true } },
  relations: { dept: { type: 'many-to-one', target: 'Dept', joinColumn: { name: 'dept_id' } }, orders: { type: 'one-to-many', target: 'Order', inverseSide: 'person' } },
});
const Order = new EntitySchema({
  name: 'Order', tableName: 'orders',
  columns: { id: { type: 'int', primary: true }, item: { type: 'text' }, amount: { type: 'numeric' }, placed: { type: 'date' }, state: { type: 'text' } },
  relations: { person: { type: 'many-to-one', target: 'Person', joinColumn: { name: 'person_id' } } },
});

const db = await new DataSource({ type: 'postgres', host: process.env.PGHOST, port: +process.env.PGPORT, username: process.env.PGUSER, database: process.env.PGDATABASE, entities: [Dept, Person, Order] }).initialize();
const runner = db.createQueryRunner();
await runner.startTransaction();
const [people, orders, depts] = ['Person', 'Order', 'Dept'].map(e => runner.manager.getRepository(e));
await people.find({ order: { id: 'ASC' } });
await people.findOne({ where: { id: 2 }, relations: { dept: true, orders: true } });
await people.find({ select: { id: true, name: true, ssn: true }, where: { city: In(['Berlin', 'Bergen']) }, order: { id: 'ASC' } });
await orders.findAndCount({ where: { state: 'open', amount: MoreThan(20) }, order: { id: 'ASC' }, skip: 5, take: 5 });
await orders.find({ where: { item: ILike('%4%') }, relations: { person: true }, order: { id: 'ASC' }, take: 3 });
await depts.find({ relations: { people: true }, order: { id: 'ASC' } });
await orders.createQueryBuilder('o').select('o.state', 'state').addSelect('SUM(o.amount)', 'sum').addSelect('COUNT(*)', 'n').groupBy('o.state').orderBy('o.state').getRawMany();
await people.createQueryBuilder('p').leftJoin('p.orders', 'o').select('p.name', 'name').addSelect('MAX(o.placed)', 'last').groupBy('p.name').having('COUNT(o.id) > :n', { n: 3 }).orderBy('p.name').getRawMany();
await people.createQueryBuilder('p').where(q => 'p.id IN ' + q.subQuery().select('o.person_id').from('Order', 'o').where('o.amount > :a', { a: 150 }).getQuery()).orderBy('p.id').getMany();
await orders.insert({ id: 1001, item: 'book', amount: 2, placed: '2025-06-01', state: 'open', person: { id: 1 } });
await orders.upsert({ id: 1001, item: 'book', amount: 3, placed: '2025-06-01', state: 'open', person: { id: 1 } }, ['id']);
await orders.update(1001, { state: 'sent' });
await people.update(4, { city: 'Bonn' });
await orders.save({ id: 1001, state: 'paid' });
await orders.delete(1001);
await runner.getTable('orders');
await runner.rollbackTransaction();
await db.destroy();
