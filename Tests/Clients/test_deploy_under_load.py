"""Switching is atomic: 16 clients query while versions are deployed, and each answer is one version's alone."""
import threading

CLIENTS = 16
STATEMENTS = [
    ("SELECT y, y_probabilities::text, y_version FROM {m} WHERE x = %s AND c = %s AND id = %s", False),
    ("SELECT y, y_probabilities::text, y_version FROM {m} WHERE x = %s AND c = %s AND id = %s", True),
    ("SELECT m.y, m.y_probabilities::text, m.y_version FROM (SELECT %s::BIGINT AS x, %s AS c, %s::BIGINT AS id) AS t JOIN {m} AS m", False),
    ("SELECT m.y, m.y_probabilities::text, m.y_version FROM (SELECT %s::BIGINT AS x, %s AS c, %s::BIGINT AS id) AS t JOIN {m} AS m", True),
]


def test_no_request_fails_or_sees_half_of_a_version(visits, server):
    v = visits()
    v.run(f"ALTER MODEL {v.name} SET PROMOTE MANUALLY")
    v.write(600, noise=2)
    for rounds in (20, 3):
        v.run(f"RETRAIN {v.name} USING rounds = {rounds}, wait = true")
    inputs = [(x, c) for x in range(0, 100, 7) for c in "ab"]
    expected = {
        (n, x, c): v.rows(f"SELECT y, y_probabilities::text FROM {v.name}.{n} WHERE x = {x} AND c = '{c}'")[0]
        for n in (1, 2, 3) for x, c in inputs}
    assert len({expected[n, x, c] for n in (1, 2, 3) for x, c in inputs[:1]}) == 3
    over, wrong, answered, versions = threading.Event(), [], [0] * CLIENTS, set()

    def ask(client):
        text, prepare = STATEMENTS[client % len(STATEMENTS)]
        with server.connect() as connection:
            while not over.is_set():
                x, c = inputs[answered[client] % len(inputs)]
                try:
                    y, probabilities, version = connection.execute(text.format(m=v.name), (x, c, answered[client]), prepare=prepare).fetchone()
                except Exception as failure:
                    wrong.append(f"{type(failure).__name__}: {failure}")
                    return
                if (y, probabilities) != expected[version, x, c]:
                    wrong.append(f"version {version} gave {(y, probabilities)}, not {expected[version, x, c]}")
                    return
                versions.add(version)
                answered[client] += 1

    clients = [threading.Thread(target=ask, args=(client,)) for client in range(CLIENTS)]
    for client in clients:
        client.start()
    for _ in range(6):
        for statement in ("DEPLOY MODEL {m} VERSION 2", "DEPLOY MODEL {m} VERSION 3 AS CANARY 40 PERCENT", "DEPLOY MODEL {m} VERSION 1 AS CHALLENGER",
                          "ROLLBACK MODEL {m}", "DEPLOY MODEL {m} VERSION 1", "DEPLOY MODEL {m} VERSION 2 AS CANARY 20 PERCENT", "ROLLBACK MODEL {m}",
                          "ALTER MODEL {m} VERSION 1 SET TAG 'seen'"):
            before = sum(answered)
            v.run(statement.format(m=v.name))
            while sum(answered) < before + 2 * CLIENTS and not wrong:
                pass
    over.set()
    for client in clients:
        client.join()
    assert wrong == [] and versions == {1, 2, 3} and min(answered) > 0
