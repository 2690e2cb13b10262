"""What the benchmarks share: tables and their splits, the other systems, a server of our own, and the printed tables."""
