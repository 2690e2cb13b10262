"""200 kills at random moments. Benchmarks/kills does as many as it is told to."""
import concurrent.futures

from kills import Siege


def test_nothing_acknowledged_is_lost_in_200_kills(tmp_path):
    def besiege(seed):
        folder = tmp_path / str(seed)
        folder.mkdir()
        siege = Siege(folder, seed)
        while sum(siege.kills.values()) < 100:
            siege.cycle()
        siege.finish()
        return siege

    with concurrent.futures.ThreadPoolExecutor() as pool:
        sieges = list(pool.map(besiege, [1, 2]))
    for siege in sieges:
        print(siege.summary())
    assert all(siege.interrupted > 0 and siege.requeued > 0 and min(siege.kills.values()) > 0 for siege in sieges)
