"""Content from elsewhere: rows of another system become rows of this schema, whole or not at all.

`django.import_django` reads a python.org Django site. Its story, from source to table:

    sources, live   files of `dumpdata` and a running database, both as records of Django models
    intake          all of them together, and what stays behind
    mapping         which model and field becomes which table and column: data, to be read
    values          one value made to fit one column
    keys            what rows exist here and in the source, and what they are called
    rows            records become rows; what does not fit is noted or refused
    addresses       e-mail addresses, made unique
    uniques         what must be unique and is not
    writing         rows into tables, links into associations
    report          what was done
"""
