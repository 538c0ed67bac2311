"""asyncpg: the protocol in Python and C, everything in binary, its own prepared statements."""

import asyncio
import io
import sys

import asyncpg
import play

loop = asyncio.new_event_loop()
link = loop.run_until_complete(asyncpg.connect(ssl="require", host=play.HOST, port=play.PORT, user=play.USER,
                                               password=play.PASSWORD, database=play.DATABASE))


def do(what):
    async def guarded():
        try:
            return await what
        except asyncpg.PostgresError as error:
            raise play.Failed(error.sqlstate, str(error)) from error
        except asyncio.TimeoutError as error:
            raise play.Failed("timeout", "asyncio.TimeoutError") from error
        except asyncio.CancelledError as error:
            raise play.Failed("cancelled", "asyncio.CancelledError") from error
        except (asyncpg.InterfaceError, AttributeError) as error:  # the second: an empty query
            raise play.Failed("driver", str(error)) from error
    return loop.run_until_complete(guarded())


def placed(sql):
    for index in range(sql.count("?")):
        sql = sql.replace("?", f"${index + 1}", 1)
    return sql


def converted(values):
    return [int(value) if value.lstrip("-").isdigit() else value for value in values]


async def ask(sql, values, **more):
    statement = await link.prepare(placed(sql), **more)
    rows = await statement.fetch(*converted(values))
    return play.rows_text([tuple(row) for row in rows]) if statement.get_attributes() else statement.get_statusmsg()


def query(sql):
    return do(link.execute(sql))


def params(sql, *values):
    async def run():
        rows = await link.fetch(placed(sql), *converted(values))
        return play.rows_text([tuple(row) for row in rows])
    return do(run())


def named(sql, *values):
    async def run():
        return "\n".join([await ask(sql, values), await ask(sql, values)])
    return do(run())


def cursor_(sql, size):
    async def run():
        pieces = []
        async with link.transaction():
            cursor = await link.cursor(sql)
            while rows := await cursor.fetch(int(size)):
                pieces.append(f"{len(rows)}:{rows[-1][0]}")
        return " ".join(pieces)
    return do(run())


def copy_in(sql, data):
    """`sql` is for drivers that take it; this one writes its own."""
    table = sql.split()[1]
    return do(link.copy_to_table(table, source=io.BytesIO(data.encode())))


def copy_out(sql):
    async def run():
        out = io.BytesIO()
        await link.copy_from_query(sql.removeprefix("COPY (").split(") TO")[0], output=out)
        return out.getvalue().decode()
    return do(run())


def batch(sql, *values):
    return do(link.executemany(placed(sql), [(value,) for value in converted(values)])) or "done"


def timeout(sql):
    return do(link.execute(sql, timeout=0.5))


def cancel(sql):
    async def run():
        task = asyncio.ensure_future(link.execute(sql))
        reader = loop.run_in_executor(None, play.wait_for_now)
        await asyncio.wait([task, reader], return_when=asyncio.FIRST_COMPLETED)
        await reader
        task.cancel()
        try:
            return await task
        except asyncio.CancelledError:
            # asyncpg sends the request in the background, and only the next command waits for it.
            await link.execute("SELECT 1")
            raise
    return do(run())


play.serve({"query": query, "params": params, "named": named, "binary": params, "cursor": cursor_, "copy_in": copy_in,
            "copy_out": copy_out, "batch": batch, "timeout": timeout, "cancel": cancel})
loop.run_until_complete(link.close())
sys.stdout.flush()
