# SPDX-License-Identifier: GPL-2.0
"""
A slow, obvious model of `kmcontig report --json`: each value is computed by its
definition, from the list of all entries. It shares no code with the program.

An entry is a dictionary of the fields of a journal entry, all of them strings.
Realtime and monotonic times are microseconds, all other times seconds.
"""

USEC = 1_000_000
EVENTS = ("failure", "discontiguity", "state-change", "summary", "module-absent")
STATES = ("free", "recovered", "unknown", "failed")    # from good to bad
EFFORTS = ("nowait", "noretry", "retry_mayfail")
HEALTHS = ("fails", "unreadable", "absent", "silent", "unprobed", "passes")    # from bad to good
NOTES = ("discontiguous", "silent", "absent", "flapping", "disabled", "clock-ahead", "never-heard")
DEFAULT_SUMMARY_SEC = 900
DEFAULT_STALE_SEC = 3 * 60 + 1
AHEAD_SEC = 60
FLAPPING_SEC = 3600


# === Entries ===

class Wrong(Exception):
    """The service does not write such an entry."""


class Entry:
    """An entry that was understood."""

    def __init__(self, fields):
        self.fields = fields
        self.usec = int(fields["__REALTIME_TIMESTAMP"])
        self.monotonic = int(fields["__MONOTONIC_TIMESTAMP"])
        self.boot = fields["_BOOT_ID"]
        self.name = fields["_HOSTNAME"]
        self.sec = self.usec // USEC
        self.wrong = False
        self.known_kind = fields.get("KMCONTIG_EVENT") in EVENTS
        try:
            self.parse()
        except Wrong:
            self.wrong = True

    def parse(self):
        self.event = self.word("EVENT", EVENTS)
        self.load = None
        if self.event != "module-absent":
            self.load = self.text("LOAD_ID")
            if len(self.load) != 32 or not all(c in "0123456789abcdef" for c in self.load):
                raise Wrong
        self.coalesced = self.number("COALESCED", None)
        if self.event == "summary":
            self.node = self.number("NODE")
            self.states = self.parse_states()
            self.summary_sec = self.number("SUMMARY_SEC", None)
            self.stale_sec = self.number("STALE_SEC", DEFAULT_STALE_SEC)
            self.enabled = self.number("ENABLED", 1)
            self.round_sec = self.parse_time()
        elif self.event == "state-change":
            self.node = self.number("NODE")
            self.states = {self.size("SIZE"): self.word("STATE", STATES)}
        elif self.event == "failure":
            self.node = self.number("NODE")
            self.failed_size = self.size("SIZE")
            self.states = {self.failed_size: "failed"}
            self.effort = self.word("EFFORT", EFFORTS)
            self.reason = self.identifier("REASON")
            self.seq = self.number("SEQ", None)
        elif self.event == "discontiguity":
            self.discontiguities = self.number("DISCONTIGUITIES")
        else:
            self.reason = self.identifier("REASON")

    def text(self, name):
        if "KMCONTIG_" + name not in self.fields:
            raise Wrong
        return self.fields["KMCONTIG_" + name]

    def word(self, name, words):
        if self.text(name) not in words:
            raise Wrong
        return self.text(name)

    def identifier(self, name):
        if not self.text(name).replace("_", "").isalpha():
            raise Wrong
        return self.text(name)

    def number(self, name, *default):
        if default and "KMCONTIG_" + name not in self.fields:
            return default[0]
        return decimal(self.text(name))

    def size(self, name):
        return power_of_two(self.number(name))

    def parse_states(self):
        """The sizes in bytes and their states, of "kmalloc-4k=free kmalloc-8k=failed"."""
        states = {}
        for word in self.text("STATES").split(" "):
            name, _, state = word.partition("=")
            size = size_of(name)
            if state not in STATES or any(size <= other for other in states):
                raise Wrong
            states[size] = state
        return states

    def parse_time(self):
        """Of "SEC.NNNNNNNNN": SEC. 0: no round has ended. None: it does not say."""
        if "KMCONTIG_TIME" not in self.fields:
            return None
        sec, _, nsec = self.text("TIME").partition(".")
        decimal(nsec or "0")
        return decimal(sec)


def decimal(text):
    if not text.isascii() or not text.isdigit():
        raise Wrong
    return int(text)


def power_of_two(size):
    if size < 1024 or size & (size - 1):
        raise Wrong
    return size


def size_of(name):
    if not name.startswith("kmalloc-") or name[-1] not in "kMG":
        raise Wrong
    size = power_of_two(decimal(name[8:-1]) << {"k": 10, "M": 20, "G": 30}[name[-1]])
    if name_of(size) != name:
        raise Wrong
    return size


