"""Source files: where they come from, their values, and on request the positions of values in their text."""

from qmsdocs.source.edits import CannotEdit, with_item, with_texts, with_value, without
from qmsdocs.source.positions import spans
from qmsdocs.source.tree import MAX_FILE_BYTES, FilesTree, ReadFile, SourceTree, WorkingTree, beside
from qmsdocs.source.values import Value, read_yaml

__all__ = [
    "MAX_FILE_BYTES",
    "CannotEdit",
    "FilesTree",
    "ReadFile",
    "SourceTree",
    "Value",
    "WorkingTree",
    "beside",
    "read_yaml",
    "spans",
    "with_item",
    "with_texts",
    "with_value",
    "without",
]
