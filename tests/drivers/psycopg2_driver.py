"""psycopg2: libpq, simple queries, values put into the text by the driver."""

import io

import play
import psycopg2
import psycopg2.extras

link = psycopg2.connect(sslmode="require")
link.autocommit = True


def guarded(run):
    try:
        return run()
    except psycopg2.Error as error:
        raise play.Failed(error.pgcode, str(error)) from error


def told(cursor):
    if cursor.description is None:
        return cursor.statusmessage
    return play.rows_text(cursor.fetchall())


def query(sql, *values):
    def run():
        with link.cursor() as cursor:
            cursor.execute(sql.replace("?", "%s"), values) if values else cursor.execute(sql)
            return told(cursor)
    return guarded(run)


def named(sql, *values):
    """psycopg2 has no prepared statements of its own; people write them in SQL."""
    for index in range(len(values)):
        sql = sql.replace("?", f"${index + 1}", 1)
    places = ", ".join(["?"] * len(values))
    query(f"PREPARE by_name AS {sql}")
    try:
        return "\n".join(query(f"EXECUTE by_name({places})" if values else "EXECUTE by_name", *values) for _ in range(2))
    finally:
        query("DEALLOCATE by_name")


def cursor_(sql, size):
    def run():
        pieces = []
        link.autocommit = False
        try:
            with link.cursor("pieces") as cursor:
                cursor.execute(sql)
                while rows := cursor.fetchmany(int(size)):
                    pieces.append(f"{len(rows)}:{rows[-1][0]}")
            link.commit()
        finally:
            link.rollback()
            link.autocommit = True
        return " ".join(pieces)
    return guarded(run)


def copy_in(sql, data):
    def run():
        with link.cursor() as cursor:
            cursor.copy_expert(sql, io.StringIO(data))
            return cursor.statusmessage
    return guarded(run)


def copy_out(sql):
    def run():
        out = io.StringIO()
        with link.cursor() as cursor:
            cursor.copy_expert(sql, out)
        return out.getvalue()
    return guarded(run)


def batch(sql, *values):
    def run():
        with link.cursor() as cursor:
            psycopg2.extras.execute_batch(cursor, sql.replace("?", "%s"), [(value,) for value in values])
            return cursor.statusmessage
    return guarded(run)


def lob(data):
    def run():
        link.autocommit = False
        try:
            large = link.lobject(0, "wb")
            large.write(data.encode())
            large.close()
            again = link.lobject(large.oid, "rb")
            again.seek(10)
            read = again.read(20)
            size = again.seek(0, 2)
            again.close()
            link.lobject(large.oid, "n").unlink()
            link.commit()
        finally:
            link.rollback()
            link.autocommit = True
        return f"{size} {read.decode()}"
    return guarded(run)


def cancel(sql):
    return play.run_until_now(lambda: query(sql), link.cancel)


play.serve({"query": query, "params": query, "named": named, "cursor": cursor_, "copy_in": copy_in, "copy_out": copy_out,
            "batch": batch, "lob": lob, "cancel": cancel})
