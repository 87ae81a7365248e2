"""psycopg2 as an application uses it. Arguments: work (its own tables), masked (what it sees of the customers), or held (in the ledger) with a word and an id."""
import io
import select
import sys

import psycopg2
import psycopg2.errors
import psycopg2.extras

connection = psycopg2.connect("")


def work():
    with connection, connection.cursor() as cursor:
        cursor.execute("drop table if exists t_psycopg2; create table t_psycopg2 (id serial primary key, word text, amount numeric, at timestamptz default now())")
    with connection, connection.cursor() as cursor:
        psycopg2.extras.execute_values(cursor, "insert into t_psycopg2 (word, amount) values %s", [(f"word {n}", n / 4) for n in range(500)])
        cursor.execute("select count(*), sum(amount) from t_psycopg2 where word like %s", ("word %",))
        assert cursor.fetchone() == (500, 124750 / 4), "count"
    with connection, connection.cursor("server_side") as cursor:
        cursor.itersize = 50
        cursor.execute("select id from t_psycopg2 order by id")
        assert sum(1 for _ in cursor) == 500, "named cursor"
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("insert into t_psycopg2 (id, word) values (1, 'twice')")
        raise AssertionError("the duplicate went in")
    except psycopg2.errors.UniqueViolation:
        pass
    with connection, connection.cursor() as cursor:
        cursor.copy_expert("copy t_psycopg2 (word) from stdin with (format csv)", io.StringIO("one\n\"two, quoted\"\nthree\n"))
        out = io.StringIO()
        cursor.copy_expert("copy (select word from t_psycopg2 where id > 500 and word is not null order by id) to stdout", out)
        assert out.getvalue().splitlines()[-2:] == ["two, quoted", "three"], out.getvalue()
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("listen t_psycopg2; notify t_psycopg2, 'hello'")
    if not connection.notifies:
        select.select([connection], [], [], 10)
        connection.poll()
    assert connection.notifies[0].payload == "hello", "notify"


def masked():
    with connection.cursor() as cursor:
        cursor.execute("select id, name, email, ssn, phone, salary, born, card from customers where id = %s", (1,))
        print(cursor.fetchone())
    with connection, connection.cursor("server_side") as cursor:
        cursor.execute("select email, ssn, note from customers order by id")
        print(cursor.fetchall())
    with connection.cursor() as cursor:
        out = io.StringIO()
        cursor.copy_expert("copy customers to stdout with (format csv, header)", out)
        print(out.getvalue())


def held(word, id):
    """One transaction that is approved at its COMMIT, one that is denied, and one statement in a transaction of its own."""
    with connection, connection.cursor() as cursor:
        cursor.execute("update ledger set word = %s where id = %s", (word + "-approved", id))
        assert cursor.rowcount == 1
    try:
        with connection, connection.cursor() as cursor:
            cursor.executemany("insert into ledger values (%s, %s)", [(10000 + int(id) * 100 + n, word + "-denied") for n in range(5)])
        raise AssertionError("what was denied was committed")
    except psycopg2.errors.QueryCanceled:
        connection.rollback()
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("update ledger set word = %s where id = %s returning word", (word + "-alone", id))
        assert cursor.fetchall() == [(word + "-alone",)]
        cursor.execute("select count(*) from ledger where word like %s", (word + "%",))
        assert cursor.fetchall() == [(1,)]


{"work": work, "masked": masked, "held": held}[sys.argv[1]](*sys.argv[2:])
print("done")
