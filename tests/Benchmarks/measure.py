"""Runs each measurement once per path and round, interleaved, and prints medians and ratios.

Usage: measure.py --rounds N --seconds N --rows N --output FILE NAME=PORT...
The first path is what the others are compared with; HAPROXY is the second yardstick.
"""
import argparse
import datetime
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time

MODES = ("simple", "extended", "prepared")
CLIENTS = (1, 8)
PREPARED_FAILS = {"pgbouncer-transaction"}  # server-side prepared statements do not survive transaction pooling
TLS_PATHS = {"direct", "hooplike"}
COPY = "copy people to stdout"
SELECT = "select * from people"


def environment(path, tls):
    changed = dict(os.environ, PGPORT=str(path["port"]), PGSSLMODE="require" if tls else "disable")
    if path["name"].startswith("hooplike"):
        changed["PGPASSWORD"] = os.environ["HOOPLIKE_KEY"]
    return changed


def run(command, path, tls):
    done = subprocess.run(command, env=environment(path, tls), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{path['name']}: {' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return done


def transactions_per_second(path, mode, clients, seconds, tls):
    command = ["pgbench", "-n", "-S", "-M", mode, "-c", str(clients), "-j", str(min(clients, 2)), "-T", str(seconds)]
    return float(re.search(r"tps = ([\d.]+)", run(command, path, tls).stdout).group(1))


def elapsed(path, statement, tls):
    """Seconds from start to end of psql, its result thrown away."""
    command = ["psql", "-qAtX", "-o", "/dev/null", "-v", "FETCH_COUNT=0", "-c", statement]
    start = time.monotonic()
    run(command, path, tls)
    return time.monotonic() - start


def plan(paths, seconds):
    """(measurement, path, function) for one round."""
    for mode in MODES:
        for clients in CLIENTS:
            for path in paths:
                if path["name"] == "hooplike-detectors" or (mode == "prepared" and path["name"] in PREPARED_FAILS):
                    continue
                yield f"{mode}, {clients} client{'s' if clients > 1 else ''}", path, lambda p=path, m=mode, c=clients: transactions_per_second(p, m, c, seconds, False)
    for path in paths:
        if path["name"] in TLS_PATHS:
            yield "simple, 8 clients, TLS", path, lambda p=path: transactions_per_second(p, "simple", 8, seconds, True)
    for name, statement in (("COPY", COPY), ("SELECT", SELECT)):
        for path in paths:
            if path["name"] != "pgbouncer-transaction":
                yield name, path, lambda p=path, s=statement: elapsed(p, s, False)


def table(medians, names, rows):
    lines = ["| transactions per second | " + " | ".join(names) + " | hooplike / haproxy |", "|---" * (len(names) + 2) + "|"]
    for measurement, values in medians.items():
        timed = measurement in ("COPY", "SELECT")
        label = f"{measurement} of {rows:,} rows, seconds" if timed else f"pgbench -S, {measurement}"
        shown = "{:.2f}" if timed else "{:,.0f}"
        cells = [shown.format(values[n]) if n in values else "–" for n in names]
        lines.append(f"| {label} | " + " | ".join(cells) + f" | {ratio(values, timed)} |")
    return "\n".join(lines)


def ratio(values, timed):
    """How many times as fast as HAProxy; where HAProxy was not measured, as a direct connection."""
    if "hooplike" not in values:
        return "–"
    base, ours = values.get("haproxy", values["direct"]), values["hooplike"]
    text = f"{(base / ours if timed else ours / base):.2f}"
    return text if "haproxy" in values else text + " (of direct)"


def added_latency(medians):
    """Microseconds that each path adds to direct, one client: the difference of the mean time per transaction."""
    for mode in MODES:
        values = medians.get(f"{mode}, 1 client", {})
        for name, value in values.items():
            if name != "direct":
                yield mode, name, 1e6 / value - 1e6 / values["direct"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("paths", nargs="+")
    arguments = parser.parse_args()
    paths = [{"name": p.split("=")[0], "port": int(p.split("=")[1])} for p in arguments.paths]
    names = [p["name"] for p in paths]

    samples = {}
    for round_number in range(arguments.rounds):
        for measurement, path, measure in plan(paths, arguments.seconds):
            value = measure()
            samples.setdefault(measurement, {}).setdefault(path["name"], []).append(value)
            print(f"round {round_number + 1}: {measurement}: {path['name']}: {value:,.2f}", file=sys.stderr)

    medians = {m: {n: statistics.median(v) for n, v in by.items()} for m, by in samples.items()}
    latency = [{"mode": m, "path": n, "microseconds": round(v, 1)} for m, n, v in added_latency(medians)]
    print(table(medians, names, arguments.rows))
    print()
    for entry in latency:
        print(f"added latency, {entry['mode']}, 1 client: {entry['path']}: {entry['microseconds']} µs")
    with open(arguments.output, "w", encoding="utf-8") as output:
        json.dump({
            "at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "machine": {"cpus": os.cpu_count(), "memoryGiB": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30), "kernel": platform.release()},
            "rounds": arguments.rounds, "seconds": arguments.seconds, "rows": arguments.rows,
            "medians": medians, "addedLatency": latency, "samples": samples,
        }, output, indent=1)
        output.write("\n")


main()
