"""The redline: two revisions of a document as trees in, one tree that shows what changed between them out.

Accepting every change of it gives the new document, rejecting every change the old one. Writers print it as they print
any tree; they know nothing of how it was found.
"""

from qmsdocs.redline.trees import redline

__all__ = ["redline"]
