"""The same day with Django's ORM."""
import datetime
import os
import sys
import types

import django
from django.conf import settings

# Relations are followed between models of installed apps only; this file is one.
sys.modules["shop"] = types.ModuleType("shop")
sys.modules["shop"].__path__ = [os.path.dirname(os.path.abspath(__file__))]
settings.configure(
    INSTALLED_APPS=["shop"],
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"], "HOST": os.environ["PGHOST"], "PORT": os.environ["PGPORT"], "USER": os.environ["PGUSER"]}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField", USE_TZ=True)
django.setup()

from django.db import connection, models, transaction  # noqa: E402
from django.db.models import Avg, Count, Exists, F, Max, OuterRef, Q, Subquery, Sum, Value, Window  # noqa: E402
from django.db.models.functions import Coalesce, Lower, RowNumber, TruncMonth  # noqa: E402


class Dept(models.Model):
    title = models.TextField()
    budget = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        app_label, managed, db_table = "shop", False, "depts"


class Person(models.Model):
    name = models.TextField()
    city = models.TextField(null=True)
    dept = models.ForeignKey(Dept, models.DO_NOTHING, null=True, related_name="people")
    joined = models.DateField()
    ssn = models.TextField(null=True)
    token = models.UUIDField(null=True)
    salary = models.DecimalField(max_digits=20, decimal_places=4, null=True)

    class Meta:
        app_label, managed, db_table = "shop", False, "people"


class Order(models.Model):
    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="orders")
    item = models.TextField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    placed = models.DateField()
    state = models.TextField()

    class Meta:
        app_label, managed, db_table = "shop", False, "orders"


with transaction.atomic():
    list(Person.objects.order_by("id"))
    Person.objects.get(pk=3)
    list(Person.objects.select_related("dept").filter(city="Berlin").order_by("id"))
    list(Dept.objects.prefetch_related("people").order_by("id"))
    list(Person.objects.only("name", "joined").order_by("-joined")[:3])
    list(Person.objects.values("id", "name", "ssn", "dept__title").order_by("id"))
    list(Person.objects.values_list("city").annotate(n=Count("id")).order_by("city"))
    list(Person.objects.annotate(total=Coalesce(Sum("orders__amount"), Value(0), output_field=models.DecimalField())).values("name", "total").order_by("name"))
    list(Order.objects.annotate(month=TruncMonth("placed")).values("month").annotate(sum=Sum("amount"), mean=Avg("amount")).order_by("month"))
    list(Person.objects.filter(Exists(Order.objects.filter(person=OuterRef("pk"), state="paid"))).values("name").order_by("id"))
    list(Person.objects.annotate(last=Subquery(Order.objects.filter(person=OuterRef("pk")).order_by("-placed").values("placed")[:1])).values("name", "last").order_by("id"))
    list(Order.objects.annotate(rank=Window(RowNumber(), partition_by=[F("state")], order_by=F("amount").desc())).values("id", "rank").order_by("id")[:20])
    list(Order.objects.filter(Q(state="open") | Q(amount__gt=150), person__city="Boston").order_by("-amount")[:4])
    list(Person.objects.annotate(low=Lower("name")).values("low").order_by("low"))
    Order.objects.filter(state="open").count()
    Order.objects.aggregate(Max("placed"), Sum("amount"))
    Person.objects.filter(name__startswith="A").exists()
    list(Order.objects.filter(item__in=["item 1", "item 2"]).distinct("item").order_by("item", "id").values("item", "id"))
    list(Person.objects.values("name").union(Dept.objects.values("title")).order_by("name"))
    Order.objects.create(id=1001, person_id=1, item="book", amount=3, placed=datetime.date(2025, 6, 1), state="open")
    Order.objects.bulk_create([Order(id=1002, person_id=2, item="pen", amount=1, placed=datetime.date(2025, 6, 2), state="open")], ignore_conflicts=True)
    Order.objects.filter(pk=1001).update(state="sent", amount=F("amount") * 2)
    Order.objects.select_for_update().get(pk=1001)
    Person.objects.filter(pk=2).update(city="Bonn")
    Order.objects.filter(pk=1002).delete()
    connection.introspection.table_names()
    with connection.cursor() as cursor:
        connection.introspection.get_table_description(cursor, "orders")
        connection.introspection.get_relations(cursor, "orders")
        connection.introspection.get_constraints(cursor, "orders")
        connection.introspection.get_sequences(cursor, "jar")
    transaction.set_rollback(True)
