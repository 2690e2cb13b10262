"""EVALUATE gives scikit-learn's numbers for what a query returns."""
import psycopg
import pytest


def one(connection, statement):
    cursor = connection.execute(statement)
    return [column.name for column in cursor.description], cursor.fetchone()


@pytest.fixture(scope="module")
def answers(shop):
    shop.execute("CREATE VIEW answers AS SELECT m.y_original AS actual, m.y AS prediction, t.c AS c FROM shop.visits t JOIN buyers m")
    return shop


def test_a_query_with_actual_and_prediction(answers):
    names, row = one(answers, "EVALUATE accuracy, f1 FROM (SELECT * FROM answers)")
    right, = answers.execute("SELECT avg(CASE WHEN actual = prediction THEN 1.0 ELSE 0 END) FROM answers").fetchone()
    assert names == ["accuracy", "f1"]
    assert row[0] == pytest.approx(float(right))


def test_a_models_own_columns_need_no_names(shop):
    names, row = one(shop, "EVALUATE auc, log_loss, accuracy FROM (SELECT m.* FROM shop.visits t JOIN buyers m)")
    assert names == ["auc", "log_loss", "accuracy"]
    assert row[0] > 0.9 and 0 < row[1] < 0.5 and row[2] > 0.9


def test_answers_and_probabilities_beside_each_other(shop):
    query = "FROM (SELECT t.y AS actual, m.y AS prediction, m.y_probabilities AS probabilities FROM shop.visits t JOIN buyers m)"
    assert one(shop, f"EVALUATE accuracy, roc_auc, log_loss {query}")[1] == one(shop, "EVALUATE accuracy, roc_auc, log_loss FROM (SELECT m.* FROM shop.visits t JOIN buyers m)")[1]
    renamed = query.replace("AS probabilities", "AS p").replace("AS prediction", "AS answer")
    assert one(shop, f"EVALUATE accuracy, roc_auc {renamed} USING prediction = 'answer', probabilities = 'p'")[1][0] > 0.9


def test_segments_are_rows_in_order(answers):
    cursor = answers.execute("EVALUATE accuracy FROM (SELECT * FROM answers) GROUP BY c")
    rows = cursor.fetchall()
    assert [column.name for column in cursor.description] == ["c", "accuracy"]
    assert [row[0] for row in rows] == ["a", "b"]
    for segment, accuracy in rows:
        assert accuracy == pytest.approx(one(answers, f"EVALUATE accuracy FROM (SELECT * FROM answers WHERE c = '{segment}')")[1][0])


def test_intervals_on_request(shop):
    query = "EVALUATE mae FROM (SELECT x AS actual, x + id % 7 AS prediction FROM shop.visits) USING bootstrap = 200, seed = 3"
    names, row = one(shop, query)
    assert names == ["mae", "mae_low", "mae_high"]
    assert row[1] < row[0] < row[2]
    assert one(shop, query)[1] == row


def test_parameters_and_native_queries(shop):
    assert shop.execute("EVALUATE mae FROM (SELECT x AS actual, x + %s AS prediction FROM shop.visits)", [2]).fetchone() == (2.0,)
    assert one(shop, "EVALUATE rmse FROM shop (SELECT x AS actual, x AS prediction FROM visits)")[1] == (0.0,)


def test_rows_with_a_null_are_left_out_and_told(shop):
    notices = []
    shop.add_notice_handler(lambda notice: notices.append(notice.message_primary))
    assert one(shop, "EVALUATE mae FROM (SELECT CASE WHEN id < 3 THEN NULL ELSE x END AS actual, x AS prediction FROM shop.visits)")[1] == (0.0,)
    assert notices == ["3 rows with a NULL were left out"]


@pytest.mark.parametrize("statement, state, text", [
    ("EVALUATE acuracy FROM (SELECT 1 AS actual, 1 AS prediction)", "22023", 'there is no metric "acuracy"'),
    ("EVALUATE accuracy FROM (SELECT 1 AS actul, 1 AS prediction)", "42703", 'the query returns no column "actual"'),
    ("EVALUATE accuracy FROM (SELECT 1 AS actual)", "42703", 'the query returns no column "prediction"'),
    ("EVALUATE mae FROM (SELECT 'a' AS actual, 'b' AS prediction)", "42804", "mae compares numbers"),
    ("EVALUATE auc FROM (SELECT 'a' AS actual, 'b' AS prediction)", "42804", "roc_auc needs scores"),
    ("EVALUATE auc FROM (SELECT 'a' AS actual, 'b' AS prediction, 'c' AS probabilities)", "42804", "probabilities"),
    ("EVALUATE mae FROM (SELECT 1 AS actual, 1 AS prediction WHERE false)", "22000", "there is no row to evaluate"),
    ("EVALUATE mae FROM (SELECT 1 AS actual, 1 AS prediction) USING bootstrp = 3", "22023", 'EVALUATE has no option "bootstrp"'),
    ("EVALUATE mae FROM (SELECT 1 AS actual, 1 AS prediction) GROUP BY nothing", "42703", 'no column "nothing"'),
    ("EVALUATE coverage FROM (SELECT 1 AS actual, 1 AS prediction)", "42703", 'no column "low"'),
])
def test_mistakes(shop, statement, state, text):
    with pytest.raises(psycopg.Error, match=text) as caught:
        shop.execute(statement)
    assert caught.value.sqlstate == state


def test_a_table_and_its_model_are_told_apart(shop):
    """Both have a column of the target's name: the prediction is the model's."""
    all_of_it = shop.execute("EVALUATE accuracy, roc_auc FROM (SELECT * FROM shop.visits AS t JOIN buyers AS m)").fetchone()
    named = shop.execute("EVALUATE accuracy FROM (SELECT t.y AS actual, m.y AS prediction FROM shop.visits AS t JOIN buyers AS m)").fetchone()
    turned = shop.execute("EVALUATE accuracy FROM (SELECT * FROM (SELECT id, x, c, CASE y WHEN 'buy' THEN 'leave' ELSE 'buy' END AS y FROM shop.visits) AS t JOIN buyers AS m)").fetchone()
    assert all_of_it[0] == named[0] > 0.9 and turned[0] == pytest.approx(1 - named[0])
