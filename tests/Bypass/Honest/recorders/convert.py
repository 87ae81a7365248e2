"""Turns PostgreSQL's jsonlog into recorded-*.yaml. Which columns are masked is what differs between the twins a and b; whoever records looks over it."""
import json
import re
import sys

import psycopg2

log, folder = sys.argv[1:]
wanted = re.compile(r"\s*(select|with|insert|update|delete|table|values)\b", re.I)
statement = re.compile(r"(?:statement|execute [^:]+): (.*)", re.S)
catalogue = re.compile(r"\bpg_(class|catalog|proc|database|namespace|type|roles|attribute|depend|description|init_privs)|information_schema")
parameter = re.compile(r"\$\d+ = (NULL|'(?:[^']|'')*')")


def ask(database, sql, bind):
    """The columns' cells as text, or None when it fails."""
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cursor:
        try:
            if bind:
                cursor.execute("prepare q as " + sql)
                sql = "execute q (" + ", ".join("null" if b is None else "'" + b.replace("'", "''") + "'" for b in bind) + ")"
            cursor.execute(sql)
            if cursor.description is None:
                return [], 0
            rows = cursor.fetchall()
            return [[repr(bytes(r[i]) if isinstance(r[i], memoryview) else r[i]) for r in rows] for i in range(len(cursor.description))], len(rows)
        except psycopg2.Error as e:
            print("left out:", str(e).split("\n")[0], "::", sql[:90].replace("\n", " "))
            return None
        finally:
            connection.rollback()


def block(text, indent):
    return "|-\n" + "\n".join(" " * indent + line.rstrip() if line.strip() else "" for line in text.replace("\t", "  ").split("\n"))


def names():
    """OIDs of this server's objects, which mean nothing on another, and what they are called."""
    with psycopg2.connect(dbname="shop") as connection, connection.cursor() as cursor:
        cursor.execute("""select oid, oid::regclass::text, 'regclass' from pg_class where oid >= 16384 union all select oid, oid::regprocedure::text, 'regprocedure' from pg_proc where oid >= 16384
            union all select oid, oid::regtype::text, 'regtype' from pg_type where oid >= 16384""")
        return {str(oid): f"'{name}'::{kind}" for oid, name, kind in cursor.fetchall()}


objects = names()
found = {}
for line in open(log, encoding="utf-8"):
    entry = json.loads(line)
    match = statement.match(entry.get("message", ""))
    if not match or not wanted.match(match[1]):
        continue
    application = entry.get("application_name") or "psql"
    detail = entry.get("detail", "")
    bind = [None if p == "NULL" else p[1:-1].replace("''", "'") for p in parameter.findall(detail)] if detail.startswith("parameters:") else []
    sql = re.sub(r"(?<![{,])'?\b(\d{5,})\b'?", lambda m: objects.get(m[1], m[0]), match[1].strip().rstrip(";"))
    if len(sql) > 8000:
        continue
    found.setdefault(application, {}).setdefault(sql, bind)

for application, statements in sorted(found.items()):
    lines = [f"# Recorded from {application} by recorders/record.sh."]
    number = 0
    for sql, bind in statements.items():
        a, b = ask("a", sql, bind), ask("b", sql, bind)
        if a is None or b is None:
            continue
        number += 1
        lines += [f"- name: '{number:02}'", f"  sql: {block(sql, 4)}"]
        if bind:
            lines.append("  bind: [" + ", ".join("null" if v is None else json.dumps(v) for v in bind) + "]")
        masked = [i + 1 for i in range(len(a[0])) if a[0][i] != b[0][i]]
        # Of the server's own tables the twins differ where any two databases do: names, files, counters.
        kind = "either" if catalogue.search(sql) else "masked"
        if masked:
            lines.append(f"  {kind}: [{', '.join(map(str, masked))}]")
    with open(f"{folder}/recorded-{application.replace('_', '-')}.yaml", "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    print(application, number)
