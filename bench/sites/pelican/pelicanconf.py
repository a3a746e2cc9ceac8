"""Pelican's settings: articles, their list and a sitemap, without feeds and archives."""

SITENAME = "Bench"
SITEURL = "https://www.example.org"
PATH = "content"
THEME = "theme"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
ARTICLE_PATHS = [""]
PAGE_PATHS = []
STATIC_PATHS = []
DEFAULT_PAGINATION = 25
PAGINATION_PATTERNS = (
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)
DIRECT_TEMPLATES = ["index", "sitemap"]
PAGINATED_TEMPLATES = {"index": None}
INDEX_SAVE_AS = "list/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None
DOCUTILS_SETTINGS = {"halt_level": 5, "report_level": 5, "file_insertion_enabled": False}
