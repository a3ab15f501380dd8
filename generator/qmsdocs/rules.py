"""The rules: how severe a finding of each is, whether it may be accepted with a reason, and the clause behind it.

Rules of integrity are never accepted; rules of judgement can be, in place, with a reason. The ids DC-… and NC-… are
those of the checklist for controlled documents in docs/checklist.md.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is known of a rule besides its texts, which stand in the locale catalogues."""

    name: str
    severity: Severity = "error"
    judgement: bool = False
    clause: str = ""
    stops: bool = True
    """Whether an error of this rule stops a build. Where it does not, the build publishes what was approved last."""


_READ = "ISO 9001:2015 7.5.3.1 b"
_IDENTIFY = "ISO 9001:2015 7.5.2 a"
_CONSISTENT = "ISO 9001:2015 4.4"
_CHANGE = "ISO 9001:2015 7.5.3.2 c"
_EXTRACT = "ISO 10002:2018 8.1"

_ALL = (
    # Reading a file
    Rule("no-settings", clause=_READ),
    Rule("empty-file", clause=_READ),
    Rule("file-too-large", clause=_READ),
    Rule("not-utf-8", clause=_READ),
    Rule("merge-conflict", clause=_CHANGE),
    Rule("tab", clause=_READ),
    Rule("control-character", clause=_READ),
    Rule("yaml-syntax", clause=_READ),
    Rule("wide-colon", clause=_READ),
    Rule("yaml-alias", clause=_READ),
    Rule("yaml-tag", clause=_READ),
    Rule("nested-too-deep", clause=_READ),
    Rule("key-not-text", clause=_READ),
    Rule("duplicate-key", clause=_READ),
    # Its schema
    Rule("missing-key", clause=_IDENTIFY),
    Rule("unknown-key", clause=_READ),
    Rule("unknown-value", clause=_READ),
    Rule("bad-form", clause=_IDENTIFY),
    Rule("bad-date", clause=_IDENTIFY),
    Rule("unknown-block", clause=_READ),
    Rule("empty-value", clause=_READ),
    Rule("wrong-type", clause=_READ),
    Rule("out-of-range", clause=_READ),
    # Its place among the others
    Rule("unknown-file", clause=_IDENTIFY),
    Rule("duplicate-facts", clause=_CONSISTENT),
    Rule("number-is-not-the-file", clause=_IDENTIFY),
    Rule("number-form", clause=_IDENTIFY),
    Rule("duplicate-number", clause=_IDENTIFY),
    Rule("reserved-number-in-use", clause=_IDENTIFY),
    # References
    Rule("unknown-document", clause="ISO 9001:2015 7.5.3.1 a"),
    Rule("unknown-place", clause="ISO 9001:2015 7.5.3.1 a"),
    Rule("planned-document", "warning", clause="ISO 9001:2015 7.5.3.1 a"),
    Rule("unknown-fact", clause=_CONSISTENT),
    Rule("unknown-role", clause="ISO 9001:2015 5.3"),
    Rule("unknown-unit", clause="ISO 9001:2015 5.3"),
    Rule("unknown-site", clause=_CONSISTENT),
    Rule("unknown-person", clause="ISO 9001:2015 5.3"),
    Rule("unknown-receiver", clause="ISO 9001:2015 7.5.3.2 a"),
    Rule("unknown-parameter", clause=_CONSISTENT),
    Rule("unknown-grade", clause=_CONSISTENT),
    Rule("unknown-term", clause=_CONSISTENT),
    Rule("unknown-indicator", clause="ISO 9001:2015 9.1.1"),
    Rule("unknown-standard", clause="ISO 9001:2015 7.5.3.2"),
    Rule("unknown-clause", clause="ISO 9001:2015 7.5.3.2"),
    Rule("unknown-options", clause="ISO 9001:2015 7.5.2 b"),
    Rule("unknown-classification", clause="ISO 9001:2015 7.5.3.1 b"),
    Rule("unknown-record", clause="ISO 9001:2015 7.5.3.2 d"),
    # Structure
    Rule("missing-part", clause="ISO 10013 documented procedures"),
    Rule("part-not-printed", clause="ISO 9001:2015 7.5.3.1 a"),
    Rule("missing-parent", clause="ISO 9001:2015 7.5.1"),
    Rule("duplicate-id", clause=_IDENTIFY),
    Rule("step-incomplete", clause="ISO 9001:2015 4.4.1"),
    Rule("step-without-name", clause="ISO 9001:2015 4.4.1"),
    Rule("decision-without-answers", clause="ISO 9001:2015 4.4.1"),
    Rule("dead-answer", clause="ISO 9001:2015 4.4.1"),
    Rule("unreachable-step", clause="ISO 9001:2015 4.4.1"),
    Rule("endless-loop", clause="ISO 9001:2015 4.4.1"),
    Rule("record-not-listed", clause="ISO 9001:2015 7.5.3.2 d"),
    Rule("record-never-made", "warning", clause="ISO 9001:2015 7.5.3.2 d"),
    Rule("record-without-name", clause="ISO 9001:2015 7.5.3.2 d"),
    Rule("unused-form", "warning", clause="ISO 9001:2015 7.5.2 a"),
    Rule("choice-without-options", clause="ISO 9001:2015 7.5.2 b"),
    Rule("no-table-to-continue", clause="ISO 9001:2015 7.5.2 b"),
    Rule("table-shape", clause="ISO 9001:2015 7.5.2 b"),
    # Facts
    Rule("parameter-without-value", clause=_CONSISTENT),
    Rule("limits-out-of-order", clause=_CONSISTENT),
    Rule("channel-without-limit", clause="ISO 10002:2018 6.3"),
    # Files
    Rule("file-missing", clause="ISO 9001:2015 7.5.3.1 a"),
    Rule("file-outside", clause=_READ),
    Rule("picture-unreadable", clause="ISO 9001:2015 7.5.2 b"),
    Rule("table-unreadable", clause="ISO 9001:2015 7.5.2 b"),
    # Prose
    Rule("limit-contradicted", clause=_CONSISTENT),
    Rule("number-in-prose", "warning", judgement=True, clause=_CONSISTENT),
    Rule("vague-wording", "warning", judgement=True, clause="EU GMP Chapter 4, 4.4"),
    # Translations
    Rule("unknown-language", clause="ISO 9001:2015 7.5.2 b"),
    Rule("translation-of-nothing", clause="ISO 9001:2015 7.5.2 b"),
    Rule("translation-unknown-text", clause="ISO 9001:2015 7.5.2 b"),
    Rule("translation-incomplete", "warning", clause="ISO 9001:2015 7.5.2 b"),
    Rule("translation-behind", "warning", clause="ISO 9001:2015 7.5.2 b"),
    Rule("translation-changed-after-check", "warning", clause="ISO 9001:2015 7.5.2 b"),
    # Revisions
    Rule("label-form", clause=_CHANGE),
    Rule("duplicate-label", clause=_CHANGE),
    Rule("label-gap", clause=_CHANGE),
    Rule("effective-out-of-order", clause=_CHANGE),
    Rule("carried-over-late", clause=_CHANGE),
    Rule("vague-change-summary", "warning", judgement=True, clause=_CHANGE),
    Rule("unknown-change-place", "warning", judgement=True, clause=_CHANGE),
    Rule("training-not-planned", "warning", judgement=True, clause="ISO 9001:2015 7.2"),
    Rule("training-too-late", clause="ISO 9001:2015 7.2", stops=False),
    Rule("parent-not-above", clause="ISO 9001:2015 7.5.1"),
    # Currency
    Rule("reference-to-withdrawn", clause="ISO 9001:2015 7.5.3.2", stops=False),
    Rule("reference-to-draft", "warning", clause="ISO 9001:2015 7.5.3.2"),
    Rule("supersession-one-sided", clause="ISO 9001:2015 7.5.3.2", stops=False),
    Rule("review-overdue", "warning", clause="ISO 9001:2015 7.5.2 c"),
    Rule("external-check-overdue", "warning", clause="ISO 9001:2015 7.5.3.2"),
    Rule("withdrawn-standard", "warning", clause="ISO 9001:2015 7.5.3.2"),
    Rule("vacant-role", "warning", clause="ISO 9001:2015 5.3"),
    # Certification
    Rule("pack-file-unusable", clause="ISO 9001:2015 7.5.3.1 a", stops=False),
    Rule("pack-file-expired", "warning", clause="ISO 9001:2015 7.5.3.1 a"),
    Rule("sample-of-another-revision", "warning", clause="ISO 9001:2015 7.5.3.1 a"),
    Rule("personal-data-exposed", "warning", clause="ISO 10002:2018 4.10"),
    Rule("personal-data-published", clause="ISO 10002:2018 4.10"),
    Rule("certificate-dates", clause="ISO/IEC 17021-1:2015 9.6", stops=False),
    Rule("certificate-expired", "warning", clause="ISO/IEC 17021-1:2015 9.6.3"),
    Rule("surveillance-overdue", "warning", clause="ISO/IEC 17021-1:2015 9.6.2"),
    # Records of running the system
    Rule("record-name", clause=_IDENTIFY),
    Rule("unknown-who", clause="ISO 9001:2015 5.3"),
    Rule("unknown-channel", clause=_CONSISTENT),
    Rule("unknown-certificate", clause=_CONSISTENT),
    Rule("unknown-filed-record", clause="ISO 9001:2015 7.5.3.1 a"),
    Rule("unknown-revision", clause="ISO 9001:2015 7.5.3.1 a"),
    Rule("form-not-in-force", clause="ISO 9001:2015 7.5.3.2 c", stops=False),
    Rule("finding-incomplete", clause="ISO 9001:2015 10.2.2", stops=False),
    Rule("action-without-evidence", clause="ISO 9001:2015 10.2.2", stops=False),
    Rule("answer-without-finding", clause="ISO 9001:2015 9.2.2", stops=False),
    Rule("review-input-missing", clause="ISO 9001:2015 9.3.2", stops=False),
    Rule("objective-without-result", clause="ISO 9001:2015 9.3.2 c", stops=False),
    Rule("programme-gap", clause="ISO 9001:2015 9.2.2 a", stops=False),
    Rule("auditor-own-work", clause="ISO 9001:2015 9.2.2 c", stops=False),
    Rule("record-altered", clause="ISO 9001:2015 7.5.3.2", stops=False),
    Rule("personal-data-in-record", clause="ISO 10002:2018 4.10", stops=False),
    Rule("record-overdue", "warning", clause="ISO 9001:2015 10.2.1"),
    Rule("revision-without-training", "warning", clause="ISO 9001:2015 7.2"),
    # Approvals
    Rule("approval-without-fingerprint", clause="ISO 9001:2015 7.5.2 c", stops=False),
    Rule("changed-after-approval", clause=_CHANGE, stops=False),
    Rule("approver-without-authority", clause="ISO 9001:2015 5.3", stops=False),
    Rule("approver-is-author", clause="ISO 9001:2015 7.5.2 c", stops=False),
    Rule("approval-too-weak", clause="ISO 9001:2015 7.5.2 c", stops=False),
    Rule("effective-before-approval", clause="ISO 9001:2015 7.5.2 c", stops=False),
    Rule("signatures-out-of-order", clause="ISO 9001:2015 7.5.2 c", stops=False),
    Rule("signer-without-role", "warning", clause="ISO 9001:2015 5.3"),
    Rule("fewer-reviewers", "warning", judgement=True, clause="ISO 13485:2016 4.2.5"),
    # Concessions
    Rule("concession-ends-before-it-begins", clause=_CHANGE),
    Rule("concession-too-long", "warning", clause=_CHANGE),
    Rule("concession-not-approved", clause="ISO 9001:2015 7.5.2 c", stops=False),
    # Copies
    Rule("unknown-holder", clause="ISO 9001:2015 7.5.3.2 a"),
    Rule("copy-of-unknown-revision", clause="ISO 9001:2015 7.5.3.2 a"),
    Rule("copy-number-twice", clause="ISO 9001:2015 7.5.3.2 a"),
    Rule("copy-returned-before-issue", clause="ISO 9001:2015 7.5.3.2 a"),
    Rule("copy-to-recall", "warning", clause="ISO 9001:2015 7.5.3.2 d"),
    Rule("copy-holder-gone", "warning", clause="ISO 9001:2015 7.5.3.2 a"),
    # History
    Rule("no-history", clause=_CHANGE),
    Rule("unknown-commit", clause=_CHANGE),
    Rule("content-lost", judgement=True, clause="ISO 9001:2015 7.5.3.2 d", stops=False),
    Rule("revision-edited-later", clause=_CHANGE, stops=False),
    Rule("issued-revision-missing", clause=_CHANGE),
    Rule("issued-document-deleted", clause="ISO 9001:2015 7.5.3.2 d"),
    Rule("number-reused", clause=_IDENTIFY),
    Rule("history-rewritten", clause=_CHANGE),
    Rule("effective-before-branch", "warning", judgement=True, clause="ISO 9001:2015 7.5.3.1 a"),
    Rule("facts-disagree", clause=_CONSISTENT, stops=False),
    # Extracts of complaints
    Rule("data-file", clause=_EXTRACT),
    Rule("data-column", clause=_EXTRACT),
    Rule("data-number", clause=_EXTRACT),
    Rule("data-date", clause=_EXTRACT),
    Rule("data-code", clause=_EXTRACT),
    Rule("data-value", clause=_EXTRACT),
    Rule("data-personal", clause="ISO 10002:2018 4.10"),
    Rule("analysis-names-nothing", clause=_CONSISTENT),
    # Accepted findings
    Rule("acceptance-refused", clause=_READ),
    Rule("acceptance-unused", clause=_READ),
)

RULES = {rule.name: rule for rule in _ALL}
"""All rules by name, in the order of the documentation."""
