// node-postgres as an application uses it. Argument: work or masked.
import assert from 'node:assert/strict';
import pg from 'pg';

const settings = { ssl: { rejectUnauthorized: false } };

async function work() {
  const pool = new pg.Pool({ ...settings, max: 3 });
  await pool.query('drop table if exists t_node');
  await pool.query('create table t_node (id int primary key, word text, doc jsonb)');
  await Promise.all(Array.from({ length: 60 }, (_, n) => pool.query('insert into t_node values ($1, $2, $3)', [n, `word ${n}`, { n }])));
  const { rows } = await pool.query({ name: 'by-id', text: 'select * from t_node where id = $1', values: [7] });
  assert.deepEqual(rows, [{ id: 7, word: 'word 7', doc: { n: 7 } }]);
  for (let n = 0; n < 10; n++) {
    const again = await pool.query({ name: 'by-id', text: 'select * from t_node where id = $1', values: [n] });
    assert.equal(again.rows[0].id, n);
  }
  const many = await pool.query('select 1 as a; select 2 as b');
  assert.equal(many.length, 2);

  const client = new pg.Client(settings);
  await client.connect();
  const heard = new Promise(resolve => client.on('notification', resolve));
  await client.query('listen t_node');
  await client.query('begin');
  await assert.rejects(client.query('insert into t_node values (1)'), { code: '23505' });
  await assert.rejects(client.query('select 1'), { code: '25P02' });
  await client.query('rollback');
  await client.query("notify t_node, 'hello'");
  assert.equal((await heard).payload, 'hello');
  await client.end();
  await pool.end();
}

async function masked() {
  const client = new pg.Client(settings);
  await client.connect();
  console.log(JSON.stringify((await client.query('select * from customers order by id')).rows));
  for (let n = 0; n < 3; n++) {
    const { rows } = await client.query({ name: 'customers', text: 'select * from customers where id <= $1 order by id', values: [2] });
    console.log(JSON.stringify(rows));
  }
  console.log(JSON.stringify((await client.query({ text: 'select email, salary, born from customers', rowMode: 'array' })).rows));
  await client.end();
}

await { work, masked }[process.argv[2]]();
console.log('done');
