"""make bench: every benchmark after the other, its rows at the end. ``--quick`` for a short look."""

from __future__ import annotations

import subprocess
import sys

ALL = (
    "benchmarks.reading",
    "benchmarks.packages",
    "benchmarks.ranking",
    "benchmarks.learning",
    "benchmarks.awards",
    "benchmarks.exposure",
    "benchmarks.judging",
    "benchmarks.gaps",
    "benchmarks.pages",
    "benchmarks.messages",
)


def main(arguments: list[str]) -> int:
    failed = []
    for name in ALL:
        print(f"\n=== {name} {' '.join(arguments)}", flush=True)
        if subprocess.run([sys.executable, "-m", name, *arguments], check=False).returncode:
            failed.append(name)
    print("\nfailed to run: " + ", ".join(failed) if failed else "\nall benchmarks ran")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
