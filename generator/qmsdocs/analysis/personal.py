"""Personal data in free text: telephone numbers, e-mail addresses, identity numbers, accounts and bank cards.

Numbers with a check digit count only where it is right, so that serial numbers and batches do not.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal

Kind = Literal["e-mail", "telephone", "identity", "account", "card"]

_SUSPICIOUS = re.compile(r"@|(?:\d[ ().-]{0,2}){7}|[A-Z]{2}\d\d")
"""What every kind contains: most texts are done with after this look."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")
_ABROAD = re.compile(r"(?<![\w.])(?:\+|00)[1-9]\d{0,2}(?:[ ().-]{0,2}\d){6,12}(?![\d-])")
_NATIONAL = re.compile(r"(?<![\w.,-])\(?0\d{1,4}\)?(?:[ /-]?\d){6,9}(?![\d-])")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_ACCOUNT = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])")
_CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")


def personal_data(text: str) -> tuple[Kind, str] | None:
    """What a text holds of a person, and that again with all but its beginning hidden; None where it holds nothing."""
    if not _SUSPICIOUS.search(text):
        return None
    for kind, found in _found(text):
        return kind, masked(found)
    return None


def masked(found: str) -> str:
    """The beginning of what was found: enough to look for it, too little to use it."""
    return found[:2] + "•" * min(len(found) - 2, 8)


def _found(text: str) -> Iterator[tuple[Kind, str]]:
    for kind, pattern, holds in _PATTERNS:
        for match in pattern.finditer(text):
            if holds(match.group()):
                yield kind, match.group()


def _always(_: str) -> bool:
    return True


def _is_national(text: str) -> bool:
    return 10 <= sum(letter.isdigit() for letter in text) <= 12


def _is_identity(text: str) -> bool:
    """GB 11643: the check letter of the seventeen digits, and a day of birth that can be."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(text, weights, strict=False))
    return "10X98765432"[total % 11] == text[-1].upper() and "01" <= text[10:12] <= "12" and "01" <= text[12:14] <= "31"


def _is_account(text: str) -> bool:
    """ISO 13616: the number modulo 97."""
    plain = text.replace(" ", "")
    turned = plain[4:] + plain[:4]
    return len(plain) >= 15 and int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def _is_card(text: str) -> bool:
    """ISO/IEC 7812: the check digit by Luhn."""
    digits = [int(letter) for letter in text if letter.isdigit()]
    doubled = [digit if place % 2 == 0 else 2 * digit - 9 * (digit > 4) for place, digit in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(doubled) % 10 == 0


_PATTERNS: tuple[tuple[Kind, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("e-mail", _MAIL, _always),
    ("identity", _IDENTITY, _is_identity),
    ("account", _ACCOUNT, _is_account),
    ("telephone", _MOBILE, _always),
    ("card", _CARD, _is_card),
    ("telephone", _ABROAD, _always),
    ("telephone", _NATIONAL, _is_national),
)
