"""The body of an answer: unpacked as it comes, never more of it in memory than was allowed."""

import zlib
from collections.abc import Iterable, Iterator

from pupitre.ground.failures import Interrupted

STEP = 65_536
SLACK = 65_536
"""What packing may add to a body that can't be made smaller."""


def read(chunks: Iterable[bytes], packing: str, most: int) -> bytes:
    """The whole body, at most `most` bytes of it once unpacked. Raises Interrupted."""
    whole = bytearray()
    for piece in _unpacked(_counted(chunks, most + SLACK), packing.strip().lower()):
        whole += piece
        if len(whole) > most:
            raise Interrupted("too_large", f"more than {most} bytes")
    return bytes(whole)


def is_too_large(announced: str, most: int) -> bool:
    """Whether a Content-Length alone tells that the body is refused."""
    return len(announced) > 18 or (announced.isdecimal() and int(announced) > most + SLACK)


def _counted(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > most:
            raise Interrupted("too_large", f"more than {most} bytes")
        yield chunk


def _unpacked(chunks: Iterable[bytes], packing: str) -> Iterable[bytes]:
    if packing in {"", "identity"}:
        return chunks
    if packing in {"gzip", "x-gzip", "deflate"}:
        return _inflated(chunks)
    raise Interrupted("encoding", f"packed as {packing[:40]}, which was not asked for")


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """gzip (one member after the other) or zlib, STEP bytes at a time."""
    stream, started = _inflater(), False
    for chunk in chunks:
        rest = chunk
        while rest:
            if stream.eof:
                if not rest.startswith(b"\x1f"):
                    return  # padding after the end, which servers do send
                stream = _inflater()
            started = True
            try:
                piece = stream.decompress(rest, STEP)
            except zlib.error as error:
                raise Interrupted("encoding", str(error)) from error
            rest = stream.unused_data if stream.eof else stream.unconsumed_tail
            if piece:
                yield piece
    if started and not stream.eof:
        raise Interrupted("encoding", "the packed body ends too early")


def _inflater() -> "zlib._Decompress":
    return zlib.decompressobj(wbits=47)  # 32 + 15: gzip or zlib, told by its header
