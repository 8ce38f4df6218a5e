"""Several segments → one: sorted arrays are merged a range at a time, texts and words copied as they are."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from reusecheck.index.build import pack_document
from reusecheck.index.format import (
    BLOCK,
    DOCUMENT,
    NORMAL_FORM,
    SECTIONS,
    Header,
    bucket_bits,
    document_bits,
    word_bucket_bits,
)
from reusecheck.index.tables import EVERY, LOW, PostingsWriter, WordsWriter, read_postings, read_words, vocabulary
from reusecheck.index.writing import Blocks, SegmentWriter, Written, write_descriptions
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from reusecheck.fingerprints import Sampling
    from reusecheck.index.segment import Segment

_DOCUMENT = np.dtype(
    [("first", "<u8"), *((name, "<u4") for name in ("words", "tokens", "block", "offset", "length", "check"))]
)
assert _DOCUMENT.itemsize == DOCUMENT.size  # noqa: S101 - of two spellings
RANGE = 1_000_000  # fingerprints, or pairs of words and documents, that are sorted at once: some 50 MB
_PORTION = 1 << 22  # bytes copied at once
_GONE = np.uint32(0xFFFFFFFF)  # the new number of a document that is left out


class Part(NamedTuple):
    """Documents of a segment that go into the new one, one behind the other."""

    segment: int
    first: int
    stop: int


def parts(order: Sequence[tuple[int, int]]) -> list[Part]:
    """Segments and documents, in the order they are wanted, as stretches."""
    found: list[Part] = []
    for number, document in order:
        last = found[-1] if found else None
        if last and last.segment == number and last.stop == document:
            found[-1] = last._replace(stop=document + 1)
        else:
            found.append(Part(number, document, document + 1))
    return found


def merge(
    folder: str, sampling: Sampling, segments: Sequence[Segment], wanted: Sequence[Part], *, anew: bool = False
) -> Written:
    """Write the wanted documents of the segments as one segment, numbered in that order.

    ``anew`` cuts the blocks of texts anew, so that the bytes hang on the
    documents and their order alone. Raises OSError as the disk does,
    IndexUnusableError for a segment that is damaged.
    """
    documents = sum(part.stop - part.first for part in wanted)
    renumbered = [np.full(segment.documents, _GONE, np.uint32) for segment in segments]
    number = 0
    for part in wanted:
        count = part.stop - part.first
        renumbered[part.segment][part.first : part.stop] = np.arange(number, number + count, dtype=np.uint32)
        number += count
    with SegmentWriter(folder, len(SECTIONS)) as writer:
        words = _copy(writer, segments, wanted, anew=anew)
        fingerprints, bits = _merge_postings(writer, segments, renumbered, documents)
        distinct, word_bits = _merge_words(writer, segments, renumbered)
        token_bytes, key_check = segments[0].header.token_bytes, segments[0].header.key_check
        return writer.finish(
            Header(
                0, sampling.k, sampling.window, NORMAL_FORM, documents, words,
                fingerprints, distinct, bits, word_bits, token_bytes, key_check, {},
            )
        )  # fmt: skip


def _entries(segment: Segment) -> NDArray[np.void]:
    offset, length, _ = segment.header.sections["documents"]
    return np.frombuffer(segment.read(offset, length), _DOCUMENT)


def _copy(writer: SegmentWriter, segments: Sequence[Segment], wanted: Sequence[Part], *, anew: bool) -> int:
    """Write texts, tokens, documents and descriptions; how many words they have."""
    entries = [_entries(segment) for segment in segments]
    blocks = Blocks(writer.section("texts"))
    places = list(_copy_texts(blocks, segments, wanted, entries, anew=anew))
    blocks.flush()
    writer.section("text_blocks").write(bytes(blocks.table))
    tokens = writer.section("tokens")
    for part in wanted:
        segment = segments[part.segment]
        chosen = entries[part.segment][part.first : part.stop]
        size = segment.header.token_bytes
        start = segment.header.sections["tokens"][0] + size * int(chosen["first"][0])
        stop = segment.header.sections["tokens"][0] + size * int(chosen["first"][-1] + chosen["words"][-1])
        for at in range(start, stop, _PORTION):
            tokens.write(segment.read(at, min(_PORTION, stop - at)))
    documents = writer.section("documents")
    number = first = 0
    for part in wanted:
        chosen = entries[part.segment][part.first : part.stop]
        for words, check in zip(chosen["words"].tolist(), chosen["tokens"].tolist(), strict=True):
            documents.write(pack_document(number, first, words, check, places[number]))
            number += 1
            first += words
    described = (segments[part.segment].description(at) for part in wanted for at in range(part.first, part.stop))
    descriptor = write_descriptions(writer.section("descriptions"), described)
    writer.section("descriptor").write(descriptor)
    return first


def _copy_texts(
    blocks: Blocks,
    segments: Sequence[Segment],
    wanted: Sequence[Part],
    entries: Sequence[NDArray[np.void]],
    *,
    anew: bool,
) -> Iterator[tuple[int, int, int]]:
    """Block, offset and length of each text; whole blocks go over as they are, others are packed again."""
    for part in wanted:
        segment = segments[part.segment]
        chosen = entries[part.segment][part.first : part.stop]
        columns = zip(*(chosen[name].tolist() for name in ("block", "offset", "length")), strict=True)
        if segment.is_sealed:  # it has no texts
            yield from columns
            continue
        if not anew and part.first == 0 and part.stop == segment.documents:
            blocks.flush()
            before = blocks.count
            for number in range(segment.header.sections["text_blocks"][1] // BLOCK.size):
                blocks.copy(segment.packed_block("text_blocks", "texts", number))
            for block, offset, length in columns:
                yield before + block, offset, length
            continue
        for block, group in groupby(columns, lambda place: place[0]):
            text = segment.block("text_blocks", "texts", block)
            for _, offset, length in group:
                yield blocks.add(text[offset : offset + length])


def _ranges(count: int, least: int, buckets: int) -> int:
    """Bits by which hashes are parted into ranges of about ``RANGE``; no more than number the buckets."""
    return min(max((count // RANGE).bit_length(), least), buckets)


def _merge_postings(
    writer: SegmentWriter, segments: Sequence[Segment], renumbered: Sequence[NDArray[np.uint32]], documents: int
) -> tuple[int, int]:
    """How many fingerprints were written, and the bits of their buckets."""
    count = sum(segment.header.fingerprints for segment in segments)
    bits = bucket_bits(count, documents)
    postings = PostingsWriter(writer, bits, documents)
    number_bits = document_bits(documents)
    # The low 16 bits of a kept hash are free; of the leading ones, a range frees what a document's number needs more
    of_bits = _ranges(count, max(0, number_bits - 16), bits)
    shift = max(0, number_bits - 16)
    mask = np.uint64((1 << number_bits) - 1)
    for part in range(1 << of_bits):
        low = np.uint64(part << 64 - of_bits) if of_bits else np.uint64(0)
        keys = []
        for segment, numbers in zip(segments, renumbered, strict=True):
            hashes, held = read_postings(segment, of_bits, part)
            held = numbers[held]
            keys.append(((hashes - low) << np.uint64(shift) | held)[held != _GONE])
        merged = np.concatenate(keys)
        merged.sort()
        hashes = (merged & ~mask) >> np.uint64(shift) | low
        postings.add(hashes, (merged & mask).astype(np.uint32), part + 1 << bits - of_bits)
    return postings.finish(), bits


def _merge_words(
    writer: SegmentWriter, segments: Sequence[Segment], renumbered: Sequence[NDArray[np.uint32]]
) -> tuple[int, int]:
    """How many words were written, and the bits of their buckets."""
    every = np.concatenate([vocabulary(segment) for segment in segments])
    every.sort()
    bits = word_bucket_bits(int(np.count_nonzero(every[1:] != every[:-1])) + bool(len(every)))
    words = WordsWriter(writer, bits)
    count = sum(segment.header.sections["holders"][1] // 4 for segment in segments) + len(every)
    of_bits = _ranges(count, 0, bits)
    for part in range(1 << of_bits):
        found = []
        for segment, numbers in zip(segments, renumbered, strict=True):
            pairs = read_words(segment, of_bits, part)
            held = (pairs & LOW).astype(np.uint32)
            is_listed = held != EVERY
            held[is_listed] = numbers[held[is_listed]]
            pairs = pairs & ~LOW | held
            found.append(pairs[(held != _GONE) | ~is_listed])
        merged = np.concatenate(found)
        merged.sort()
        is_first = np.ones(len(merged), bool)
        np.not_equal(merged[1:], merged[:-1], out=is_first[1:])
        words.add(merged[is_first], part + 1 << bits - of_bits)
    return words.finish(), bits
