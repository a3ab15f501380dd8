"""The site as a folder that any builder of Markdown understands.

.md files with ready HTML, pictures and attachments, and a mkdocs.yml that needs nothing of ours.
"""

import json
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import yaml

from qmsdocs.manual_site import Group, ManualSite, Page
from qmsdocs.writers.pages.addresses import Addresses, Link, page_file
from qmsdocs.writers.pages.assets import SCRIPT, SHIM, STYLE, asset_files
from qmsdocs.writers.pages.control import language_name
from qmsdocs.writers.pages.feed import feed_file, feed_xml
from qmsdocs.writers.pages.lasting import lasting_file, lasting_html
from qmsdocs.writers.pages.page import page_html, page_name

FEATURES = ["navigation.prune", "navigation.indexes", "navigation.top", "content.action.edit", "toc.follow"]
SEPARATOR = r"[\s\u200b\u3000\-、。，．？！；：（）《》“”]+"


def site_name(site: ManualSite, language: str) -> str:
    """What the head of every page calls the site: organization and system."""
    return f"{site.company[language]} · {site.system[language]}"


def relative(own: str, target: str) -> str:
    """The relative URL from one address of the site to another; "" as the target is the top of the site."""
    return "../" * own.count("/") + target or "./"


def relative_link(own: str, address: Callable[[str, str], str]) -> Link:
    """The `Link` of the page at `own`; `address(path, language)` is the address of a page in the site."""
    top = "../" * own.count("/")

    def link(path: str, language: str) -> str:
        return top + address(path, language) if path else top

    return link


def navigation(site: ManualSite, language: str, file: Callable[[Page], str]) -> list[dict[str, Any]]:
    """The navigation of one language as MkDocs wants it; names are HTML because Material prints them as they are."""
    pages = {page.path: page for page in site.pages if page.language == language}

    def entries(group: tuple[Group | str, ...]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for entry in group:
            if isinstance(entry, Group):
                found.append({escape(entry.title, quote=False): entries(entry.entries)})
            elif entry in pages:
                found.append({escape(page_name(pages[entry]), quote=False): file(pages[entry])})
        return [entry for entry in found if [] not in entry.values()]

    return entries(site.navigation.get(language, ()))


def markdown_files(site: ManualSite) -> Mapping[str, bytes]:
    """Every file of the folder by its path. Word files are not among them: they belong into `docs/word`."""
    addresses = Addresses(site)
    found = {"mkdocs.yml": yaml.safe_dump(_settings(site), allow_unicode=True, sort_keys=False).encode()}
    for page in (*site.pages, *(revision.make() for revision in site.revisions)):
        found[f"docs/{page_file(page.path, page.language, site)}.md"] = _markdown(page, site, addresses).encode()
    for lasting in site.lasting:
        own = lasting_file(lasting.number)
        html = lasting_html(lasting, site, addresses.pages, _link(own, site))
        found[f"docs/{own}"] = html.encode()
    for language in site.languages:
        own = feed_file(site, language)
        found[f"docs/{own}"] = feed_xml(site, language, _link(own, site))
    for address, data in {**site.files, **asset_files()}.items():
        found[f"docs/{address}"] = data
    return dict(sorted(found.items()))


def _markdown(page: Page, site: ManualSite, addresses: Addresses) -> str:
    own = page_file(page.path, page.language, site)
    title = json.dumps(escape(page_name(page), quote=False), ensure_ascii=False)
    hidden = "" if page.listed else "search:\n  exclude: true\n"
    head = f"---\ntitle: {title}\n{hidden}---\n\n"
    return head + page_html(page, addresses, _link(own, site)) + "\n"


def _link(own: str, site: ManualSite) -> Link:
    return relative_link(own, lambda path, language: page_file(path, language, site) + ".html")


def _settings(site: ManualSite) -> dict[str, Any]:
    trees: list[dict[str, Any]] = []
    for language in site.languages:
        tree = navigation(site, language, lambda page: page_file(page.path, page.language, site) + ".md")
        trees += tree if len(site.languages) == 1 else [{language_name(language): tree}]
    return {
        "site_name": site_name(site, site.languages[0]),
        "use_directory_urls": False,
        "theme": {
            "name": "material",
            "language": site.languages[0],
            "font": False,
            "features": FEATURES,
            "palette": [_palette("light", "default", "Dark · 深色"), _palette("dark", "slate", "Light · 浅色")],
        },
        "extra": {"generator": False, "polyfills": [SHIM]},
        "extra_css": [STYLE],
        "extra_javascript": [SCRIPT],
        "plugins": [{"search": {"lang": list(site.languages), "separator": SEPARATOR}}, {"offline": {}}],
        "nav": trees,
    }


def _palette(media: str, scheme: str, other: str) -> dict[str, Any]:
    return {
        "media": f"(prefers-color-scheme: {media})",
        "scheme": scheme,
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": "material/theme-light-dark", "name": other},
    }
