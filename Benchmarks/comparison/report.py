"""The printed table: medians over the splits of each table, ranks, and what we gain over the best of the others."""
import statistics

from . import scores


def print_report(splits, runs, ours):
    numbers = []
    by_table = {}
    for index, split in enumerate(splits):
        by_table.setdefault(split.table, []).append(index)
    ranks = {name: {} for name in runs}
    for table, indices in by_table.items():
        first = splits[indices[0]]
        columns = list(scores.names(first))
        print(f"\n{table}: {len(first.train)} + {len(first.test)} rows, {len(indices)} {'split' if len(indices) == 1 else 'splits'} ({first.number}{', ...' if len(indices) > 1 else ''})")
        print(f"  {'':22}" + "".join(f"{c:>19}" for c in columns) + f"{'train s':>10}{'rows/s':>11}{'one row us':>12}")
        values = {}
        for name, results in runs.items():
            good = [(splits[i], results[i]) for i in indices if "error" not in results[i]]
            if len(good) < len(indices):
                print(f"  {name:22}" + next(str(results[i]["error"]) for i in indices if "error" in results[i]))
                continue
            of = {c: [scores.value(s, r, c) for s, r in good] for c in columns}
            values[name] = of
            cost = {k: statistics.median(float(r[k]) for _, r in good) for k in ("seconds", "rows_per_second", "one_row_seconds")}
            print(f"  {name:22}" + "".join(f"{statistics.median(of[c]):>19.5f}" for c in columns)
                  + f"{cost['seconds']:>10.2f}{cost['rows_per_second']:>11.0f}{cost['one_row_seconds'] * 1e6:>12.0f}")
            numbers.append({"table": table, "system": name, **{c: of[c] for c in columns}, **cost})
        for c in columns:
            for position in range(len(indices)):
                _rank({n: v[c][position] for n, v in values.items()}, scores.names(first)[c][1], ranks, c)
        if ours in values and len(values) > 1:
            _gains(splits, runs, indices, columns, values, ours)
    print_ranks(ranks)
    print(f"balanced_accuracy: of the answers {ours} gives; the others answer the likelier class")
    return numbers


def print_ranks(ranks):
    """Of each system over all splits: over all metrics, and by metric."""
    columns = list(dict.fromkeys(c for places in ranks.values() for c in places))
    everything = {name: [place for c in places for place in places[c]] for name, places in ranks.items()}
    print("\naverage rank over all splits (1 is best)\n" + " " * 24 + "".join(f"{c:>19}" for c in ["all metrics", *columns]))
    for name in sorted(ranks, key=lambda name: statistics.mean(everything[name]) if everything[name] else 99):
        cells = [everything[name], *(ranks[name].get(c, []) for c in columns)]
        print(f"  {name:22}" + "".join(f"{statistics.mean(c):>19.2f}" if c else f"{'-':>19}" for c in cells))


def _rank(values, larger, ranks, column):
    """Equal values share the mean of their places."""
    for name, value in values.items():
        better = sum((other > value) if larger else (other < value) for other in values.values())
        equal = sum(other == value for other in values.values()) - 1
        ranks[name].setdefault(column, []).append(1 + better + equal / 2)


def _gains(splits, runs, indices, columns, values, ours):
    """Ours against the best of the others, metric by metric, with the interval of the first split."""
    lines = []
    for c in columns:
        larger = scores.names(splits[indices[0]])[c][1]
        others = {n: statistics.median(v[c]) for n, v in values.items() if n != ours}
        best = (max if larger else min)(others, key=others.get)
        mean = statistics.mean((a - b) * (1 if larger else -1) for a, b in zip(values[ours][c], values[best][c]))
        _, low, high = scores.gain(splits[indices[0]], runs[ours][indices[0]], runs[best][indices[0]], c)
        lines.append(f"{c} {mean:+.5f} to {best} [{low:+.5f} {high:+.5f}]")
    print(f"  {ours} better by: " + "; ".join(lines))
