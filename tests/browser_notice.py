"""Says loudly when the browser tests cannot run: python -m tests.browser_notice."""

import shutil
import sys


def main() -> int:
    if not (shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")):
        line = "!" * 78
        print(f"{line}\n!! NO CHROMIUM FOUND: the browser tests are SKIPPED (apt-get install chromium)\n{line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
