#!/usr/bin/env python
"""Django's command line. Numeric libraries get one thread each before anything imports them (docs/operations.md)."""

import os
import sys


def main() -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
