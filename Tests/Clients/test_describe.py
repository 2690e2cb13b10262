"""Every part of a model that DESCRIBE knows can be asked for, and says something."""
import pytest

PARTS = {
    "info": 1, "metrics": 1, "features": 1, "effects": 1, "trials": 1, "hyperparameters": 1, "tuning": 1, "ensemble": 1, "calibration": 1, "interval": 1,
    "warnings": 0, "versions": 1, "config": 1, "definition": 1, "deployments": 1, "progress": 0,
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_has_rows(shop, part):
    rows = shop.execute(f"DESCRIBE buyers.{part}").fetchall()
    assert len(rows) >= PARTS[part]
    assert shop.execute(f"DESCRIBE buyers.1.{part}").fetchall() == rows


def test_an_unknown_part_names_those_there_are(shop):
    with pytest.raises(Exception, match="no part|does not exist"):
        shop.execute("DESCRIBE buyers.nothing")
