"""What opens an auditor's bundle: the page `index.html`, which also checks the zip, and the README.

Both are made from the manifest alone.
"""

from qmsdocs.writers.opening.page import index_page
from qmsdocs.writers.opening.readme import readme_text

__all__ = ["index_page", "readme_text"]
