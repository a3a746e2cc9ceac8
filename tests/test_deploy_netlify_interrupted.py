"""Ctrl-C of a deploy to Netlify that waits for answers: it ends at once, and is gone on with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from threading import Event
from typing import TYPE_CHECKING

from tests.netlify_fake import running_fake
from tests.netlify_releases import NEW, deploy, release, target, without_toml
from tests.processes import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

SOON = 5  # seconds: far less than the minute that an answer is waited for


def test_an_interrupted_deploy_waits_for_no_upload_and_is_gone_on_with(tmp_path: Path) -> None:
    new, state = release(tmp_path / "new", NEW), tmp_path / "state"
    waiting, go_on = Event(), Event()
    with running_fake() as fake:

        def arrived(_: int) -> None:
            if fake.asked[-1].step == "upload":
                waiting.set()
                go_on.wait(PATIENCE)

        fake.arrived = arrived
        command = [sys.executable, "-m", "tests.netlify_releases", str(new.folder), str(state)]
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        with subprocess.Popen(
            command, env={**os.environ, **fake.environment}, stderr=subprocess.PIPE
        ) as process:
            signal.signal(signal.SIGINT, before)
            assert waiting.wait(PATIENCE)
            process.send_signal(signal.SIGINT)
            interrupted = time.monotonic()
            try:
                process.communicate(timeout=PATIENCE)
                assert time.monotonic() - interrupted < SOON
            finally:
                process.kill()
                go_on.set()
        assert process.returncode == -signal.SIGINT
        fake.be_left()
        fake.forget()
        assert fake.deploys.published == ""
        deploy(target(fake, state), new)
        assert without_toml(fake.deploys.visitors_get()) == NEW
        assert len(fake.deploys.deploys) == 1
