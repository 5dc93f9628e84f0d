# SPDX-License-Identifier: Apache-2.0
"""What watchbpf may cost, and whether it keeps to that. All is what is added to `nothing`."""
import dataclasses

FLAT = [("tool", "exec"), ("untrusted", "exec"), ("tool", "map-lookup"), ("tool", "map-by-id")]
RING_AND_REST_KIB = 1024


@dataclasses.dataclass
class Line:
    what: str
    limit: object  # None: what it is held against was not measured
    measured: object  # None: not measured in this run
    unit: str = ""

    def verdict(self):
        if self.measured is None:
            return "not measured"
        return "met" if self.measured <= self.limit else "**missed**"


def load_size(operation):
    """Of a load, how many instructions; else None."""
    return int(operation.rsplit("-", 1)[1]) if operation.startswith("load-") else None


def median(run, scene, role, operation):
    return run["samples"].get(scene, {}).get(role, {}).get(operation, {}).get("median")


def difference(run, role, operation, scene="enforce", base="nothing"):
    with_it, without = median(run, scene, role, operation), median(run, base, role, operation)
    return None if with_it is None or without is None else with_it - without


def figure(run, scene, name):
    return run["figures"].get(scene, {}).get(name)


def system_calls(run):
    for operation in ("getppid", "stat", "open+close"):
        yield Line(f"{operation}, of anybody", 10, difference(run, "untrusted", operation))


def commands(run):
    for operation in ("bad-fd", "map-lookup", "map-update"):
        yield Line(f"bpf() of a tool: {operation} (stretch: 376)", 564, difference(run, "tool", operation))
    yield Line("an fd of a map", 1120, difference(run, "tool", "map-by-id"))


def executions(run):
    yield Line("mapping code, of a tool", 1300, difference(run, "tool", "map-code"))
    yield Line("mapping code, of others", 380, difference(run, "untrusted", "map-code"))
    for role in ("tool", "untrusted"):
        of = "by a tool" if role == "tool" else "by others"
        yield Line(f"exec {of}", 3550, difference(run, role, "exec"))
        selinux = difference(run, role, "exec", "selinux", "alone")
        yield Line(f"exec {of}, against SELinux", selinux,
                   None if selinux is None else difference(run, role, "exec"))
        yield Line(f"fork and exec of a dynamic program, {of}", 13000,
                   difference(run, role, "fork+exec-dynamic"))


def slope(run, kind, smaller, larger):
    """What each instruction adds between two sizes."""
    ends = [difference(run, "tool", f"load-{kind}-{size}") for size in (smaller, larger)]
    return None if None in ends else (ends[1] - ends[0]) / (larger - smaller)


def loads(run):
    for operation in sorted(run["samples"]["nothing"]["tool"], key=lambda name: load_size(name) or 0):
        size = load_size(operation)
        if size:
            yield Line(f"{operation}: 3,000 + 30 an instruction", 3000 + 30 * size,
                       difference(run, "tool", operation))
    for kind in ("arithmetic", "context"):
        early, late = slope(run, kind, 4000, 65536), slope(run, kind, 65536, 1000000)
        change = None if None in (early, late) else round(100 * abs(late - early) / early, 2)
        yield Line(f"slope of {kind} loads from 65,536 to 1,000,000, against 4,000 to 65,536: % of change",
                   5, change)


def events(run):
    yield Line("an event, made: a denial, against one that finds the ring full", 1000,
               difference(run, "untrusted", "unknown-command", "told", "lost"))
    for role in ("tool", "untrusted"):
        of = "by a tool" if role == "tool" else "by others"
        yield Line(f"an event, made: exec {of}, against none", 1000,
                   difference(run, role, "exec", "told", "silent"))
        yield Line(f"exec {of}, with its event and its line", 12500,
                   difference(run, role, "exec", "written"))
    before, after = (figure(run, "flood", f"rss-anon-kib-{when}") for when in ("before", "after"))
    sent = figure(run, "flood", "sent")
    yield Line(f"RssAnon after {sent or 0:,} events, KiB more", 0, None if before is None else after - before)


def sizes(run):
    """Scenes by policy: its tools and digests."""
    found = {}
    for scene in run["figures"]:
        if scene.startswith("size-"):
            tools, digests = scene.removeprefix("size-").split("x")
            found[scene] = (int(tools), int(digests))
    return found


def policies(run):
    scenes = sizes(run)
    for role, operation in FLAT:
        times = [median(run, scene, role, operation) for scene in scenes]
        times = [time for time in times if time is not None]
        change = round(100 * (max(times) - min(times)) / min(times), 2) if len(times) > 1 else None
        yield Line(f"{operation} ({role}): % between policies of all sizes", 1, change)


def memory(run):
    by_policy = {policy: scene for scene, policy in sizes(run).items()}
    most = max(by_policy, default=None)
    if most is None:
        return
    ring = figure(run, "floor", "ring-kib")
    for (tools, digests), scene in sorted(by_policy.items()):
        yield Line(f"kernel memory, KiB: {tools:,} tools, {digests:,} digests",
                   round(128 * digests / 1024 + ring + RING_AND_REST_KIB), figure(run, scene, "kernel-kib"))
    fewer = [policy for policy in by_policy if policy[0] == most[0] and policy[1] < most[1]]
    if fewer:
        less = min(fewer)
        kib = figure(run, by_policy[most], "kernel-kib") - figure(run, by_policy[less], "kernel-kib")
        yield Line("kernel memory, bytes a digest", 128, round(1024 * kib / (most[1] - less[1]), 1))
    for (tools, digests), scene in sorted(by_policy.items()):
        if tools >= 1000:
            yield Line(f"RssAnon, KiB: {tools:,} tools, {digests:,} digests", 8000,
                       figure(run, scene, "rss-anon-kib"))


def starts(run):
    for scene, (tools, digests) in sorted(sizes(run).items(), key=lambda item: item[1]):
        yield Line(f"start to enforcing: {tools:,} tools, {digests:,} digests", 1_500_000_000,
                   figure(run, scene, "start-elapsed"))


def budget(run):
    for part in (system_calls, commands, executions, loads, events, policies, memory, starts):
        yield from part(run)
