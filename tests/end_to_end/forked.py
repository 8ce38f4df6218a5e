"""Processes of their own that have all of this one, and disks of their own."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys
import traceback
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Child:
    """A process of its own that does something and ends."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._out, there = os.pipe()
        self.process = os.fork()
        if self.process:
            os.close(there)
            return
        os.close(self._out)
        try:
            said = json.dumps({"said": act()})
        except BaseException:  # noqa: BLE001 - it is raised in the parent
            said = json.dumps({"raised": traceback.format_exc()})
        with os.fdopen(there, "w") as pipe:
            pipe.write(said)
        os._exit(0)

    def said(self) -> Any:
        """What it returned; None if it was killed.

        Waits until all that it began have ended too: they hold the pipe.
        """
        with os.fdopen(self._out) as pipe:
            said = pipe.read()
        os.waitpid(self.process, 0)
        told = json.loads(said) if said else {"said": None}
        if "raised" in told:
            raise AssertionError(told["raised"])
        return told["said"]


_NEW_MOUNTS, _NEW_USER = 0x20000, 0x10000000
_REMOUNT, _READ_ONLY = 0x20, 0x1
_PRIVATE = 0x44000  # with all that is beneath
_DETACH = 2


class Disk:
    """A small disk that only this process and those that it begins can see."""

    def __init__(self, folder: str | Path) -> None:
        """Raises OSError where that is not allowed."""
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._folder = os.fsencode(folder)
        user, group = os.getuid(), os.getgid()
        self._call(self._libc.unshare, _NEW_MOUNTS if user == 0 else _NEW_MOUNTS | _NEW_USER)
        if user:
            for name, content in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
                with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                    file.write(content)
        self._call(self._libc.mount, None, b"/", None, _PRIVATE, None)
        self._mount(0, b"size=64m")

    def _mount(self, flags: int, options: bytes | None) -> None:
        self._call(self._libc.mount, b"tmpfs", self._folder, b"tmpfs", flags, options)

    @staticmethod
    def _call(call: Callable[..., int], *arguments: object) -> None:
        if call(*arguments):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))

    def leave(self, room: int | None) -> None:
        """Make it so large that ``room`` pages are free, None: as large as it was."""
        status = os.statvfs(self._folder)
        size = (status.f_blocks - status.f_bfree + room) * status.f_frsize if room is not None else 1 << 26
        # 0 would be no limit at all
        self._mount(_REMOUNT, b"size=%d" % max(size, status.f_frsize))

    def unmount(self) -> None:
        self._call(self._libc.umount2, self._folder, _DETACH)

    def shut(self) -> None:
        """From now on it can only be read.

        The kernel refuses while a file is open that was deleted: the segments that a build replaced close when Python
        collects what refers to itself, at a time of its own.
        """
        gc.collect()
        self._mount(_REMOUNT | _READ_ONLY, None)


def why_no_disk() -> str:
    """Why there can be no disk of one's own; "" if there can be."""
    if sys.platform != "linux":
        return "small disks are made as Linux makes them"

    def attempt() -> str:
        import tempfile  # noqa: PLC0415 - of the child

        with tempfile.TemporaryDirectory() as folder:
            try:
                Disk(folder).unmount()
            except OSError as error:
                return f"no disk may be mounted here: {error.strerror}"
            return ""

    return str(Child(attempt).said())
