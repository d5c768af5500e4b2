"""The command `python -m fiken.cli`, which is the command `fiken`."""

from fiken.cli import main

if __name__ == "__main__":
    main()
