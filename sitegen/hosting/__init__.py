"""What the host of the site is told: where it sends visitors, and which headers it answers with.

::

    rules             what a section says of it, and the views of `_redirects` and `_headers`
    content_security  the policy in `_headers`: what pages may load and do; what they embed
    headers           `_headers` read again, and the types of files
    patterns          URL paths that a rule is for, and an index of many rules
    itinerary         where redirects send visitors, step by step
    soundness         what is wrong with redirects: before they are written, and beside the files

Both files are in the form that Netlify reads. Only `rules` knows views and their rows: all others
take texts, and are for workers, checks and deploys, too.
"""
