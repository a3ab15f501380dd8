"""A house of one's own, made from the content of this repository: a wish in, the files of a repository out.

Nothing of the specimen is left but its texts: name, sites, people, signatures and history are those of the wish, and
every document is a draft. `content` finds the content, `languages` turns it, `facts` and `drafts` change it, `around`
adds what is no source.
"""

from qmsdocs.starter.around import HOOKS, around
from qmsdocs.starter.content import content
from qmsdocs.starter.drafts import as_drafts
from qmsdocs.starter.facts import person_key, with_facts, without_specimen
from qmsdocs.starter.languages import Files, in_languages
from qmsdocs.starter.wish import Forge, NamedSite, Size, Starter, Wish

__all__ = ["HOOKS", "Forge", "NamedSite", "Size", "Starter", "Wish", "house", "person_key", "sources"]

_SMALL = "templates/small-firm/"
_STANDARDS = "manual/standards/"


def house(wish: Wish) -> Files:
    """The files of the house, by path, without schemas and CODEOWNERS."""
    found = in_languages(without_specimen(sources(wish.size), wish), wish.languages)
    return as_drafts(with_facts(found, wish), wish) | around(content(), wish)


def sources(size: Size) -> Files:
    """The sources and hand-written pages from which a house of this size starts."""
    found = content()
    if size == "small":
        small = {path.removeprefix(_SMALL): data for path, data in found.items() if path.startswith(_SMALL)}
        found = small | {path: data for path, data in found.items() if path.startswith((_STANDARDS, "docs_src/"))}
    return {path: data for path, data in found.items() if not path.startswith("templates/") and path != "mkdocs.yml"}
