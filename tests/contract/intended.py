# SPDX-License-Identifier: MIT
"""The list of differences that are meant, and how a comparison is reported.

intended-differences.tsv has four columns: where, row, kind, reason.

  where   vectors/numbers, traces/callbacks-ws, traces/wire-paths ...
  row     vectors: a JSON object; it names each measured line whose fields
          include these.  traces: a glob over scenario names.
  kind    better  the measured answer was wrong, ours is right
          noise   the measured text itself varies from run to run
  reason  one sentence, with the clause or the README that says so
"""
import collections
import csv
import fnmatch
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))
FILE = os.path.join(HERE, "intended-differences.tsv")


class Rule:
    def __init__(self, row):
        self.where, self.row = row["where"], row["row"]
        self.kind, self.reason = row["kind"], row["reason"]
        self.used = 0
        self.fields = None
        if self.where.startswith("vectors/"):
            self.fields = json.loads(self.row)

    def takes_vector(self, line):
        return all(k in line and line[k] == v for k, v in self.fields.items())

    def takes_scenario(self, name):
        return fnmatch.fnmatchcase(name, self.row)


def load(prefix):
    """The rules whose `where` starts with prefix."""
    with open(FILE, encoding="utf-8", newline="") as f:
        lines = [l for l in f if l.strip() and not l.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    rules = []
    for row in rows:
        if row["kind"] not in ("better", "noise") or not row["reason"]:
            raise SystemExit("intended-differences.tsv: %s %s: kind or reason"
                             % (row["where"], row["row"]))
        if row["where"].startswith(prefix):
            rules.append(Rule(row))
    return rules


class Tally:
    """Counts of one run: per group equal, intended, different."""

    def __init__(self, title):
        self.title = title
        self.groups = collections.OrderedDict()

    def add(self, group, verdict):
        self.groups.setdefault(group, collections.Counter())[verdict] += 1

    def report(self, rules):
        print("%-28s %8s %8s %10s %8s" % (self.title, "rows", "equal",
                                          "intended", "different"))
        total = collections.Counter()
        for group, c in self.groups.items():
            print("%-28s %8d %8d %10d %8d" % (group, sum(c.values()), c["equal"],
                                              c["intended"], c["different"]))
            total.update(c)
        print("%-28s %8d %8d %10d %8d" % ("all", sum(total.values()), total["equal"],
                                          total["intended"], total["different"]))
        for rule in rules:
            if not rule.used and rule.kind != "noise" and rule.where in self.groups:
                print("no longer needed: %s %s (%s)" % (rule.where, rule.row, rule.reason))
        return total["different"]
