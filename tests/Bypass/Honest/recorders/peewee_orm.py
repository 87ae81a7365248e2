"""The same day with peewee."""
import os

from peewee import BigIntegerField, CharField, DateField, DecimalField, ForeignKeyField, JOIN, Model, PostgresqlDatabase, TextField, fn

db = PostgresqlDatabase(os.environ["PGDATABASE"])


class Base(Model):
    class Meta:
        database = db


class Dept(Base):
    title = TextField()

    class Meta:
        table_name = "depts"


class Person(Base):
    name = TextField()
    city = TextField(null=True)
    dept = ForeignKeyField(Dept, backref="people")
    ssn = CharField(null=True)
    account = BigIntegerField(null=True)

    class Meta:
        table_name = "people"


class Order(Base):
    person = ForeignKeyField(Person, backref="orders")
    item = TextField()
    amount = DecimalField()
    placed = DateField()
    state = TextField()

    class Meta:
        table_name = "orders"


with db.atomic() as t:
    list(Person.select().order_by(Person.id))
    Person.get_by_id(1)
    list(Person.select(Person, Dept).join(Dept).order_by(Person.id))
    list(Person.select(Person.name, fn.COUNT(Order.id).alias("n")).join(Order, JOIN.LEFT_OUTER).group_by(Person.name).order_by(Person.name))
    list(Order.select().where((Order.state == "open") & (Order.amount > 50)).order_by(Order.amount.desc()).paginate(2, 5))
    list(Order.select(Order.item, fn.SUM(Order.amount)).group_by(Order.item).having(fn.SUM(Order.amount) > 500).order_by(Order.item))
    Order.select().where(Order.placed.year == 2025).count()
    Order.insert(id=1001, person=1, item="book", amount=2, placed="2025-06-01", state="open").on_conflict_ignore().execute()
    Order.update(state="sent").where(Order.id == 1001).returning(Order).execute()
    Order.delete().where(Order.id == 1001).execute()
    db.get_tables()
    db.get_columns("orders")
    db.get_indexes("orders")
    t.rollback()
