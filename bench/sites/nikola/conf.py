"""Nikola's settings: posts, their list and a sitemap, without feeds, tags and archives."""

BLOG_AUTHOR = BLOG_TITLE = "Bench"
BLOG_DESCRIPTION = BLOG_EMAIL = ""
SITE_URL = "https://www.example.org/"
DEFAULT_LANG = "en"
TIMEZONE = "UTC"
THEME = "bench"
POSTS = (("posts/*.md", "", "post.tmpl"), ("posts/*.rst", "", "post.tmpl"))
PAGES = ()
COMPILERS = {"markdown": (".md",), "rest": (".rst",)}
MARKDOWN_EXTENSIONS = [
    "markdown.extensions.fenced_code",
    "markdown.extensions.codehilite",
    "markdown.extensions.extra",
]
PRETTY_URLS = True
INDEX_PATH = "list"
INDEX_DISPLAY_POST_COUNT = 25
GENERATE_RSS = GENERATE_ATOM = False
USE_BUNDLES = False
DISABLED_PLUGINS = [
    "classify_archive",
    "classify_authors",
    "classify_categories",
    "classify_page_index",
    "classify_sections",
    "classify_tags",
    "create_bundles",
    "render_galleries",
    "render_listings",
    "render_tags_cloud",
    "robots",
]
