"""Pages: a `ManualSite` comes in, HTML and the files of a browsable site go out.

Only `mkdocs_files` and `revisions` know MkDocs; the plugin beside this package hands its pages over.
"""

from qmsdocs.writers.pages.addresses import Addresses, Link
from qmsdocs.writers.pages.assets import asset_files
from qmsdocs.writers.pages.export import markdown_files
from qmsdocs.writers.pages.page import foot_html, page_html, page_name, page_toc, preview_html
from qmsdocs.writers.pages.sections import Section, search_sections

__all__ = [
    "Addresses",
    "Link",
    "Section",
    "asset_files",
    "foot_html",
    "markdown_files",
    "page_html",
    "page_name",
    "page_toc",
    "preview_html",
    "search_sections",
]
