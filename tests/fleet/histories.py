# SPDX-License-Identifier: GPL-2.0
"""
Random histories of a fleet, as the services of its hosts write them: a seed decides
everything, relative to the time at which the history is made. Entries get lost, hosts
reboot, clocks are wrong. What must be reported is not known here.
"""
import itertools
import random

USEC = 1_000_000
SECOND = USEC
HOUR = 3600 * SECOND
DAY = 24 * HOUR
HOSTS = 20
# Time that passes between a history is made and the report: no verdict may change then.
MARGIN_SEC = 90

STATES = ("free", "recovered", "failed", "unknown")
ABSENCES = ("unloaded", "not_loaded", "signature_required", "build_failed", "no_headers",
            "not_built")
# Longer than MARGIN_SEC, so that a live host can be distinguished from a silent one.
INTERVALS = (300, 600, 900, 1800, 3600, 21600, 86400)


def size_name(size):
    return f"kmalloc-{size >> 10}k" if size < 1 << 20 else f"kmalloc-{size >> 20}M"


class Host:
    """One host that writes entries as its time goes by. Times are in microseconds."""

    def __init__(self, rng, number, mood, ties):
        self.rng = rng
        self.mood = mood
        self.ties = ties            # several entries may be about one size at one moment
        self.entries = []
        self.machine_id = self.random_id()
        self.name = f"host{number:02d}.example"
        self.renamed = 0
        self.tie = False            # the next entry is at the moment of the one before
        self.clock_set_back = False     # within a boot
        self.usec = 0
        self.latest_usec = 0        # of all boots so far; the clock may have been set back
        self.nodes = list(range(rng.choice((1, 1, 1, 2, 2, 3))))
        if rng.random() < 0.1:
            self.nodes = [2 * node + 1 for node in self.nodes]
        self.summary_sec = rng.choice(INTERVALS)
        self.stale_sec = rng.choice((31, 181, 901, 3601))
        self.old_version = rng.random() < 0.15
        self.enabled = True
        self.loss = rng.choice((0, 0, 0.1, 0.3))
        self.boot()

    def random_id(self):
        return f"{self.rng.getrandbits(128):032x}"

    # === Its time ===

    def boot(self):
        self.boot_id = self.random_id()
        self.monotonic = self.rng.randrange(5 * SECOND, 60 * SECOND)
        self.written = 0
        # All of a boot is after all of the boot before it, by realtime too.
        self.boot_usec = self.latest_usec + 1
        self.pass_time(self.boot_usec - self.usec + self.rng.randrange(10 * SECOND, HOUR), 0)
        first = self.rng.choice((4096, 4096, 4096, 4096, 16384, 65536))
        if self.mood == "green":
            first = 4096
        self.sizes = [first << i for i in range(self.rng.randint(3, 11))]
        self.load()

    def load(self):
        self.load_id = self.random_id()
        self.seq = 0
        self.discontiguities = 0
        self.round = 0              # when the last one ended, by realtime; 0: none yet
        good = self.rng.random()
        self.states = {}
        for node in self.nodes:
            for size in self.sizes:
                self.states[node, size] = self.random_state(size) \
                    if self.rng.random() > good else "free"

    def pass_time(self, usec, monotonic=None):
        """The clock may be set, and monotonic time stands still in a suspend."""
        self.usec += usec
        self.monotonic += usec if monotonic is None else monotonic

    def wait(self):
        interval = self.summary_sec * SECOND
        self.pass_time(self.rng.choice((
            self.rng.randrange(1, SECOND), self.rng.randrange(SECOND, 60 * SECOND),
            self.rng.randrange(60 * SECOND, HOUR), self.rng.randrange(HOUR, 6 * HOUR),
            interval, self.rng.randrange(1, 2 * interval), 2 * interval, 2 * interval + SECOND,
            SECOND - self.usec % SECOND,        # a whole second, which may become --since
            HOUR, HOUR + SECOND, HOUR - SECOND)))

    # === Its entries ===

    def write(self, event, loaded=True, **fields):
        if self.monotonic < self.written + (not self.tie):
            self.pass_time(self.written + (not self.tie) - self.monotonic)
        self.tie = False
        self.written = self.monotonic
        self.latest_usec = max(self.latest_usec, self.usec)
        entry = {"usec": self.usec, "_BOOT_ID": self.boot_id, "_MACHINE_ID": self.machine_id,
                 "_HOSTNAME": self.name, "__MONOTONIC_TIMESTAMP": str(self.monotonic),
                 "SYSLOG_IDENTIFIER": "kmcontig", "MESSAGE": event, "KMCONTIG_EVENT": event}
        if loaded:
            entry["KMCONTIG_LOAD_ID"] = self.load_id
        for name, value in fields.items():
            if value is not None:
                entry["KMCONTIG_" + name] = value if name == "TIME" else str(value)
        # Lost on the way to the collector.
        if self.rng.random() >= self.loss:
            self.entries.append(entry)
        return entry

    def summary(self, node):
        sizes = self.sizes
        if self.node_limit(node):
            sizes = sizes[:-1]
        states = [self.states[node, size] for size in sizes]
        free = list(itertools.takewhile(lambda state: state == "free", states))
        recovered = list(itertools.takewhile(lambda state: state in ("free", "recovered"), states))
        more = {} if self.old_version else {
            "TIME": self.round and (self.round, self.rng.randrange(1_000_000_000)),
            "STALE_SEC": self.stale_sec, "ENABLED": int(self.enabled)}
        self.pass_time(self.rng.choice((0, self.rng.randrange(1, 900))))
        self.write("summary", NODE=node,
                   STATES=" ".join(f"{size_name(size)}={state}"
                                   for size, state in zip(sizes, states)),
                   LARGEST_FREE=sizes[len(free) - 1] if free else 0,
                   LARGEST_RECOVERED=sizes[len(recovered) - 1] if recovered else 0,
                   FAILURES=self.seq,
                   SUMMARY_SEC=None if self.old_version and self.summary_sec == 900
                   else self.summary_sec, **more)

    def node_limit(self, node):
        """A small node lacks the largest size."""
        return node == 2 and len(self.sizes) > 3

    def summaries(self):
        for node in self.nodes:
            self.summary(node)

    def ran_a_round(self):
        """So long ago that it is just fresh, or any time before."""
        if self.enabled or not self.round:
            self.round = self.usec // SECOND - self.rng.choice(
                (0, 1, self.rng.randint(0, self.stale_sec), self.stale_sec))

    def state_change(self, node, size, state, coalesced=None):
        self.states[node, size] = state
        self.write("state-change", NODE=node, SIZE=size, STATE=state, COALESCED=coalesced)

    def failure(self, node, size, coalesced):
        self.seq += coalesced + 1
        self.states[node, size] = "failed"
        self.write("failure", NODE=node, SIZE=size, EFFORT=self.rng.choice(
                       ("nowait", "noretry", "retry_mayfail")),
                   REASON=self.rng.choice(("fragmented", "fragmented", "discontiguous")),
                   SEQ=self.seq, COALESCED=coalesced)

    # === What happens to it ===

    def random_state(self, size):
        """A calm fleet fails at no size up to 64k, a green one keeps them available."""
        if size > 65536 or self.mood == "stormy":
            return self.rng.choice(STATES)
        if self.mood == "calm":
            return self.rng.choice(("free", "recovered", "unknown"))
        return self.rng.choice(("free", "recovered"))

    def somewhere(self):
        return self.rng.choice(self.nodes), self.rng.choice(self.sizes)

    def event_summaries(self):
        self.ran_a_round()
        self.summaries()

    def event_state_changes(self):
        for _ in range(self.rng.randint(1, 5)):
            node, size = self.somewhere()
            self.state_change(node, size, self.random_state(size))
            self.pass_time(self.rng.choice((1, self.rng.randrange(1, 5 * SECOND))))

    def event_failures(self):
        for _ in range(self.rng.randint(1, 3)):
            node, size = self.somewhere()
            if self.mood != "stormy" and size <= 65536:
                continue
            self.failure(node, size, self.rng.choice((0, 0, 1, self.rng.randint(0, 50))))
            self.pass_time(self.rng.randrange(1, 5 * SECOND))
            if self.rng.random() < 0.6:
                self.state_change(node, size, "failed")

    def event_at_one_moment(self):
        """Entries about one size."""
        node, size = self.somewhere()
        for _ in range(self.rng.randint(2, 3)):
            self.state_change(node, size, self.random_state(size))
            self.tie = self.ties
        if self.mood == "stormy" and self.rng.random() < 0.3:
            self.failure(node, size, 0)
        self.tie = False

    def event_failures_without_an_entry(self):
        self.seq += self.rng.randint(1, 9)

    def event_flapping(self):
        node, size = self.somewhere()
        for _ in range(self.rng.randint(0, 4)):
            self.state_change(node, size, self.random_state(size))
            self.pass_time(self.rng.randrange(1, 600 * SECOND))
        self.state_change(node, size, self.random_state(size), self.rng.choice((0, 1, 17)))
        if self.rng.random() < 0.3:
            self.pass_time(HOUR)
            self.state_change(node, size, self.random_state(size), self.rng.choice((0, 40)))
        if self.rng.random() < 0.3:
            self.pass_time(self.rng.randrange(1, 600 * SECOND))
            self.state_change(node, size, self.random_state(size))

    def event_discontiguity(self):
        if self.mood == "stormy" and self.rng.random() < 0.5:
            self.discontiguities += self.rng.randint(1, 3)
            self.write("discontiguity", DISCONTIGUITIES=self.discontiguities)

    def event_absence(self):
        first = True
        for _ in range(self.rng.randint(1, 3)):
            self.write("module-absent", loaded=False,
                       REASON="unloaded" if first else self.rng.choice(ABSENCES),
                       COALESCED=self.rng.choice((None, 0, 3)) if first else None)
            first = False
            self.wait()

    def event_reload(self):
        if self.rng.random() < 0.5:
            self.event_absence()
        self.load()
        if self.rng.random() < 0.3:
            self.summaries()

    def event_reboot(self):
        self.boot()
        if self.rng.random() < 0.2:
            self.event_absence()

    def event_rename(self):
        # A report prints no more than four names of a host.
        if self.rng.random() < 0.4 and self.renamed < 3:
            self.renamed += 1
            self.name = f"renamed{self.rng.randrange(3)}.{self.name.split('.')[0]}"

    def event_new_settings(self):
        self.summary_sec = self.rng.choice(INTERVALS)
        self.stale_sec = self.rng.choice((31, 181, 901, 3601))
        self.old_version = self.rng.random() < 0.15

    def event_disabled(self):
        self.enabled = False
        self.summaries()
        self.wait()
        self.summaries()
        self.enabled = self.rng.random() < 0.5

    def event_stale(self):
        """No round ends any more, or one has ended in the future: the clock was set back."""
        if self.round:
            self.round = self.usec // SECOND + self.rng.choice((-1, -1, 1)) * (
                self.stale_sec + self.rng.choice((0, 1, 1, self.rng.randint(1, 9999))))
            self.summaries()

    def event_no_round(self):
        self.load()
        self.summaries()

    def event_node_goes(self):
        """Its last entry is so long before a summary that it is just dropped, or just not."""
        if len(self.nodes) > 1:
            node = self.rng.choice(self.nodes)
            self.nodes.remove(node)
            if self.rng.random() < 0.5:
                self.summary(node)
                self.pass_time(2 * self.summary_sec * SECOND + self.rng.choice((-1, 0, 1)))
                self.summary(self.nodes[0])

    def event_node_comes(self):
        new = self.rng.randrange(6)
        if len(self.nodes) < 3 and new not in self.nodes:
            self.nodes = sorted(self.nodes + [new])
            self.states.update({(new, size): self.random_state(size) for size in self.sizes})

    def event_clock_set(self):
        """Back, but not into the boot before; or forward."""
        back = min(self.rng.randrange(2 * HOUR), self.usec - self.boot_usec - SECOND)
        event = self.rng.choice((self.event_state_changes, self.event_failures,
                                 self.event_flapping, self.event_summaries, self.event_absence,
                                 self.event_discontiguity))
        event()
        if self.rng.random() < 0.5 and back > 0:
            self.clock_set_back = True
            self.pass_time(-back, 0)
        else:
            self.pass_time(self.rng.randrange(DAY), 0)
        event()

    def event_wrong(self):
        """As some future version may write it, or somebody else."""
        node, size = self.somewhere()
        for _ in range(self.rng.randint(1, 2)):
            kind, fields = self.rng.choice((
                ("state-change", {"NODE": node, "SIZE": size, "STATE": "exhausted"}),
                ("state-change", {"NODE": "all", "SIZE": size, "STATE": "failed"}),
                ("state-change", {"NODE": node, "SIZE": size_name(size), "STATE": "failed"}),
                ("state-change", {"NODE": node, "SIZE": size + 1, "STATE": "failed"}),
                ("state-change", {"NODE": node, "STATE": "failed"}),
                ("summary", {"NODE": node, "STATES": f"{size_name(size)}=pinned",
                             "LARGEST_FREE": 0, "LARGEST_RECOVERED": 0}),
                ("summary", {"NODE": node, "STATES": "kmalloc-8k=free kmalloc-4k=failed",
                             "LARGEST_FREE": 0, "LARGEST_RECOVERED": 0}),
                ("summary", {"NODE": node, "STATES": "", "LARGEST_FREE": 0,
                             "LARGEST_RECOVERED": 0}),
                ("failure", {"NODE": node, "SIZE": size, "EFFORT": "desperate",
                             "REASON": "fragmented", "SEQ": 1, "COALESCED": 0}),
                ("failure", {"NODE": node, "SIZE": size, "EFFORT": "nowait",
                             "REASON": "fragmented", "SEQ": "many", "COALESCED": 0}),
                ("discontiguity", {"DISCONTIGUITIES": "-1"}),
                ("incident", {"ORDER": 4, "CAUSE": "low"}),
                ("incident", {"ORDER": 4, "CAUSE": "low"}),
            ))
            self.write(kind, **fields)
            self.wait()

    def event_noise(self):
        """Another program's entry, whatever fields it has."""
        node, size = self.somewhere()
        entry = self.write("state-change", NODE=node, SIZE=size, STATE="failed")
        entry["SYSLOG_IDENTIFIER"] = self.rng.choice(("kernel", "kmcontig-test"))

    def live(self):
        """A history: entries, the last of them at self.usec at the earliest."""
        if self.rng.random() < 0.9:
            self.event_summaries()
        for _ in range(self.rng.randint(2, 40)):
            if self.rng.random() < 0.8:
                self.wait()
            happens = self.rng.choices(
                (self.event_summaries, self.event_state_changes, self.event_failures,
                 self.event_at_one_moment,
                 self.event_failures_without_an_entry, self.event_flapping,
                 self.event_discontiguity, self.event_absence, self.event_reload,
                 self.event_reboot, self.event_rename, self.event_new_settings,
                 self.event_disabled, self.event_stale, self.event_no_round,
                 self.event_node_goes, self.event_node_comes, self.event_clock_set,
                 self.event_wrong, self.event_noise),
                (30, 20, 10, 5, 2, 6, 3, 3, 5, 4, 2, 3, 2, 3, 1, 3, 2, 4, 2, 2))[0]
            happens()

    # === How its history ends ===

    def end_well(self):
        self.loss = 0
        self.enabled = True
        self.ran_a_round()
        self.summaries()

    def end_flapping(self):
        self.end_well()
        self.event_flapping()
        if self.rng.random() < 0.5:
            self.pass_time(HOUR + self.rng.choice((0, 0, SECOND)))
            self.event_summaries()

    def end_absent(self):
        self.end_well()
        self.event_absence()

    def end_wrong(self):
        self.end_well()
        self.event_wrong()

    def end_stale(self):
        self.end_well()
        self.event_stale()
        if self.rng.random() < 0.2:
            self.event_state_changes()

    def end_disabled(self):
        self.end_well()
        self.enabled = False
        self.pass_time(self.rng.choice((SECOND, 2 * HOUR)))
        self.summaries()

    def end_no_round(self):
        self.load()
        self.summaries()
        if self.rng.random() < 0.2:
            self.event_state_changes()

    def end_anyhow(self):
        pass

    # Lives that consist of little.

    def only_changes(self):
        self.event_state_changes()
        self.event_failures()

    def only_absence(self):
        self.event_absence()

    def only_wrong(self):
        self.event_wrong()

    def run(self):
        few = self.rng.random()
        if few < 0.1 and self.mood != "green":
            self.rng.choice((self.only_changes, self.only_absence, self.only_wrong))()
        else:
            self.live()
            ends = (self.end_anyhow, self.end_well, self.end_flapping, self.end_absent,
                    self.end_wrong, self.end_stale, self.end_disabled, self.end_no_round)
            if self.mood == "green":
                ends = (self.end_well, self.end_well, self.end_flapping)
            self.rng.choices(ends, (6, 8, 2, 2, 1, 2, 1, 2)[:len(ends)])[0]()

    def finish(self, now):
        """Moves all of its realtimes: whole seconds, so that fractions stay as they are."""
        if not self.entries:
            return
        last = self.entries[-1]["usec"] // SECOND
        limit = 2 * self.last_interval()
        how = self.rng.choices(("live", "silent", "ahead"),
                               (8, 1 + 0.5 * (self.mood != "green"), 0.5))[0]
        if self.mood == "green" and how == "silent" and self.rng.random() < 0.9:
            how = "live"
        if how == "silent":
            gap = limit + MARGIN_SEC + self.rng.choice((0, self.rng.randrange(5 * DAY // SECOND)))
        elif how == "live":
            gap = self.rng.choice((1, self.rng.randrange(1, limit - MARGIN_SEC),
                                   limit - MARGIN_SEC, -20))
        else:
            gap = -self.rng.choice((60 + MARGIN_SEC, self.rng.randrange(60 + MARGIN_SEC, 9999)))
        move = now - gap - last
        for entry in self.entries:
            entry["__REALTIME_TIMESTAMP"] = str(entry.pop("usec") + move * SECOND)
            if "KMCONTIG_TIME" in entry:
                time = entry["KMCONTIG_TIME"]
                entry["KMCONTIG_TIME"] = f"{time[0] + move}.{time[1]:09d}" if time else "0"

    def last_interval(self):
        for entry in reversed(self.entries):
            if entry["KMCONTIG_EVENT"] == "summary" and self.is_good(entry):
                return int(entry.get("KMCONTIG_SUMMARY_SEC", 900))
        return 900

    @staticmethod
    def is_good(summary):
        return "KMCONTIG_FAILURES" in summary


# === Files, and how they are asked for ===

class History:
    """
    entries: in each host's order. files: name -> its entries, in the order in which they
    are written. last_written: name -> seconds, or None: now. runs: what is asked for.
    rotated: a file ends where the next one begins.
    """

    def __init__(self, seed, now):
        self.rng = random.Random(seed)
        self.now = now
        self.mood = self.rng.choice(("stormy", "stormy", "calm", "green"))
        # They make the report read its files twice, which hides other mistakes.
        ties = self.rng.random() < 0.3
        hosts = []
        for number in range(HOSTS):
            host = Host(self.rng, number, self.mood, ties)
            host.run()
            host.finish(now)
            hosts.append(host)
        if self.rng.random() < 0.3:
            self.share_a_name(hosts)
        if self.rng.random() < 0.3:
            self.clone(hosts[2], hosts[3])
        self.hosts = [host for host in hosts if host.entries]
        self.entries = [entry for host in self.hosts for entry in host.entries]
        self.rotated = self.rng.random() < 0.3
        self.duplicates = not self.rotated and self.rng.random() < 0.8
        self.files = self.split()
        self.last_written = self.stamps()
        self.runs = [self.plain_run(), self.random_run(), self.random_run()]

    @staticmethod
    def share_a_name(hosts):
        for entry in hosts[0].entries:
            if entry["_HOSTNAME"] == "host00.example":
                entry["_HOSTNAME"] = "host01.example"

    @staticmethod
    def clone(host, other):
        """Both have one machine ID, and write at the same time."""
        if host.clock_set_back or other.clock_set_back or host.renamed + other.renamed > 2:
            return
        host.entries = sorted(
            host.entries + [{**entry, "_MACHINE_ID": host.machine_id} for entry in other.entries],
            key=lambda entry: int(entry["__REALTIME_TIMESTAMP"]))
        other.entries = []

    def split(self):
        names = [self.file_name(i) for i in range(self.rng.randint(1, 8))]
        files = {name: [] for name in names}
        times = sorted(entry["__REALTIME_TIMESTAMP"] for entry in self.entries)
        old = times[:len(times) // 5]       # for files so old that a report skips them
        times = sorted(self.rng.choice(self.rng.choice((times, old))) for _ in names[1:])
        for host in self.hosts:
            if self.rotated:
                for name, part in zip(names, self.parts_by_time(host, times)):
                    files[name] += [part] if part else []
                continue
            for part in self.parts(host):
                for name in self.rng.sample(names, min(len(names), self.copies())):
                    files[name].append(part)
        return {name: self.merged(parts) for name, parts in files.items() if parts}

    def file_name(self, i):
        folder = self.rng.choice(("", "", "", "remote/", f"{self.rng.getrandbits(64):016x}/"))
        name = self.rng.choice(("remote-%s", "system@%s", "user-1000-%s", "%s", "host %s"))
        return folder + name % f"{self.rng.getrandbits(32):08x}{i}" + ".journal"

    def copies(self):
        return self.rng.choice((1, 1, 1, 2, 3)) if self.duplicates else 1

    def parts(self, host):
        """Cut at random places."""
        cuts = [self.rng.randint(0, len(host.entries)) for _ in range(self.rng.randint(0, 5))]
        if self.rng.random() < 0.3:
            cuts += self.same_moments(host)
        cuts.sort()
        return [host.entries[a:b] for a, b in zip([0] + cuts, cuts + [len(host.entries)]) if a < b]

    @staticmethod
    def same_moments(host):
        """Where to cut between entries of one moment."""
        moments = [(entry["_BOOT_ID"], entry["__MONOTONIC_TIMESTAMP"]) for entry in host.entries]
        return [i for i in range(1, len(moments)) if moments[i] == moments[i - 1]]

    @staticmethod
    def parts_by_time(host, times):
        """Cut where a collector rotates its files."""
        parts, left = [], host.entries
        for time in times:
            parts.append(list(itertools.takewhile(
                lambda entry: entry["__REALTIME_TIMESTAMP"] < time, left)))
            left = left[len(parts[-1]):]
        return parts + [left]

    @staticmethod
    def merged(parts):
        """By time, but each host's entries in their order."""
        of_host = {}
        for part in parts:
            of_host.setdefault(part[0]["_MACHINE_ID"], []).append(part)
        queues = [[entry for part in queue for entry in part] for queue in of_host.values()]
        result = []
        while queues:
            first = min(queues, key=lambda queue: int(queue[0]["__REALTIME_TIMESTAMP"]))
            result.append(first.pop(0))
            queues = [queue for queue in queues if queue]
        return result

    def stamps(self):
        """A collector's old files were last written when their last entry came."""
        if not self.rotated and self.rng.random() < 0.7:
            return {name: None for name in self.files}
        return {name: min(self.now, max(int(entry["__REALTIME_TIMESTAMP"]) // SECOND
                                        for entry in entries) + self.rng.randrange(1, 60))
                for name, entries in self.files.items()}

    @staticmethod
    def plain_run():
        return {"since": None, "min_size": None, "expected": None, "allow_absent": False,
                "each_file": False}

    def random_run(self):
        return {
            "since": self.random_since(),
            "min_size": self.rng.choice((None, 4096, 8192, 65536, 65536, 1 << 20, 4 << 20)),
            "expected": self.random_list() if self.rng.random() < 0.6 else None,
            "allow_absent": self.rng.random() < 0.4,
            "each_file": self.rng.random() < 0.3,
        }

    def random_since(self):
        """None: the default. A number: seconds since the epoch, not far from an entry."""
        entry = int(self.rng.choice(self.entries)["__REALTIME_TIMESTAMP"]) // SECOND
        entry = min(entry, self.now - MARGIN_SEC)
        return self.rng.choice((None, "-30m", "-6h", "-2d", "-100d", entry, entry, entry + 1))

    def random_list(self):
        """Which of several hosts with one name is meant is not tested here."""
        bearers = {}
        for entry in self.entries:
            bearers.setdefault(entry["_HOSTNAME"], set()).add(entry["_MACHINE_ID"])
        heard = sorted(name for name, hosts in bearers.items() if len(hosts) == 1)
        names = [self.rng.choice(self.hosts).machine_id] if self.rng.random() < 0.3 else []
        count = min(len(heard), self.rng.choice((1, 2, len(heard) // 2, len(heard))))
        names += self.rng.sample(heard, count)
        if self.rng.random() < 0.5:
            names += [f"never{i}.example" for i in range(self.rng.randint(0, 3))]
        self.rng.shuffle(names)
        return names


def export(entries):
    """In the journal's export format."""
    first = ("__REALTIME_TIMESTAMP", "__MONOTONIC_TIMESTAMP", "_BOOT_ID")
    lines = []
    for entry in entries:
        lines += [f"{name}={entry[name]}" for name in first]
        lines += [f"{name}={value}" for name, value in entry.items() if name not in first]
        lines.append("")
    return "\n".join(lines) + "\n"
