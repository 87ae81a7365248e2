// The same day with Knex, and with Objection on top of it.
import knex from 'knex';
import objection from 'objection';

const db = knex({ client: 'pg', connection: { host: process.env.PGHOST, port: +process.env.PGPORT, user: process.env.PGUSER, database: process.env.PGDATABASE } });
await db.transaction(async t => {
  await t('people').select('*').orderBy('id');
  await t('people').select('id', 'name', 'ssn').where({ city: 'Berlin' }).orderBy('id');
  await t('people').join('depts', 'depts.id', 'people.dept_id').select('people.name', 'depts.title', 'people.zip').orderBy('people.id');
  await t('orders').count('* as n').sum('amount as sum').groupBy('state').select('state').orderBy('state');
  await t('orders').whereBetween('amount', [20, 60]).andWhere('state', 'open').orderBy('id').limit(5).offset(2);
  await t('orders').distinct('item').orderBy('item');
  await t.with('big', t('orders').where('amount', '>', 100)).select('person_id').count('* as n').from('big').groupBy('person_id').orderBy('person_id');
  await t('people').whereExists(t('orders').select(t.raw(1)).whereRaw('orders.person_id = people.id and amount > ?', [170])).select('name').orderBy('id');
  await t('orders').insert({ id: 1001, person_id: 1, item: 'book', amount: 2, placed: '2025-06-01', state: 'open' }).returning('*');
  await t('orders').insert({ id: 1001, person_id: 1, item: 'book', amount: 3, placed: '2025-06-01', state: 'open' }).onConflict('id').merge().returning(['id', 'amount']);
  await t('people').where({ id: 2 }).update({ city: 'Bonn' }).returning(['id', 'city', 'ssn']);
  await t('orders').where({ id: 1001 }).del();
  await t('orders').columnInfo();
  class Person extends objection.Model {
    static tableName = 'people';
    static relationMappings = { orders: { relation: objection.Model.HasManyRelation, modelClass: class Order extends objection.Model { static tableName = 'orders'; }, join: { from: 'people.id', to: 'orders.person_id' } } };
  }
  await Person.query(t).withGraphFetched('orders').orderBy('id').limit(2);
  await Person.query(t).withGraphJoined('orders').where('people.id', 3);
  await Person.query(t).select('people.name', Person.relatedQuery('orders').count().as('n')).orderBy('people.id');
  throw new Error('rolled back');
}).catch(e => { if (e.message !== 'rolled back') throw e; });
await db.destroy();
