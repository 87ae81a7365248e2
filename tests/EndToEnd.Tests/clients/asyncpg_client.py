"""asyncpg as an application uses it: prepared statements and binary results throughout. Arguments: work, masked, or held with a word and an id."""
import asyncio
import datetime
import decimal
import io
import ssl
import sys

import asyncpg


async def connect():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return await asyncpg.connect(ssl=context, statement_cache_size=100)


async def work(connection):
    await connection.execute("drop table if exists t_asyncpg")
    await connection.execute("create table t_asyncpg (id int primary key, word text, amount numeric, at timestamptz, tags int[], doc jsonb)")
    at = datetime.datetime(2026, 3, 4, 5, 6, 7, tzinfo=datetime.timezone.utc)
    await connection.executemany("insert into t_asyncpg values ($1, $2, $3, $4, $5, $6)", [(n, f"word {n}", decimal.Decimal(n) / 4, at, [n, n + 1], '{"n": 1}') for n in range(500)])
    row = await connection.fetchrow("select word, amount, at, tags, doc from t_asyncpg where id = $1", 7)
    assert tuple(row) == ("word 7", decimal.Decimal("1.75"), at, [7, 8], '{"n": 1}'), row
    for n in range(20):
        assert await connection.fetchval("select id from t_asyncpg where id = $1", n) == n, "cached statement"
    async with connection.transaction():
        assert len([r async for r in connection.cursor("select * from t_asyncpg", prefetch=30)]) == 500, "cursor"
    try:
        async with connection.transaction():
            await connection.execute("insert into t_asyncpg (id) values (9999)")
            await connection.execute("insert into t_asyncpg (id) values (1)")
        raise AssertionError("the duplicate went in")
    except asyncpg.UniqueViolationError:
        pass
    assert await connection.fetchval("select count(*) from t_asyncpg") == 500, "rolled back"
    await connection.copy_records_to_table("t_asyncpg", records=[(1000 + n, "copied") for n in range(300)], columns=["id", "word"])
    out = io.BytesIO()
    await connection.copy_from_query("select id from t_asyncpg where word = 'copied' order by id", output=out)
    assert out.getvalue().splitlines()[-1] == b"1299", "copy out"
    heard = asyncio.get_running_loop().create_future()
    await connection.add_listener("t_asyncpg", lambda c, pid, channel, payload: heard.set_result(payload))
    await connection.execute("notify t_asyncpg, 'hello'")
    assert await asyncio.wait_for(heard, 10) == "hello", "notify"
    try:
        await connection.execute("select pg_sleep(60)", timeout=1)
        raise AssertionError("nothing cancelled the sleep")
    except asyncio.TimeoutError:
        pass
    assert await connection.fetchval("select 1") == 1, "after cancel"


async def masked(connection):
    for _ in range(3):
        print(await connection.fetch("select id, name, email, ssn, phone, salary, born, card, note from customers where id <= $1 order by id", 2))
    async with connection.transaction():
        print([r async for r in connection.cursor("select * from customers order by id")])
    for form in ("text", "csv", "binary"):
        out = io.BytesIO()
        await connection.copy_from_table("customers", output=out, format=form)
        print(out.getvalue())


async def held(connection, word, id):
    """One transaction that is approved at its COMMIT, one that is denied, and one statement in a transaction of its own."""
    id = int(id)
    async with connection.transaction():
        assert await connection.execute("update ledger set word = $1 where id = $2", word + "-approved", id) == "UPDATE 1", "update"
    try:
        async with connection.transaction():
            await connection.executemany("insert into ledger values ($1, $2)", [(10000 + id * 100 + n, word + "-denied") for n in range(20)])
        raise AssertionError("what was denied was committed")
    except asyncpg.QueryCanceledError:
        pass
    assert await connection.fetchval("update ledger set word = $1 where id = $2 returning word", word + "-alone", id) == word + "-alone", "returning"
    assert await connection.fetchval("select count(*) from ledger where word like $1", word + "%") == 1, "only what was approved is there"


async def main():
    connection = await connect()
    await {"work": work, "masked": masked, "held": held}[sys.argv[1]](connection, *sys.argv[2:])
    await connection.close()
    print("done")


asyncio.run(main())