def name_of(size):
    for shift, unit in ((30, "G"), (20, "M"), (10, "k")):
        if size >= 1 << shift:
            return f"kmalloc-{size >> shift}{unit}"
    raise ValueError(size)


# === The order of entries of one host ===

def order(a, b):
    """Negative: a is before b. Positive: after it. 0: the same moment."""
    if a.boot == b.boot:
        return a.monotonic - b.monotonic
    return a.usec - b.usec


def latest(entries):
    """None: there are no entries."""
    found = None
    for entry in entries:
        if found is None or order(entry, found) > 0:
            found = entry
    return found


def earliest(entries):
    found = None
    for entry in entries:
        if found is None or order(entry, found) < 0:
            found = entry
    return found


def of_kind(entries, *events):
    return [entry for entry in entries if entry.event in events]


def current(statements):
    """What (entry, what it states) pairs amount to: the latest counts, the worst at one moment."""
    last = latest([entry for entry, _ in statements])
    return max((said for entry, said in statements if order(entry, last) == 0),
               key=STATES.index)


def beginning(statements, state):
    """The earliest entry that states this, not before the latest that states something else."""
    other = latest([entry for entry, said in statements if said != state])
    return earliest([entry for entry, said in statements if said == state
                     and (other is None or order(entry, other) >= 0)])


# === Nodes and sizes ===

def largest(states, accepted):
    """The largest size that is accepted, like each smaller one; None: unknown."""
    result = 0
    for size in sorted(states):
        if result == 0 and states[size] == "unknown":
            return None
        if states[size] not in accepted:
            break
        result = size
    return result


def largest_free(states):
    return largest(states, ("free",))


def largest_recovered(states):
    return largest(states, ("free", "recovered"))


def least(sizes):
    """Over the nodes of a host; None: unknown."""
    if not sizes or None in sizes:
        return None
    return min(sizes)


def demanded(states, min_size):
    """The sizes that a demand of min_size needs."""
    smaller = [size for size in states if size < min_size]
    others = [size for size in states if size >= min_size]
    return smaller + ([min(others)] if others else [])


