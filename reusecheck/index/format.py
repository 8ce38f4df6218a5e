"""A segment of the index on disk: written once, read in small pieces, each with its own checksum.

Little endian throughout; every section starts at a multiple of 8 bytes.
``docs/index-format.md`` describes it byte by byte.
"""

from __future__ import annotations

import zlib
from struct import Struct

from reusecheck.errors import IndexUnusableError
from reusecheck.hashing import blake2b
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

MAGIC = b"reuseidx"
VERSION = 3
NORMAL_FORM = 3  # raise whenever tokens.normal_form or a reader changes what words there are
MEND = "run: reusecheck index build"

# Of a word that more references hold, only that it is held is kept, and nothing is made of it: a check looks at every
# holder of the article's words, and must not cost more the larger the corpus.
MOST_HOLDERS = 64
UNLISTED = 0xFF  # in ``counts``: more than that
# Leading bits of a k-gram's 64-bit hash that are kept: those of its bucket's number, and as many more as make up these.
# A k-gram that nobody has is then taken for one that somebody has once in 2 ** 48 / fingerprints look-ups (5 million,
# at 300,000 press releases), and the words tell the difference.
KEPT_BITS = 48
MARK_BITS = 16
A_BUCKET = 64  # fingerprints, about
WORDS_A_BUCKET = 16  # about
DESCRIPTIONS_A_BLOCK = 64

HEADER = Struct("<8sHHIHHIQQQQBBHI8s")
SECTION = Struct("<16sQQI4x")  # name, offset, length, CRC-32
CHECK = Struct("<I")  # CRC-32 of all before it
BUCKET = Struct("<QII")  # first fingerprint, CRC-32 of the marks, of the rests
WORD_BUCKET = Struct("<QQII")  # first word, first holder, CRC-32 of the words and counts, of the holders
DOCUMENT = Struct("<QIIIIII")  # first word, words, CRC-32 of its tokens; block, offset and length of its text; CRC-32
BLOCK = Struct("<QII")  # offset, length, CRC-32
SECTIONS = (
    "buckets",
    "marks",
    "rests",
    "word_buckets",
    "vocabulary",
    "counts",
    "holders",
    "documents",
    "tokens",
    "descriptor",
    "descriptions",
    "text_blocks",
    "texts",
)
MOST_SECTIONS = 64


class Header(NamedTuple):
    """What a segment says of itself; ``sections`` are name → offset, length, CRC-32.

    ``bits`` are those of a bucket's number, ``word_bits`` the same of the vocabulary's.
    ``minor`` counts additions that a reader of this version may leave aside.
    ``token_bytes`` are kept of a word's hash; ``key_check`` tells the key of a sealed segment, zeros in others.
    """

    minor: int
    k: int
    window: int
    normal_form: int
    documents: int
    words: int
    fingerprints: int
    vocabulary: int
    bits: int
    word_bits: int
    token_bytes: int
    key_check: bytes
    sections: Mapping[str, tuple[int, int, int]]


def seed(number: int) -> int:
    """What the CRC-32 of bucket, block or document ``number`` is begun with: one more, in 32 bits.

    So a piece that stands in the place of another is found, and so are zeros,
    which would else be an empty bucket with the checksum of nothing.
    """
    return number + 1 & 0xFFFFFFFF


def pack_header(header: Header) -> bytes:
    """The bytes of a header, its own checksum last, padded to a multiple of 8."""
    fields = header[:12]
    minor, k, window, normal_form, documents, words, fingerprints, vocabulary, bits, word_bits, token_bytes, key = (
        fields
    )
    data = HEADER.pack(
        MAGIC, VERSION, minor, len(header.sections), k, window, normal_form,
        documents, words, fingerprints, vocabulary, bits, word_bits, token_bytes, 0, key,
    )  # fmt: skip
    for name, (offset, length, check) in header.sections.items():
        data += SECTION.pack(name.encode(), offset, length, check)
    data += CHECK.pack(zlib.crc32(data))
    return data + bytes(-len(data) % 8)


def header_end(sections: int) -> int:
    """Where a header with so many sections ends."""
    return HEADER.size + sections * SECTION.size + CHECK.size


def header_size(sections: int = len(SECTIONS)) -> int:
    """Its bytes, with the zeros up to a multiple of 8."""
    size = header_end(sections)
    return size + -size % 8


def segment_name(header: bytes) -> str:
    """The name of a segment's file. Made of the header and so, by the checksums in it, of the content."""
    return f"{blake2b(header, digest_size=10).hexdigest()}.segment"


def unpack_header(data: bytes, path: str) -> Header:
    """The header at the beginning of ``data``; raises IndexUnusableError for a foreign, cut off or damaged one.

    Of a later minor version it may have sections that this version does not know.
    """
    if len(data) < HEADER.size or data[: len(MAGIC)] != MAGIC:
        raise IndexUnusableError(f"{path}: not a segment of a reusecheck index, or cut off; {MEND}")
    _, version, minor, count, *fields = HEADER.unpack_from(data)
    if version != VERSION:
        raise IndexUnusableError(f"{path}: format {version}, this version of reusecheck reads {VERSION}; {MEND}")
    stop = HEADER.size + count * SECTION.size
    is_whole = count <= MOST_SECTIONS and len(data) >= stop + CHECK.size
    if not is_whole or CHECK.unpack_from(data, stop)[0] != zlib.crc32(data[:stop]):
        raise IndexUnusableError(f"{path}: damaged header; {MEND}")
    sections = {}
    for at in range(HEADER.size, stop, SECTION.size):
        name, offset, length, check = SECTION.unpack_from(data, at)
        sections[name.rstrip(b"\0").decode()] = (offset, length, check)
    k, window, normal_form, documents, words, fingerprints, vocabulary, bits, word_bits, token_bytes, _, key = fields
    return Header(
        minor, k, window, normal_form, documents, words, fingerprints, vocabulary,
        bits, word_bits, token_bytes, key, sections,
    )  # fmt: skip


def bucket_bits(fingerprints: int, documents: int) -> int:
    """Leading bits that number the buckets: about ``A_BUCKET`` fingerprints each.

    At least as many as a document's number has, so that what is left of a
    fingerprint and the document fit in 16 and 32 bits.
    """
    return max((fingerprints // A_BUCKET).bit_length(), document_bits(documents))


def document_bits(documents: int) -> int:
    return max(0, documents - 1).bit_length()


def word_bucket_bits(vocabulary: int) -> int:
    return (vocabulary // WORDS_A_BUCKET).bit_length()


class Record(NamedTuple):
    """What is kept of a reference beside its words: how it is described (JSON), and its text as decoded."""

    description: bytes
    source: str
