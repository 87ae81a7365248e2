"""A day of a small SQLAlchemy program: eager and lazy loading, filters, aggregates, pages, writes."""
from sqlalchemy import Column, Date, ForeignKey, Integer, Numeric, String, BigInteger, case, create_engine, desc, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased, declarative_base, joinedload, relationship, selectinload, subqueryload

Base = declarative_base()


class Dept(Base):
    __tablename__ = "depts"
    id = Column(Integer, primary_key=True)
    title = Column(String)
    budget = Column(Numeric)
    people = relationship("Person", back_populates="dept")


class Person(Base):
    __tablename__ = "people"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    city = Column(String)
    dept_id = Column(ForeignKey("depts.id"))
    joined = Column(Date)
    ssn = Column(String)
    pin = Column(Integer)
    account = Column(BigInteger)
    born = Column(Date)
    dept = relationship(Dept, back_populates="people")
    orders = relationship("Order", back_populates="person")


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    person_id = Column(ForeignKey("people.id"))
    item = Column(String)
    amount = Column(Numeric)
    placed = Column(Date)
    state = Column(String)
    person = relationship(Person, back_populates="orders")


engine = create_engine("postgresql+psycopg2://")
with Session(engine) as s:
    s.get(Person, 2)
    s.expunge_all()
    s.execute(select(Person).order_by(Person.id)).scalars().all()
    s.expunge_all()
    s.execute(select(Person).options(joinedload(Person.dept), selectinload(Person.orders)).order_by(Person.name).limit(3)).unique().scalars().all()
    s.expunge_all()
    s.execute(select(Dept).options(subqueryload(Dept.people)).where(Dept.budget > 10000).order_by(Dept.id)).scalars().all()
    s.expunge_all()
    s.execute(select(Person.name, func.count(Order.id), func.sum(Order.amount)).join(Order).group_by(Person.name).order_by(desc(func.sum(Order.amount)))).all()
    s.execute(select(Order.state, func.avg(Order.amount).label("mean")).group_by(Order.state).having(func.count() > 10).order_by("mean")).all()
    s.execute(select(Person.name).where(exists().where(Order.person_id == Person.id, Order.state == "paid")).order_by(Person.id)).all()
    s.execute(select(Person.id, Person.name, func.row_number().over(partition_by=Person.city, order_by=Person.joined)).order_by(Person.id)).all()
    latest = select(Order.person_id, func.max(Order.placed).label("last")).group_by(Order.person_id).cte("latest")
    s.execute(select(Person.name, latest.c.last).join(latest, latest.c.person_id == Person.id).order_by(Person.id)).all()
    s.execute(select(case((Order.amount > 100, "large"), else_="small").label("size"), func.count()).group_by("size").order_by("size")).all()
    boss = aliased(Person)
    s.execute(select(Person.name, boss.name).join(boss, boss.dept_id == Person.dept_id).where(boss.id < Person.id).order_by(Person.id, boss.id)).all()
    s.execute(select(func.count()).select_from(select(Order).where(Order.state == "open").subquery())).scalar()
    s.execute(select(Order).where(Order.item.ilike("%item 3%")).order_by(Order.id).offset(2).limit(5)).scalars().all()
    s.execute(select(Person.name, Person.ssn, Person.born).where(Person.city.in_(["Berlin", "Bergen"])).order_by(Person.id)).all()
    s.execute(select(Person.city.label("place"), literal("person")).union_all(select(Dept.title, literal("dept")))).all()
    s.add_all([Order(id=1001, person_id=1, item="book", amount=10, placed="2025-06-01", state="open"), Order(id=1002, person_id=2, item="pen", amount=2, placed="2025-06-02", state="open")])
    s.flush()
    s.execute(insert(Order).values(id=1003, person_id=3, item="ink", amount=5, placed="2025-06-03", state="open").on_conflict_do_update(index_elements=["id"], set_={"state": "again"}).returning(Order.id, Order.state))
    s.get(Person, 4).city = "Bonn"
    s.flush()
    s.delete(s.get(Order, 1002))
    s.flush()
    s.rollback()
