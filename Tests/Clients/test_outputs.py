"""The columns of a model: which of them `*` shows, and what they say."""
import json


def names(cursor):
    return [column.name for column in cursor.description]


def test_star_leaves_out_what_comes_on_request(shop):
    assert names(shop.execute("SELECT * FROM buyers WHERE x = 3 AND c = 'a'")) == ["x", "c", "y", "y_confidence", "y_probabilities", "y_original"]


def test_a_set_holds_the_classes_that_cannot_be_ruled_out(shop):
    point = shop.execute("SELECT y, y_set FROM buyers WHERE x = 99 AND c = 'a'").fetchone()
    assert point[0] == "buy" and "buy" in point[1]
    joined = shop.execute("SELECT m.y, m.y_set FROM shop.visits t JOIN buyers m").fetchall()
    assert all(label in labels for label, labels in joined)
    assert all(set(labels) <= {"buy", "leave"} for _, labels in joined)


def test_intervals_hold_the_prediction(shop):
    shop.execute("CREATE MODEL amounts FROM shop (SELECT x, c FROM visits) PREDICT x USING trials = 1, wait = true")
    for x, low, high in shop.execute("SELECT m.x, m.x_min, m.x_max FROM shop.visits t JOIN amounts m LIMIT 20"):
        assert low <= x <= high


def test_an_explanation_names_the_inputs(shop):
    explained = shop.execute("SELECT y_explain FROM buyers WHERE x = 99 AND c = 'a'").fetchone()[0]
    assert {"x", "c"} >= {item["feature"] for item in explained["contributions"]} >= {"x"}
