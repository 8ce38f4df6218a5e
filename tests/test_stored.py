"""What is read without ``json`` is what ``json`` reads."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reusecheck.stored import read_stored

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text())
VALUES = st.recursive(SCALARS, lambda of: st.one_of(st.lists(of), st.dictionaries(st.text(), of)), max_leaves=12)
WRONG = ["", "{", '{"a"', '{"a": 1} x', "[1,]", "nul", '"\n"', "{}{}", "'a'", '{"a":1,}', "[1 2]"]


@given(VALUES, st.sampled_from([None, 0, 1]), st.booleans(), st.sampled_from(["", "\n", " \r\n\t"]))
def test_what_was_written_is_read(value: object, indent: int | None, escaped: bool, end: str) -> None:
    written = json.dumps(value, indent=indent, ensure_ascii=escaped) + end
    assert read_stored(written.encode("utf-8")) == json.loads(written) == value


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_json_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"JSON|more than|Expecting|Invalid|Illegal"):
        read_stored(wrong.encode())
    with pytest.raises(UnicodeDecodeError):
        read_stored(b"\xff" + wrong.encode())


def test_it_does_not_bring_json_along() -> None:
    program = "import sys; from reusecheck.stored import read_stored as r; print(r(b'[1]'), 'json' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[1] False\n"
