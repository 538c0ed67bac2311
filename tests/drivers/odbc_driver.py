"""psqlODBC by way of pyodbc: prepares for each statement with values, cursors by DECLARE and FETCH."""

import play
import pyodbc

pyodbc.pooling = False


def connect(more=""):
    return pyodbc.connect(
        f"DRIVER={{PostgreSQL Unicode}};SERVER={play.HOST};PORT={play.PORT};UID={play.USER};PWD={play.PASSWORD};"
        f"DATABASE={play.DATABASE};SSLmode=require;UseServerSidePrepare=1;{more}", autocommit=True)


link = connect()


def guarded(run):
    try:
        return run()
    except pyodbc.Error as error:
        raise play.Failed(error.args[0], error.args[1] if len(error.args) > 1 else "") from error


def told(cursor):
    answers = []
    while True:
        answers.append(play.rows_text(cursor.fetchall()) if cursor.description else f"{cursor.rowcount} rows")
        if not cursor.nextset():
            return "\n".join(answers)


def query(sql, *values):
    def run():
        cursor = link.cursor()
        cursor.execute(sql, *values)
        return told(cursor)
    return guarded(run)


def named(sql, *values):
    def run():
        cursor = link.cursor()
        answers = []
        for _ in range(2):
            cursor.execute(sql, *values)
            answers.append(told(cursor))
        return "\n".join(answers)
    return guarded(run)


def cursor_(sql, size):
    def run():
        other = connect(f"UseDeclareFetch=1;Fetch={size}")
        try:
            other.autocommit = False
            cursor = other.cursor()
            cursor.execute(sql)
            pieces = []
            while rows := cursor.fetchmany(int(size)):
                pieces.append(f"{len(rows)}:{rows[-1][0]}")
            other.commit()
            return " ".join(pieces)
        finally:
            other.close()
    return guarded(run)


def batch(sql, *values):
    def run():
        cursor = link.cursor()
        cursor.executemany(sql, [(value,) for value in values])
        return "done"
    return guarded(run)


def timeout(sql):
    def run():
        link.timeout = 1
        try:
            return query(sql)
        finally:
            link.timeout = 0
    return guarded(run)


def metadata():
    def run():
        names = [(row.table_name, row.table_type) for row in link.cursor().tables(schema="public")]
        columns = [(row.column_name, row.type_name) for row in link.cursor().columns(table="items", schema="public")]
        return play.rows_text(sorted(names) + columns)
    return guarded(run)


def cancel(sql):
    cursor = link.cursor()

    def run():
        cursor.execute(sql)
        return told(cursor)
    return play.run_until_now(lambda: guarded(run), cursor.cancel)


play.serve({"query": query, "params": query, "named": named, "cursor": cursor_, "batch": batch, "timeout": timeout,
            "metadata": metadata, "cancel": cancel})
