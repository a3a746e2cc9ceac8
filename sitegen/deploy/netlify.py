"""Netlify: a release becomes a deploy of a site there, and only files that it lacks are sent.

::

    POST /sites/{id}/deploys            the digest of every file; Netlify says which it lacks
    PUT  /deploys/{id}/files/{path}     each of these
    GET  /deploys/{id}                  until it is ready: from then on visitors get it, whole

A deploy is in the journal (netlify_journal.py) from before its beginning, so that a killed run can
be gone on with, and until the next one, so that the same files do not become another deploy. What
is sent is a parcel (parcel.py, netlify_toml.py), whose files go a few at a time (uploads.py).
netlify_site.py has one method for each thing that is asked for, netlify_answers.py says what is
read in the answers, netlify_api.py repeats requests that fail for a moment (patience.py) and can
cut them off (connections.py), and netlify_faults.py has the words for what does not pass.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_hex
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

import httpx

from sitegen.deploy.netlify_answers import deployment_of
from sitegen.deploy.netlify_api import Api
from sitegen.deploy.netlify_faults import REFUSALS, ApiFault
from sitegen.deploy.netlify_journal import Entry, Journal
from sitegen.deploy.netlify_site import NetlifySite
from sitegen.deploy.parcel import parcel_of
from sitegen.deploy.patience import Patience
from sitegen.deploy.target import Outcome
from sitegen.deploy.uploads import upload
from sitegen.errors import DeployFault, DeployRefused, SettingsFault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sitegen.deploy.netlify_answers import Deploy, Site
    from sitegen.deploy.parcel import Parcel
    from sitegen.deploy.release import Release
    from sitegen.deploy.target import Deployment, Progress

API_URL = "https://api.netlify.com/api/v1"
USER_AGENT = "sitegen (deploy)"


@dataclass(frozen=True, slots=True)
class Netlify:
    """A site at Netlify as a target of deploys."""

    site: NetlifySite
    journal: Journal
    shares: ClassVar[bool] = True

    def published(self) -> Mapping[str, str]:
        """The digest of every file that visitors get, by path; empty before the first deploy."""
        return self.site.published_files() if self.site.now().published else {}

    def files_of(self, deployment: Deployment) -> Mapping[str, str]:
        """The digest of every file of a deployment, by path."""
        if deployment.is_published:
            return self.site.published_files()
        return self.site.files_of(deployment.id)

    def publish(self, release: Release, *, draft: bool, progress: Progress) -> Outcome:
        """Make a deploy of a release, or go on with it; visitors get it unless it is a draft."""
        parcel, site = parcel_of(release), self.site.now()
        if site.is_locked and not draft:
            raise _locked(site)
        target = f"netlify {self.site.id}{' draft' if draft else ''}"
        deploy = self._gone_on_with(target, parcel)
        if deploy is None:
            deploy = self._begun(target, parcel, release, draft=draft)
        deploy = self.site.waited_for(deploy, lambda found: found.is_telling)
        sent = self._filled(deploy, target, parcel, progress)
        deploy = self.site.waited_for(deploy, lambda found: found.is_over)
        if deploy.is_dead:
            self.journal.close(target)
            raise _failed(deploy)
        site = site if draft else self.site.shown(deploy.id)
        self.journal.note(target, Entry(parcel.digest, "", deploy.id))
        sizes = [parcel.files[path].size for path in sent]
        return Outcome(deployment_of(deploy, site), len(sizes), sum(sizes))

    def deployments(self) -> Sequence[Deployment]:
        """What can be gone back to, the newest first."""
        site = self.site.now()
        found = [deployment_of(deploy, site) for deploy in self.site.production()]
        return sorted(found, key=lambda deployment: deployment.created, reverse=True)

    def roll_back(self, to: str = "") -> Deployment:
        """Publish a deployment again: by its id, so that repeating it does not go back further."""
        deploy = self.site.restore(to or _before(self.deployments()))
        return deployment_of(deploy, self.site.shown(deploy.id))

    def _gone_on_with(self, target: str, parcel: Parcel) -> Deploy | None:
        """The deploy that an earlier run began, if it is of the same files and still of use."""
        entry = self.journal.entry(target)
        if entry and entry.is_done and entry.digest != parcel.digest:
            return None
        deploy = self._known(entry) if entry else None
        if entry is None or deploy is None or deploy.is_dead:
            return None
        if entry.digest == parcel.digest and not self._is_superseded(deploy):
            self.journal.note(target, entry._replace(deploy=deploy.id))
            return deploy
        if not deploy.is_over:
            self.site.cancel(deploy.id)
        return None

    def _is_superseded(self, deploy: Deploy) -> bool:
        """Whether visitors got it once and do not get it any more."""
        was_published = deploy.is_over and not deploy.is_draft
        return was_published and self.site.now().published != deploy.id

    def _known(self, entry: Entry) -> Deploy | None:
        """The deploy of an entry, if Netlify has it."""
        try:
            return self.site.deploy(entry.deploy) if entry.deploy else self.site.titled(entry.title)
        except ApiFault as fault:
            if fault.status != HTTPStatus.NOT_FOUND:
                raise
            return None

    def _begun(self, target: str, parcel: Parcel, release: Release, *, draft: bool) -> Deploy:
        """A new deploy, whose title no other one has."""
        entry = Entry(parcel.digest, f"sitegen {release.digest} {token_hex(4)}")
        self.journal.note(target, entry)
        deploy = self.site.begin(parcel, entry.title, draft=draft)
        self.journal.note(target, entry._replace(deploy=deploy.id))
        return deploy

    def _filled(
        self, deploy: Deploy, target: str, parcel: Parcel, progress: Progress
    ) -> Sequence[str]:
        """The paths of the files that were sent, after which the deploy lacks none.

        A deploy that refuses a file will never be whole, and is given up.
        """
        try:
            return upload(self.site, deploy, parcel, progress)
        except ApiFault as fault:
            if fault.status in REFUSALS:
                self.site.cancel(deploy.id)
                self.journal.close(target)
            raise


def netlify_target(
    environment: Mapping[str, str], state: Path, patience: Patience | None = None
) -> Netlify:
    """The site that NETLIFY_SITE_ID names, as NETLIFY_AUTH_TOKEN allows.

    Raises DeployFault if one of them is missing, SettingsFault for an address that is none.
    """
    patience = patience or Patience()
    token = _token(environment)
    site = environment.get("NETLIFY_SITE_ID", "").strip()
    if not site:
        raise DeployFault(
            "NETLIFY_SITE_ID is not set.",
            mend="Set it to the ID that Netlify shows among the details of the site.",
        )
    headers = {"Authorization": f"Bearer {token}", "User-Agent": USER_AGENT}
    client = _client(_api_url(environment), headers, patience)
    return Netlify(NetlifySite(Api(client, patience), site), Journal(state / "netlify.json"))


def _client(url: str, headers: Mapping[str, str], patience: Patience) -> httpx.Client:
    timeout = httpx.Timeout(patience.timeout, connect=min(patience.connecting, patience.timeout))
    try:
        return httpx.Client(base_url=url, headers=headers, timeout=timeout)
    except (httpx.InvalidURL, ValueError, ImportError, OSError) as error:
        raise SettingsFault(
            f"The environment keeps sitegen from asking {API_URL}: {error}.",
            mend="Correct NETLIFY_API_URL, the proxy (ALL_PROXY, HTTPS_PROXY) or SSL_CERT_FILE.",
        ) from error


def _token(environment: Mapping[str, str]) -> str:
    token = environment.get("NETLIFY_AUTH_TOKEN", "").strip()
    if token and token.isascii() and token.isprintable() and " " not in token:
        return token
    raise DeployFault(
        "NETLIFY_AUTH_TOKEN has signs that no token has."
        if token
        else "NETLIFY_AUTH_TOKEN is not set.",
        mend="Set it to a personal access token: make one at Netlify among the user settings. Or "
        "name another target with --target.",
    )


def _api_url(environment: Mapping[str, str]) -> str:
    """The address of the API: that of another host gets the path of Netlify's if it has none."""
    url = environment.get("NETLIFY_API_URL", "").strip() or API_URL
    with suppress(ValueError):
        parts = urlsplit(url)
        is_more = "@" in parts.netloc or parts.query or parts.fragment
        if parts.scheme in ("http", "https") and parts.hostname and not is_more:
            return url if parts.path.strip("/") else f"{url.rstrip('/')}{urlsplit(API_URL).path}"
    raise SettingsFault(
        "NETLIFY_API_URL is not the address of an API.",
        mend=f"Leave it out, or write it as {API_URL}.",
    )


def _before(deployments: Sequence[Deployment]) -> str:
    """The id of the deployment before the one that visitors get."""
    older = iter(deployments)
    is_listed = any(deployment.is_published for deployment in older)
    if is_listed and (found := next(older, None)):
        return found.id
    raise DeployRefused(
        "Netlify has no deploy before the one that visitors get."
        if is_listed or not deployments
        else "Netlify does not list the deploy that visitors get, and so tells of none before it.",
        mend="Name the one to publish, as in `sitegen deploy rollback --to ID`.",
    )


def _locked(site: Site) -> DeployFault:
    return DeployFault(
        f"The site is locked at Netlify: visitors keep getting the deploy {site.published}.",
        mend="Start auto publishing there, or deploy with --draft.",
    )


def _failed(deploy: Deploy) -> DeployFault:
    return DeployFault(
        f"Netlify could not finish the deploy {deploy.id}: {deploy.error or deploy.state}.",
        mend="Visitors get what they got before. Mend what it says, and deploy again.",
    )
