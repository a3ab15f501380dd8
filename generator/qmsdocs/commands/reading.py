"""What all commands do when the sources cannot be read."""

from qmsdocs.commands.refusal import Refused
from qmsdocs.findings import print_findings
from qmsdocs.locale import label
from qmsdocs.pipeline import Loaded
from qmsdocs.register import MasterDocumentList


def readable(loaded: Loaded, language: str) -> MasterDocumentList:
    """The documents that were read; refused where the sources cannot be read, after what is wrong in them was told."""
    if loaded.master is None:
        print_findings(loaded.findings, language, err=True)
        raise Refused(label(language, "usage.unreadable"), 1)
    return loaded.master
