"""`fiken completion`: the script by which a shell completes commands, families and options."""

import click
from click.shell_completion import get_completion_class

_FILES = {
    "bash": "fiken completion bash > ~/.local/share/bash-completion/completions/fiken",
    "zsh": 'fiken completion zsh > "${fpath[1]}/_fiken"',
    "fish": "fiken completion fish > ~/.config/fish/completions/fiken.fish",
}


@click.command(
    epilog="\b\nInstall it once, in a new terminal it works:\n"
    + "\n".join(f"  {command}" for command in _FILES.values())
)
@click.argument("shell", type=click.Choice(tuple(_FILES)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script by which a shell completes what you type."""
    program = context.find_root().command
    kind = get_completion_class(shell)
    assert kind is not None
    # The variable by which click knows that the shell asks.
    variable = f"_{program.name}_COMPLETE".upper()
    click.echo(kind(program, {}, "fiken", variable).source())
