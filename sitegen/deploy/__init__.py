"""Deploy: what the last complete build wrote becomes what visitors get, all of it or nothing.

::

    release.open_release()       the files of the last build, as the manifest knows them, and whole
    Deployer.published()         what the target shows now: path and digest
    difference.difference()      what would be added, changed and removed, and what that comes from
    difference.check_losses()    pages that would vanish (losses.py): losing many is refused
    Deployer.publish()           the target takes what it lacks, and switches when it has everything
    Deployer.files_of()          what the target then has is compared with the release once more

`delivery.deploy()` tells this story from top to bottom. A target is a host with an API
(netlify.py), a folder that a web server reads (folder.py, releases.py, lists.py), or a bucket of a
store of objects (s3.py), which has no switch; targets.py says which is meant. Each does three
things: say what is published, publish a release, go back to an earlier one. journal.py keeps what
files were made of when they were deployed.
What a target lacked is counted as it arrives (arrivals.py), waits for its host are told
(patience.py), and age.py knows whether what was built is out of date.
"""
