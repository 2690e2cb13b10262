"""A model joined with one table is computed inside of it; with several tables, beside them. Both say the same."""
import pytest


def rows(connection, query):
    """The names of the columns, and the rows in some order. A mean's last digits depend on the order in which threads add up."""
    cursor = connection.execute(query)
    shown = [[round(cell, 9) if isinstance(cell, float) else cell for cell in row] for row in cursor]
    return [column.name for column in cursor.description], sorted(map(repr, shown))


# `inside` has one table beside the model; `beside` adds a second of one row, which keeps the model in a lateral sub-select.
ONE_ROW = "(SELECT 1 AS one) AS extra"


@pytest.mark.parametrize("inside, beside", [
    ("SELECT t.id, m.y FROM shop.visits t JOIN buyers m", "SELECT t.id, m.y FROM shop.visits t, {} JOIN buyers m"),
    ("SELECT t.y, m.y FROM shop.visits t JOIN buyers m", "SELECT t.y, m.y FROM shop.visits t, {} JOIN buyers m"),
    ("SELECT m.* FROM shop.visits t JOIN buyers m", "SELECT m.* FROM shop.visits t, {} JOIN buyers m"),
    ("SELECT t.*, m.y FROM shop.visits t JOIN buyers m", "SELECT t.*, m.y FROM shop.visits t, {} JOIN buyers m"),
    ("SELECT * FROM (SELECT id, x, c FROM shop.visits) t JOIN buyers m",
     "SELECT t.*, m.* FROM (SELECT id, x, c FROM shop.visits) t, {} JOIN buyers m"),
    ("SELECT id, y, y_confidence FROM (SELECT id, x, c FROM shop.visits) t, buyers",
     "SELECT id, y, y_confidence FROM (SELECT id, x, c FROM shop.visits) t, {}, buyers"),
    ("SELECT m.x, m.c FROM shop.visits t JOIN buyers m ON t.id = m.x", "SELECT m.x, m.c FROM shop.visits t, {} JOIN buyers m ON t.id = m.x"),
    ("SELECT a.y, b.y_confidence FROM shop.visits t JOIN buyers a JOIN buyers b ON t.id = b.x",
     "SELECT a.y, b.y_confidence FROM shop.visits t, {} JOIN buyers a JOIN buyers b ON t.id = b.x"),
    ("SELECT m.y, count(*), avg(m.y_confidence) FROM shop.visits t JOIN buyers m WHERE m.y_confidence > 0.6 GROUP BY m.y ORDER BY m.y",
     "SELECT m.y, count(*), avg(m.y_confidence) FROM shop.visits t, {} JOIN buyers m WHERE m.y_confidence > 0.6 GROUP BY m.y ORDER BY m.y"),
    ("SELECT t.id, m.y_original, o.id AS other FROM shop.visits t JOIN buyers m JOIN shop.visits o ON o.id = t.id",
     "SELECT t.id, m.y_original, o.id AS other FROM shop.visits t, {} JOIN buyers m JOIN shop.visits o ON o.id = t.id"),
])
def test_both_ways_agree(shop, inside, beside):
    assert rows(shop, inside) == rows(shop, beside.format(ONE_ROW))


@pytest.mark.parametrize("query, text", [
    ("SELECT y FROM shop.visits t JOIN buyers m", "mbiguous"),
    ("SELECT t.y_confidence FROM shop.visits t JOIN buyers m", "y_confidence"),
    ("SELECT m.nothing FROM shop.visits t JOIN buyers m", "nothing"),
])
def test_a_name_means_one_column(shop, query, text):
    with pytest.raises(Exception, match=text):
        shop.execute(query)


def test_calls_are_named_as_postgres_names_them(shop):
    names, _ = rows(shop, "SELECT count(*), avg(m.y_confidence), max(t.id)::text FROM shop.visits t JOIN buyers m")
    assert names == ["count", "avg", "max"]


def test_the_plan_has_no_join(shop):
    plan = "\n".join(line for line, in shop.execute("EXPLAIN SELECT t.id, m.y FROM shop.visits t JOIN buyers m WHERE m.y_confidence > 0.5"))
    assert "JOIN" not in plan