class Host:
    """What the good and the wrong entries of one machine ID amount to."""

    def __init__(self, machine_id, good, wrong, since, until):
        self.machine_id = machine_id
        self.good = good
        self.wrong = wrong
        self.until = until
        self.recent = [entry for entry in good if entry.usec >= since * USEC]
        self.last = latest(good)
        self.last_sec = self.last.sec if self.last else 0
        self.summary = latest(of_kind(good, "summary"))
        self.summary_sec = DEFAULT_SUMMARY_SEC
        if self.summary and self.summary.summary_sec is not None:
            self.summary_sec = self.summary.summary_sec
        self.nodes = {}
        for node in sorted({entry.node for entry in self.stating()}):
            if not self.node_is_gone(node):
                self.nodes[node] = self.sizes_of(node)

    def stating(self, node=None):
        return [entry for entry in of_kind(self.good, "summary", "state-change", "failure")
                if node is None or entry.node == node]

    def node_is_gone(self, node):
        last = latest(self.stating(node))
        return self.summary and self.summary.usec - last.usec > 2 * self.summary_sec * USEC

    def sizes_of(self, node):
        """Of each size that the node still has: (state, since, flapping)."""
        entries = self.stating(node)
        summary = latest(of_kind(entries, "summary"))
        sizes = {}
        for size in sorted({size for entry in entries for size in entry.states}):
            statements = [(entry, entry.states[size]) for entry in entries if size in entry.states]
            last = latest([entry for entry, _ in statements])
            if summary and order(summary, last) > 0:
                continue
            state = current(statements)
            sizes[size] = (state, beginning(statements, state).sec, self.flaps(entries, size))
        return sizes

    def flaps(self, entries, size):
        last = latest([entry for entry in of_kind(entries, "state-change")
                       if size in entry.states and entry.coalesced is not None])
        return last is not None and self.last_sec * USEC - last.usec <= FLAPPING_SEC * USEC

    def states(self, node):
        """Without a summary, smaller sizes are not known: as if there was one."""
        states = {size: what[0] for size, what in self.nodes[node].items()}
        if not any(entry.event == "summary" for entry in self.stating(node)):
            states[0] = "unknown"
        return states

    def worst(self, min_size):
        """Of what min_size needs on all nodes."""
        worst = []
        for node in self.nodes:
            states = self.states(node)
            worst += [states[size] for size in demanded(states, min_size)]
            if max(states) < min_size:
                worst.append("unknown")
        return max(worst, key=STATES.index, default="unknown")

    def names(self):
        """In the order of the earliest realtime of each."""
        times = {}
        for entry in self.good or self.wrong:
            times[entry.name] = min(entry.usec, times.get(entry.name, entry.usec))
        return sorted(times, key=times.get)

    def name(self):
        return latest(self.good or self.wrong).name

    def unreadable(self, wrong):
        wrong = latest(wrong)
        return wrong is not None and (self.last is None or order(wrong, self.last) > 0)

    def absence(self):
        """The entry that says why, the entry that said so first; None: not absent."""
        absent = of_kind(self.good, "module-absent")
        loaded = latest([entry for entry in self.good if entry.load])
        last = latest(absent)
        if last is None or (loaded and order(loaded, last) > 0):
            return None
        return last, earliest([entry for entry in absent
                               if loaded is None or order(entry, loaded) > 0])

    def silent(self):
        return self.until - self.last_sec > 2 * self.summary_sec

    def age(self):
        """fresh, stale or no-round"""
        if self.summary is None or self.summary.round_sec is None:
            return "fresh"
        for entry in of_kind(self.good, "state-change", "failure"):
            if order(entry, self.summary) > 0:
                return "fresh"
        if self.summary.round_sec == 0:
            return "no-round"
        if abs(self.summary.sec - self.summary.round_sec) > self.summary.stale_sec:
            return "stale"
        return "fresh"

    def failures(self):
        count = 0
        failures = [entry for entry in of_kind(self.recent, "failure") if entry.seq is not None]
        for load in {entry.load for entry in failures}:
            of_load = [entry for entry in failures if entry.load == load]
            first = min(entry.seq - (entry.coalesced or 0) for entry in of_load)
            count += max(entry.seq for entry in of_load) - first + 1
        moments = {(entry.boot, entry.monotonic): entry.coalesced or 0
                   for entry in of_kind(self.recent, "module-absent")}
        return count + sum(moments.values())

    def discontiguities(self):
        entries = of_kind(self.good, "discontiguity")
        return sum(max(entry.discontiguities for entry in entries if entry.load == load)
                   for load in {entry.load for entry in entries})

    def trend(self):
        changes = []
        for node in self.nodes:
            first = earliest([entry for entry in of_kind(self.recent, "summary")
                              if entry.node == node])
            if first is None:
                continue
            before = largest_recovered(first.states)
            now = largest_recovered(self.states(node))
            if before is not None and now is not None:
                changes.append(now - before)
        if any(change < 0 for change in changes):
            return -1
        return 1 if any(change > 0 for change in changes) else 0

    def health(self, min_size):
        if self.discontiguities():
            return "fails"
        if self.unreadable([entry for entry in self.wrong if entry.known_kind]):
            return "unreadable"
        if self.absence():
            return "absent"
        if self.silent():
            # It is not silent, but of another version.
            return "unreadable" if self.unreadable(self.wrong) else "silent"
        if self.age() != "fresh":
            return "unprobed"
        return {"failed": "fails", "unknown": "unprobed"}.get(self.worst(min_size), "passes")

    def notes(self, min_size):
        fails = self.health(min_size) == "fails"
        notes = {
            "discontiguous": self.discontiguities() > 0,
            "silent": fails and self.silent(),
            "absent": fails and self.absence() is not None,
            "flapping": any(flaps for sizes in self.nodes.values()
                            for _, _, flaps in sizes.values()),
            "disabled": self.summary is not None and self.summary.enabled == 0,
            "clock-ahead": self.last_sec - self.until > AHEAD_SEC,
        }
        return [note for note in NOTES if notes.get(note)]

    # === As JSON ===

    def json(self, min_size, expected):
        result = {
            "host": self.name(),
            "machine_id": self.machine_id,
            "expected": expected,
            "health": self.health(min_size),
            "notes": self.notes(min_size),
            "last_entry": self.last_sec,
            "last_summary": self.summary.sec if self.summary else 0,
            "boots": len({entry.boot for entry in self.recent}),
            "loads": len({entry.load for entry in self.recent if entry.load}),
            "failures": self.failures(),
            "discontiguities": self.discontiguities(),
            "trend": self.trend(),
            "nodes": [self.node_json(node) for node in self.nodes],
        }
        if len(self.names()) > 1:
            result["names"] = self.names()
        add_largest(result, least([largest_free(self.states(node)) for node in self.nodes]),
                    least([largest_recovered(self.states(node)) for node in self.nodes]))
        failing = [since for sizes in self.nodes.values()
                   for size, (state, since, _) in sizes.items()
                   if size in demanded(sizes, min_size) and state == "failed"]
        result["failing"] = bool(failing)
        if failing:
            result["failing_since"] = min(failing)
        if self.discontiguities():
            result["last_discontiguity"] = latest(of_kind(self.good, "discontiguity")).sec
        if self.absence():
            why, first = self.absence()
            result["absence"] = {"reason": why.reason, "since": first.sec}
        failure = latest(of_kind(self.recent, "failure"))
        if failure:
            result["last_failure"] = {"time": failure.sec, "node": failure.node,
                                      "size": failure.failed_size, "effort": failure.effort,
                                      "reason": failure.reason}
        return result

    def node_json(self, node):
        result = {
            "node": node,
            "sizes": [{"name": name_of(size), "size": size, "state": state, "since": since,
                       "flapping": flaps}
                      for size, (state, since, flaps) in self.nodes[node].items()],
        }
        add_largest(result, largest_free(self.states(node)), largest_recovered(self.states(node)))
        return result


