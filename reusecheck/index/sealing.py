"""The secret of a sealed index: read from a file, and told from a wrong one without keeping it anywhere."""

from __future__ import annotations

from struct import Struct

from reusecheck.errors import NotJudgedError
from reusecheck.hashing import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from reusecheck.index.segment import Segment

# Bytes of a key file, without white space around them. Who holds an archive may try keys as fast as he can hash: 16
# random bytes are beyond that, a word is not.
LEAST_KEY = 16
MOST_KEY = 4096
# No other program, and no other use here, makes the same of the same bytes
_PERSON, _NONCE, _MASK = b"reusecheck seal", b"reusecheck once", b"reusecheck mask"
NONCE = Struct("<III")  # in the places of block, offset and length of a text
_CHECK = b"is this the key"
HOW = "make one with: head -c 32 /dev/urandom | base64 > reusecheck.key"


def read_key(path: str) -> bytes:
    """The key that a file stands for, 32 bytes; white space around what it holds makes no difference.

    Raises NotJudgedError if it cannot be read or is too short to be a secret.
    """
    try:
        with open(path, "rb") as file:
            content = file.read(MOST_KEY + 1).strip()
    except OSError as error:
        raise NotJudgedError(f"{path}: the key cannot be read: {error.strerror}") from error
    if not LEAST_KEY <= len(content) <= MOST_KEY:
        found = f"{len(content)} bytes" if len(content) <= MOST_KEY else "more"
        raise NotJudgedError(f"{path}: found {found}, wants a key of {LEAST_KEY} to {MOST_KEY:,} bytes; {HOW}")
    return blake2b(content, digest_size=32, person=_PERSON).digest()


def key_check(key: bytes) -> bytes:
    """What a sealed segment keeps of its key: 8 bytes that tell a wrong one, and nothing else."""
    return blake2b(_CHECK, digest_size=8, key=key).digest()


def sealed_digest(digest: str, key: bytes) -> str:
    """The digest of a reference as a sealed segment has it: the open one would confirm who guesses its text."""
    return blake2b(digest.encode(), digest_size=10, key=key).hexdigest()


def nonce_of(name: str, digest: str, key: bytes) -> bytes:
    """12 bytes that only this reference with this content has: what masks one text must never mask another."""
    data = f"{name}\0{digest}".encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=NONCE.size, key=key, person=_NONCE).digest()


def masked(data: bytes, nonce: bytes, key: bytes) -> bytes:
    """The hashes of a document's words, or of what was masked, so that their order tells nothing without the key.

    BLAKE2b with the key, over the nonce and the number of each 64 bytes, is a
    pseudorandom function (RFC 7693, section 2.9), and its output is added bit by bit: a stream cipher in counter mode.
    """
    blocks = range(-(-len(data) // 64))
    stream = b"".join([blake2b(nonce + at.to_bytes(8, "little"), key=key, person=_MASK).digest() for at in blocks])
    both = int.from_bytes(data, "little") ^ int.from_bytes(stream[: len(data)], "little")
    return both.to_bytes(len(data), "little")


def key_for(segments: Iterable[Segment], path: str) -> bytes:
    """The key of the sealed ones among the segments, from the file at ``path``; b"" if none is sealed.

    Raises NotJudgedError if the key is missing or the wrong one.
    """
    sealed = [segment for segment in segments if segment.is_sealed]
    if not sealed:
        return b""
    if not path:
        raise NotJudgedError(
            "the index is sealed, and nothing can be judged without its key: "
            "name the file that holds it with --key-file or REUSECHECK_KEY_FILE"
        )
    key = read_key(path)
    if any(segment.header.key_check != key_check(key) for segment in sealed):
        raise NotJudgedError(f"{path}: not the key that this index was sealed with; ask whoever made the archive")
    return key
