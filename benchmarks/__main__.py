"""The command line of the benchmarks: ``python -m benchmarks``."""

from argparse import ArgumentParser

from benchmarks import report


def main() -> int:
    parser = ArgumentParser(prog="python -m benchmarks", description="Measure fiken's speed.")
    parser.add_argument("--rounds", type=int, default=300, help="of mapping (default: 300)")
    parser.add_argument("--imports", type=int, default=20, help="rounds of imports (default: 20)")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a bar is missed")
    options = parser.parse_args()
    met = report.run(options.rounds, options.imports)
    return 0 if met or not options.check else 1


if __name__ == "__main__":
    raise SystemExit(main())
