"""`sitegen completion`: scripts that complete commands, flags and values in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", short_help="Print a script that completes commands in a shell.")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script with which a shell completes commands, flags and values.

    Values are the pages of the site for `sitegen explain`, migrations, folders, and more.

    \b
    Examples, for the shell that runs:
      eval "$(sitegen completion bash)"
      eval "$(sitegen completion zsh)"
      sitegen completion fish | source
    \b
    For every shell to come:
      mkdir -p ~/.local/share/bash-completion/completions
      sitegen completion bash > ~/.local/share/bash-completion/completions/sitegen
      mkdir -p ~/.zfunc  # let it be in fpath before compinit
      sitegen completion zsh > ~/.zfunc/_sitegen
      mkdir -p ~/.config/fish/completions
      sitegen completion fish > ~/.config/fish/completions/sitegen.fish
    """
    script = get_completion_class(shell)
    if script is None:
        raise RuntimeError(f"Click knows no {shell}")
    click.echo(script(ctx.find_root().command, {}, "sitegen", "_SITEGEN_COMPLETE").source())
