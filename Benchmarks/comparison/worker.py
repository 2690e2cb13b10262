"""One run of one other system in a process of its own: python -m comparison.worker SYSTEM TABLE SPLIT BUDGET OUT"""
import os
import sys
import tempfile

import numpy as np

from . import systems, tables

if __name__ == "__main__":
    system, table, number, budget, out = sys.argv[1:]
    split = next(s for s in (tables.TABLES | tables.MORE)[table]() if s.number == number)
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        os.chdir(folder)
        result = systems.run(system, split, float(budget))
    np.savez(out, **result)
