"""A sheet as a page that stands alone: no theme, no script, no other file, no request."""

from datetime import date
from html import escape

from qmsdocs.document_tree import Sheet
from qmsdocs.manual_site import ManualSite, Page
from qmsdocs.writers.pages.addresses import Addresses, Setting
from qmsdocs.writers.pages.html import blocks_html
from qmsdocs.writers.standalone import source, style


def sheet_page(sheet: Sheet, *, program: str, on: date) -> str:
    """The whole page of `sheet`, made by `program` as of the day `on`; references to documents are printed as text."""
    language, title = sheet.language, escape(sheet.title, quote=False)
    names = {language: sheet.company}
    page = Page("", language, sheet.title, sheet.body)
    site = ManualSite(on, 0, names, names, (language,), (page,), {}, {})
    body = blocks_html(sheet.body, Setting(Addresses(site), page, lambda path, _: path))
    look = style(__package__, "sheet.css")
    policy = f"default-src 'none'; img-src data:; style-src {source(look)}; style-src-attr 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<link rel="icon" href="data:,">\n'
        f"<title>{title}</title>\n<style>{look}</style>\n</head>\n<body>\n<main>\n<header>\n"
        f'<p class="company">{escape(sheet.company, quote=False)}</p>\n<h1>{title}</h1>\n'
        f'<p class="note">{escape(sheet.note, quote=False)}</p>\n</header>\n{body}\n'
        f"<footer>{escape(program, quote=False)}</footer>\n</main>\n</body>\n</html>\n"
    )
