"""Compile every room's .po catalogue to the .mo that gettext reads, with Babel, so that no system tool is needed.

Runs as a build hook when the package is installed or built, and as `python tools/build_messages.py` from `./run`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parent.parent / "src" / "escalera"


def compile_stale(root: Path = SOURCE) -> list[Path]:
    """Compile each catalogue whose .mo is missing or older than its .po; return the .mo files there are."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = []
    for po in sorted(root.glob("**/locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        compiled.append(mo)
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        with mo.open("wb") as target:
            write_mo(target, catalogue)
    return compiled


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, where hatchling is not needed
    pass
else:

    class CustomBuildHook(BuildHookInterface[Any]):
        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            root = Path(self.root)
            for mo in compile_stale(root / "src" / "escalera"):
                build_data["artifacts"].append(str(mo.relative_to(root)))


if __name__ == "__main__":
    compile_stale()
    sys.exit(0)
