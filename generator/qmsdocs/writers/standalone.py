"""What pages that stand alone carry inside: the look of the site, and the policy that lets nothing else run.

They ask nothing of any other file or host: the page that opens a bundle, and the lasting ones behind a printed code.
"""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files


@cache
def inline(package: str, *names: str) -> str:
    """Style sheets or scripts of a package, one after the other, without their indentation."""
    texts = (files(package).joinpath(name).read_text(encoding="utf-8") for name in names)
    return re.sub(r"\n\s*", "\n", "\n".join(texts))


def style(package: str, name: str) -> str:
    """The look that these pages share, and the style sheet `name` of one of them."""
    return inline(__package__ or "", "standalone.css") + inline(package, name)


def source(text: str) -> str:
    """How the content security policy of a page names an inline style or script: by its digest."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
