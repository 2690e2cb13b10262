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
