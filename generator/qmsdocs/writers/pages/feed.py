"""The feed of what changed in one language, as Atom (RFC 4287): for readers and programs that wait for news.

Entries are the revisions that came into force; their day is the effective date, so another build changes nothing.
"""

from urllib.parse import urljoin
from xml.sax.saxutils import escape, quoteattr

from qmsdocs.locale import label
from qmsdocs.manual_site import ManualSite, News
from qmsdocs.writers.pages.addresses import Link, page_file

FEED = "feed"


def feed_file(site: ManualSite, language: str) -> str:
    """The address of the feed of a language in the site."""
    return f"{page_file(FEED, language, site)}.xml"


def feed_xml(site: ManualSite, language: str, link: Link) -> bytes:
    """The feed; `link(path, language)` is the address of a page from here. Without the address of the site, links are
    relative to the feed."""
    news, base = site.news.get(language, ()), f"{site.site_url.rstrip('/')}/" if site.site_url else ""
    newest = max((each.effective for each in news), default=site.as_of)
    title = label(language, "feed.title", system=site.system[language])
    own = base + feed_file(site, language) if base else ""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">',
        f"<title>{_text(title)}</title>",
        f"<id>{escape(own) or f'urn:qmsdocs:feed:{language}'}</id>",
        f"<updated>{newest}T00:00:00Z</updated>",
        f"<author><name>{_text(site.company[language])}</name></author>",
        *(_entry(each, urljoin(own, link(each.path, language))) for each in news),
        "</feed>\n",
    ]
    return "\n".join(lines).encode()


def _entry(news: News, way: str) -> str:
    return (
        f"<entry>\n<title>{_text(news.title)}</title>\n<id>{_text(news.address)}</id>\n"
        f"<updated>{news.effective}T00:00:00Z</updated>\n<link href={quoteattr(way)}/>\n"
        f"<summary>{_text(news.text)}</summary>\n</entry>"
    )


def _text(text: str) -> str:
    """Text without the characters that XML forbids."""
    return escape("".join(letter for letter in text if letter >= " " or letter in "\t\n"))