def add_largest(result, free, recovered):
    if free is not None:
        result["largest_free"] = free
    if recovered is not None:
        result["largest_recovered"] = recovered


def never_heard(name):
    return {"host": name, "expected": True, "health": "silent", "notes": ["never-heard"],
            "last_entry": 0, "last_summary": 0, "boots": 0, "loads": 0, "failures": 0,
            "discontiguities": 0, "trend": 0, "failing": False, "nodes": []}


def badness(host):
    """The worst host first."""
    return (HEALTHS.index(host["health"]), host.get("largest_recovered", -1),
            host.get("largest_free", -1), -host["failures"], host["host"],
            host.get("machine_id", ""))


def distinct(entries):
    """An entry that several files have is one entry."""
    found = {tuple(sorted(entry.items())): entry for entry in entries}
    return list(found.values())


def of_skipped(entries):
    """
    What counts of a file that is skipped: the newest entry of each host, and those about
    discontiguous blocks.
    """
    found = {}
    for fields in entries:
        if fields["SYSLOG_IDENTIFIER"] == "kmcontig":
            last = found.get(fields["_MACHINE_ID"])
            if last is None or order(Entry(fields), Entry(last)) >= 0:
                found[fields["_MACHINE_ID"]] = fields
    return [fields for fields in entries if fields in found.values()
            or fields["KMCONTIG_EVENT"] == "discontiguity"]


def totals(hosts):
    result = {"hosts": len(hosts)}
    for health in HEALTHS:
        result[health] = sum(host["health"] == health for host in hosts)
    for note in ("discontiguous", "clock-ahead", "flapping"):
        result[note.replace("-", "_")] = sum(note in host["notes"] for host in hosts)
    result["unexpected"] = sum(not host["expected"] for host in hosts)
    return result


def exit_status(hosts, allow_absent):
    if any(host["health"] == "fails" for host in hosts):
        return 1
    if not hosts:
        return 2
    bad = {"silent", "unprobed", "unreadable"} | (set() if allow_absent else {"absent"})
    return 3 if any(host["health"] in bad for host in hosts if host["expected"]) else 0


def report(entries, since, until, min_size, expected=None, allow_absent=False):
    """
    What the report must print, and its exit status, when it has read these entries. One
    that was read twice counts twice in "entries" and "wrong_entries", and once elsewhere.
    expected: the names and machine IDs in the file of --expect-hosts; None: no such file.
    """
    entries = [fields for fields in entries if fields["SYSLOG_IDENTIFIER"] == "kmcontig"]
    everything = [Entry(fields) for fields in entries]
    parsed = {}
    for fields in distinct(entries):
        parsed.setdefault(fields["_MACHINE_ID"], []).append(Entry(fields))
    hosts, listed = [], set(expected or ())
    for machine_id, of_host in parsed.items():
        host = Host(machine_id, [entry for entry in of_host if not entry.wrong],
                    [entry for entry in of_host if entry.wrong], since, until)
        # By any of its names, if it was renamed.
        known_as = {*host.names(), machine_id}
        hosts.append(host.json(min_size, expected is None or not known_as.isdisjoint(expected)))
        listed -= known_as
    hosts += [never_heard(name) for name in listed]
    hosts.sort(key=badness)
    status = exit_status(hosts, allow_absent)
    return {
        "schema": 2,
        "since": since,
        "until": until,
        "min_size": min_size,
        "exit_status": status,
        "entries": sum(not entry.wrong and entry.usec >= since * USEC for entry in everything),
        "wrong_entries": sum(entry.wrong for entry in everything),
        "totals": totals(hosts),
        "hosts": hosts,
    }, status
