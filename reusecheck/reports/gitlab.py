"""The verdict as a Code Quality report of GitLab: an array of what ``text`` shows.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from reusecheck.reports import objects
from reusecheck.reports.hostile import shown_path
from reusecheck.reports.results import digest, identities, settling, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.findings import Verdict
    from reusecheck.reports.objects import Object
    from reusecheck.reports.options import Options
    from reusecheck.reports.results import Result

_SEVERITIES = {"error": "blocker", "warning": "major", "note": "info"}
_FIRST = 1  # line of what has no place: GitLab wants one


def render(verdict: Verdict, options: Options) -> str:
    """One JSON array and a newline; ``[]`` where nothing is shown, which tells GitLab that all of it is mended.

    Paths are relative to the root of the repository, as GitLab wants them. A fingerprint is made of the path and of
    what was found, not of the line: so the merge request shows what is new, not what moved.
    """
    found = shown(verdict, options)
    return objects.printed(
        [_entry(result, name, options) for result, name in zip(found, identities(found), strict=True)],
        options.encoding,
        indent=2,
    )


def _entry(result: Result, name: str, options: Options) -> Object:
    # the rule is said in the description, too: GitLab shows nothing of check_name
    said = [f"{result.rule}: {result.message}.", settling(result, options._replace(encoding="utf-8"))]
    return {
        "description": " ".join(filter(None, said)),
        "check_name": result.rule,
        "fingerprint": digest(options.prefix + result.path, name),
        "severity": _SEVERITIES[result.level],
        "location": {
            "path": objects.text(shown_path(options.prefix + result.path)),
            "lines": {"begin": result.line or _FIRST, "end": result.end_line or _FIRST},
        },
    }
