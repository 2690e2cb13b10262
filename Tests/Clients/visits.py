"""A model over rows that tests can change."""
import psycopg
import pytest


class Visits:
    """A table of visits that grows and changes, in a files database of its own, and a model of it."""

    def __init__(self, connection, folder, name, rows=600):
        self.connection, self.file, self.name = connection, folder / f"{name}.csv", name
        self.write(rows)
        connection.execute(f"""CREATE DATABASE {name} WITH ENGINE = 'files', PARAMETERS = {{"path": "{folder}"}}""")

    def write(self, rows, extra="", noise=7):
        lines = [f"id,x,c,y{',' + extra if extra else ''}"]
        for i in range(rows):
            x = (i * 37) % 100
            bought = (x > 50) != (i % noise == 0)
            lines.append(f"{i},{x},{'ab'[i % 2]},{'buy' if bought else 'leave'}" + (f",{i % 5}" if extra else ""))
        self.file.write_text("\n".join(lines) + "\n")

    def train(self, options="trials = 1, rounds = 20"):
        self.run(f"CREATE MODEL {self.name} FROM {self.name} (SELECT * FROM {self.name}) PREDICT y USING key = 'id', {options}, wait = true")

    def run(self, text):
        return self.connection.execute(text)

    def rows(self, text):
        return self.run(text).fetchall()

    def versions(self):
        return self.rows(f"SELECT version, state, definition, configuration, cause FROM foretell.versions WHERE model = '{self.name}' ORDER BY 1")

    def champion(self):
        return self.rows(f"SELECT version FROM foretell.models WHERE name = '{self.name}'")[0][0]


def failing(visits, text):
    with pytest.raises(psycopg.Error) as caught:
        visits.run(text)
    return caught.value.sqlstate, str(caught.value)
