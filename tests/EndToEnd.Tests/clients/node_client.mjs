// node-postgres as an application uses it. Arguments: work, masked, or held with a word and an id.
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

/** One transaction that is approved at its COMMIT, one that is denied, and one statement in a transaction of its own. */
async function held(word, id) {
  const client = new pg.Client(settings);
  await client.connect();
  await client.query('begin');
  assert.equal((await client.query('update ledger set word = $1 where id = $2', [`${word}-approved`, id])).rowCount, 1);
  await client.query('commit');
  await client.query('begin');
  for (let n = 0; n < 5; n++) await client.query({ name: 'insert', text: 'insert into ledger values ($1, $2)', values: [10000 + id * 100 + n, `${word}-denied`] });
  await assert.rejects(client.query('commit'), { code: '57014' });
  const { rows } = await client.query('update ledger set word = $1 where id = $2 returning word', [`${word}-alone`, id]);
  assert.deepEqual(rows, [{ word: `${word}-alone` }]);
  assert.equal((await client.query('select 1 from ledger where word like $1', [`${word}%`])).rowCount, 1);
  await client.end();
}

await { work, masked, held }[process.argv[2]](process.argv[3], Number(process.argv[4]));
console.log('done');
