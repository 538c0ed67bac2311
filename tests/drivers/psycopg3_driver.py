"""psycopg 3: libpq, extended queries, binary results, pipelines."""

import play
import psycopg

link = psycopg.connect(sslmode="require", autocommit=True)
link.prepare_threshold = None


def guarded(run):
    try:
        return run()
    except psycopg.Error as error:
        raise play.Failed(error.sqlstate, str(error)) from error


def told(cursor):
    if cursor.description is None:
        return cursor.statusmessage or ""
    return play.rows_text(cursor.fetchall())


def placed(sql):
    return sql.replace("%", "%%").replace("?", "%s")


def query(sql):
    def run():
        with link.cursor() as cursor:
            cursor.execute(sql)
            answers = [told(cursor)]
            while cursor.nextset():
                answers.append(told(cursor))
            return "\n".join(answers)
    return guarded(run)


def params(sql, *values):
    return guarded(lambda: told(link.execute(placed(sql), values)))


def named(sql, *values):
    return guarded(lambda: "\n".join(told(link.execute(placed(sql), values, prepare=True)) for _ in range(2)))


def binary(sql, *values):
    def run():
        with link.cursor(binary=True) as cursor:
            return told(cursor.execute(placed(sql).replace("%s", "%b"), [int(value) for value in values]))
    return guarded(run)


def cursor_(sql, size):
    def run():
        pieces = []
        with link.transaction(), link.cursor("pieces") as cursor:
            cursor.execute(sql)
            while rows := cursor.fetchmany(int(size)):
                pieces.append(f"{len(rows)}:{rows[-1][0]}")
        return " ".join(pieces)
    return guarded(run)


def copy_in(sql, data):
    def run():
        with link.cursor() as cursor:
            with cursor.copy(sql) as copy:
                copy.write(data)
            return cursor.statusmessage
    return guarded(run)


def copy_out(sql):
    def run():
        with link.cursor() as cursor, cursor.copy(sql) as copy:
            return b"".join(bytes(piece) for piece in copy).decode()
    return guarded(run)


def batch(sql, *values):
    def run():
        with link.pipeline():
            cursors = [link.execute(placed(sql), (value,)) for value in values]
        return "\n".join(told(cursor) for cursor in cursors)
    return guarded(run)


def cancel(sql):
    return play.run_until_now(lambda: query(sql), link.cancel)


play.serve({"query": query, "params": params, "named": named, "binary": binary, "cursor": cursor_, "copy_in": copy_in,
            "copy_out": copy_out, "batch": batch, "cancel": cancel})
