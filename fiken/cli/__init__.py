"""The command `fiken`: ``pip install 'fiken[cli]'``."""

import sys

__all__ = ["main"]

#: The packages of the extra, without which there is no command.
_EXTRA = frozenset({"click", "rich"})


def main() -> None:
    """Run the command `fiken` with the arguments of this process, and exit.

    Raises:
        SystemExit: Always. The code is 0 for success, 1 for an error, 2 for wrong usage and 130
            for Ctrl-C.
    """
    try:
        from fiken.cli._program import program  # noqa: PLC0415 - click may be missing
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in _EXTRA:
            raise
        sys.exit(f"fiken: the command needs the package {package}: run pip install 'fiken[cli]'")
    except KeyboardInterrupt:
        sys.exit(130)
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(errors="replace")  # its encoding may lack letters of names
    program.main(prog_name="fiken")
