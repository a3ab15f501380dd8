"""Labels of revisions: what one looks like in each scheme, and which may follow which."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdocs.labels import FIRST, Class, Scheme, is_label, may_follow, next_label

SCHEMES: tuple[Scheme, ...] = ("major.minor", "letter/number", "number")
CLASSES: tuple[Class, ...] = ("editorial", "change", "new edition")


@pytest.mark.parametrize(
    ("scheme", "label"),
    [
        ("major.minor", "1.0"),
        ("major.minor", "10.12"),
        ("letter/number", "A/0"),
        ("letter/number", "C/11"),
        ("number", "1"),
        ("number", "20"),
    ],
)
def test_labels_of_a_scheme(scheme: Scheme, label: str) -> None:
    """Each scheme knows its own labels and no others."""
    assert [other for other in SCHEMES if is_label(label, other)] == [scheme]


@pytest.mark.parametrize(
    "label", ["", "0.1", "1.01", "1.0 ", "v1.0", "01", "0", "a/1", "AA/1", "A/01", "A1", "1.0.0", "١"]
)
def test_what_is_no_label(label: str) -> None:
    """Zeros before a number, small letters, blanks and other writing make a label that is written in two ways."""
    assert not any(is_label(label, scheme) for scheme in SCHEMES)


@pytest.mark.parametrize(
    ("scheme", "before", "editorial", "change", "new_edition"),
    [
        ("major.minor", "1.0", "1.1", "1.1", "2.0"),
        ("major.minor", "1.9", "1.10", "1.10", "2.0"),
        ("letter/number", "A/0", "A/1", "A/1", "B/0"),
        ("letter/number", "Z/3", "Z/4", "Z/4", "Z/4"),
        ("number", "9", "10", "10", "10"),
        # After a label of another scheme, or none, comes a first issue.
        ("major.minor", "A/3", "1.0", "1.0", "1.0"),
        ("letter/number", "", "A/0", "A/0", "A/0"),
    ],
)
def test_the_next_label(scheme: Scheme, before: str, editorial: str, change: str, new_edition: str) -> None:
    """A change counts on; a new edition begins a new number or letter, as long as there is one."""
    assert [next_label(before, scheme, kind) for kind in CLASSES] == [editorial, change, new_edition]


@given(st.sampled_from(SCHEMES), st.lists(st.sampled_from(CLASSES), max_size=60))
def test_labels_go_on_without_a_gap(scheme: Scheme, classes: list[Class]) -> None:
    """However revisions follow each other: each label is one of the scheme, follows the one before, and is new."""
    labels = [""]
    for kind in classes:
        labels.append(next_label(labels[-1], scheme, kind))
    following = list(pairwise(labels))

    assert all(is_label(label, scheme) for label in labels[1:])
    assert all(may_follow(later, before, scheme) for before, later in following)
    assert len(set(labels)) == len(labels)
    assert labels[1:2] in ([], [FIRST[scheme]])


@given(st.sampled_from(SCHEMES), st.integers(2, 50))
def test_a_gap_is_a_gap(scheme: Scheme, steps: int) -> None:
    """A label that comes two or more changes later does not follow."""
    label = FIRST[scheme]
    for _ in range(steps):
        label = next_label(label, scheme, "change")

    assert not may_follow(label, FIRST[scheme], scheme)
    assert not may_follow(FIRST[scheme], label, scheme)
