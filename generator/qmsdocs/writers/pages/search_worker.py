"""The worker of Material's search, mended for our site: one for each language.

Material parts a Chinese query by the words that the index knows, but never looks at its last character: who types 停售
gets what holds 停. And it does not know in which language one reads: what is found there comes first, then the rest.
"""

import re
from collections.abc import Sequence

WORKER = re.compile(r"assets/javascripts/workers/search\.\w+\.min\.js")
"""The address of Material's worker."""
_OWN_FIRST = """\
addEventListener("message", ({ data }) => {
  if (data.type === 0)
    for (const found of data.data.docs)
      if (/%s/.test(found.location)) found.boost = (found.boost || 1) * 1e6;
});
"""
_CUT = re.compile(r"(for\(let (\w)=\w\+1;\2)<(\w\.length;\2\+\+\)\w\.slice\(\w,\2\)in )")
"""Where Material cuts a query; another version of it may do it otherwise."""


def worker_address(language: str) -> str:
    """The address of our worker, beside Material's: from there it finds its languages."""
    return f"assets/javascripts/workers/search-{language}.js"


def worker_script(source: str, language: str, languages: Sequence[str]) -> str:
    """The worker for the pages of one language, from Material's; the first language stands at the top of the site."""
    others = "|".join(languages[1:])
    own = f"^{language}\\/" if language != languages[0] else f"^(?!({others})\\/)" if others else "^"
    return _OWN_FIRST % own + _CUT.sub(r"\1<=\3", source)
