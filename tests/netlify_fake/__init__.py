"""A Netlify to test with: its HTTP API on a port of this machine, and what it is told to do wrong.

::

    faults.py    what goes wrong at which request
    limits.py    how many requests and deploys a minute has room for, by a clock that can be set
    deploys.py   sites and deploys: what is sent, what is lacking, and what visitors get
    server.py    HTTP: requests are recorded, go wrong, or change the deploys

A deploy goes one state further whenever it is asked for, so that nothing depends on a clock.
"""

from tests.netlify_fake.deploys import Deploys
from tests.netlify_fake.faults import Fault
from tests.netlify_fake.limits import Limits
from tests.netlify_fake.server import SITE, TOKEN, Fake, running_fake

__all__ = ["SITE", "TOKEN", "Deploys", "Fake", "Fault", "Limits", "running_fake"]
