"""Which layer may include what. CONTRIBUTING.md shows the same table, and tidy fails when the two differ."""

# A layer is a folder with what is below it, unless a longer entry names that. The second column lists the folders (or
# single headers) that it may include besides itself.
MAY_INCLUDE = {
    "parser": [],
    "policy": ["parser"],
    "approvals": ["parser", "policy", "approvals/factors"],
    "approvals/factors": [],
    "approvals/store": ["approvals", "parser", "policy"],
    "approvals/inbox": ["approvals", "approvals/factors", "parser", "policy"],
    "approvals/notify": ["approvals", "parser", "policy", "approvals/inbox/http.hpp"],
    "proxy/wire": [],
    "proxy/session": ["proxy/wire", "parser", "policy", "approvals"],
    "proxy/net": ["proxy/session", "proxy/wire", "approvals"],
    "proxy/catalog": ["parser", "proxy/session"],
    "proxy/config": ["policy", "approvals", "approvals/factors"],
    "proxy/app": ["everything"],
    "tests/support": [],
    "tests": ["everything"],
}

# No socket, file, clock, thread, log or global in these.
PURE = ["parser", "policy", "approvals", "approvals/factors", "proxy/wire", "proxy/session"]

# Read on every message: nothing here may backtrack, allocate without need or surprise.
HOT = ["parser", "proxy/wire", "proxy/session"]

# Libraries that only some folders may know.
LIBRARY_HOMES = {
    r"pg_query(/|\.h$)": ["parser", "tests"],
    r"(nodes|parser|catalog|utils)/\w+\.h$": ["parser", "tests"],
    r"postgres\.h$": ["parser", "tests"],
    r"(sqlite3\.h$|SQLiteCpp/)": ["approvals/store", "tests"],
    r"libpq-fe\.h$": ["approvals/store", "proxy/catalog", "proxy/net", "proxy/app", "tests"],
    r"boost/beast": ["approvals/inbox", "approvals/notify", "proxy/app", "tests"],
    r"toml\+\+/": ["policy", "proxy/config", "tests"],
    r"(fido(\.h$|/)|liboath/|qrencode\.h$)": ["approvals/factors", "tests"],
    r"CLI/": ["proxy/app", "tests"],
    r"doctest/": ["tests"],
}

# What a pure layer may not include at all.
IMPURE_HEADERS = (
    r"(boost/(asio|beast)|spdlog/|sys/(socket|stat|epoll)\.h$|unistd\.h$|fcntl\.h$|poll\.h$"
    r"|(thread|mutex|shared_mutex|condition_variable|future|fstream|iostream|filesystem|random)$)"
)


def layer_of(path):
    """The longest entry of the table that the path is under, or None."""
    under = [layer for layer in MAY_INCLUDE if path.startswith(layer + "/")]
    return max(under, key=len) if under else None


def may_include(source, target):
    layer, home = layer_of(source), layer_of(target)
    if layer is None or home == layer:
        return True  # main.cpp and cmake/ wire everything together
    allowed = MAY_INCLUDE[layer]
    return allowed == ["everything"] or home in allowed or target in allowed


def table():
    """The rows as CONTRIBUTING.md writes them."""
    rows = []
    for layer, allowed in MAY_INCLUDE.items():
        rows.append(f"| `{layer}` | {', '.join(f'`{one}`' if one != 'everything' else one for one in allowed) or 'nothing'} |")
    return rows
