"""Parameters get types as PostgreSQL's clients expect it."""
import datetime

import pytest


@pytest.mark.parametrize("query, arguments, expected", [
    ("SELECT x + %s FROM shop.visits WHERE id = 1", [2], 39),
    ("SELECT x + %s FROM shop.visits WHERE id = %s", [0.5, 1], 37.5),
    ("SELECT c || %s FROM shop.visits WHERE id = 1", ["!"], "b!"),
    ("SELECT %s", [5], 5), ("SELECT %s", ["text"], "text"), ("SELECT %s IS NULL", [None], True),
    ("SELECT id FROM shop.visits WHERE x > %s ORDER BY id LIMIT 1", [90], 8),
    ("SELECT %s::date + %s", [datetime.date(2026, 1, 1), 3], datetime.date(2026, 1, 4)),
    ("SELECT coalesce(%s, x) FROM shop.visits WHERE id = 1", [7], 7),
    ("SELECT count(*) FROM shop.visits t JOIN buyers m WHERE m.y_confidence > %s - 1", [1], 400),
])
def test_types_are_found(shop, query, arguments, expected):
    assert shop.execute(query, arguments).fetchone()[0] == expected


def test_numbers_for_an_input_that_is_a_text(shop):
    shop.execute("""CREATE OR REPLACE MODEL numerals FROM (SELECT CASE WHEN i % 40 = 0 THEN '' ELSE CAST(i % 7 * 1.5 AS VARCHAR) END AS n, CAST(i % 5 AS VARCHAR) AS k, i % 7 * 2.0 + i % 5 AS y
                    FROM range(400) r(i)) PREDICT y USING trials = 1, rounds = 30, types = {"k": "category"}, wait = true""")
    for number in (0, 3, 4.5, 9.0, 1e16, 1e-5, -2.25, None):
        answers = {shop.execute("SELECT y FROM numerals WHERE n = %s AND k = %s", [given, kind], prepare=prepare).fetchone()
                   for given, kind in ((number, 2), (number, "2"), (None if number is None else str(float(number)), 2)) for prepare in (False, True)}
        answers |= {shop.execute("SELECT y FROM numerals WHERE n = CAST(%s AS DOUBLE) AND k = upper('2')", [number]).fetchone()}
        assert len(answers) == 1, (number, answers)
    shop.execute("DROP MODEL numerals")
