"""Deploy: what the last complete build wrote becomes what visitors get, all of it or nothing.

::

    release.read_release()       the files of the last build, as the manifest knows them, and whole
    Deployer.published()         what the target shows now: path and digest
    difference.Difference        what would be added, changed and removed; guards against losing URLs
    Deployer.publish()           the target takes what it lacks, and switches when it has everything
    difference                   what the target then shows is compared with the release once more

A target is a host with an API (netlify.py), a folder that a web server reads (folder.py), or a
bucket. Each does three things: say what is published, publish a release, go back to an earlier one.
"""
