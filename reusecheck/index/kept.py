"""The copy of the configuration beside the index; see ``configuring.kept``."""

from __future__ import annotations

import os

from reusecheck.configuring import parse_config
from reusecheck.configuring.kept import FOLDER, NAME, pack
from reusecheck.errors import ConfigError
from reusecheck.index.catalog import replace_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.config import Config


def keep_configuration(config: Config, folder: str) -> None:
    """Keep the configuration beside the index, as its file says it now; see ``configuring.kept``."""
    path = os.path.join(config.root, config.path)
    if config.index.path != FOLDER or not os.path.isfile(path):
        return
    with open(path, "rb") as file:
        source = file.read()
    kept = os.path.join(folder, NAME)
    try:
        data = pack(source, parse_config(source, config.root, config.path))
    except ConfigError:
        return  # changed for the worse since it was read; the next command will say so
    if not os.path.exists(kept) or _bytes_of(kept) != data:
        replace_file(kept, data)


def _bytes_of(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
