# A shop as an SQLite file: 400 visits, and a model that learns them by heart. A visit ends in "buy" above x = 50.

file shop.sqlite

statement ok
CREATE DATABASE shop WITH ENGINE = 'sqlite', PARAMETERS = {"path": "${folder}/shop.sqlite"}

statement ok
CREATE TABLE shop.visits AS
SELECT i AS id, (i * 37) % 100 AS x, CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END AS c,
       CASE WHEN (i * 37) % 100 > 50 THEN 'buy' ELSE 'leave' END AS y, ((i * 37) % 100) * 2e0 AS spent
FROM range(400) AS t(i)

statement ok
CREATE MODEL buyers FROM shop (SELECT id, x, c, y FROM visits) PREDICT y USING key = 'id', rounds = 40, wait = true
