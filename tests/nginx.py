"""A real nginx that serves a folder.

It is the installed one. Without it a test is skipped, but fails where $CI is set.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NO_NGINX = "The test of deploys under nginx needs your system's nginx (apt install nginx-light)."
CONFIGURATION = """
daemon off;
master_process off;
pid {place}/nginx.pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {root};
    }}
}}
"""


@contextmanager
def running_nginx(place: Path, root: Path) -> Iterator[str]:
    """Serve `root`, and keep what nginx needs in `place`; gives the base URL."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_NGINX)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    place.mkdir()
    file = place / "nginx.conf"
    file.write_text(CONFIGURATION.format(place=place, port=port, root=root))
    command = [program, "-p", str(place), "-c", str(file), "-e", str(place / "error.log")]
    with subprocess.Popen(command) as server:
        try:
            wait_until(lambda: answers(port))
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
