"""Join the chat widget's modules and sheet into the one file that a browser gets; run after a change in `script/`.

    python tools/build_widget.py

The order follows the imports, and every module keeps a scope of its own. Whole-line comments and indentation are left
out, nothing else is changed: what a browser shows in an error can be read.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "src" / "escalera" / "faces" / "widget"
SCRIPT = ROOT / "script"
BUILT = ROOT / "static" / "escalera" / "widget.js"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js"\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)


def built() -> str:
    """Return the whole script. Raises: ValueError where modules import each other in a circle."""
    parts = {"style": f"const STYLE = {json.dumps(sheet(), ensure_ascii=False)}\n"}
    _add("main", parts, ())
    return "// The chat of an Escalera desk.\n;(() => {\n" + '"use strict"\n' + "".join(parts.values()) + "})()\n"


def sheet() -> str:
    """Return the sheet without comments and spare blanks."""
    text = re.sub(r"/\*.*?\*/", "", (SCRIPT / "widget.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};,]) ?", r"\1", text).replace(";}", "}").strip()


def _add(module: str, parts: dict[str, str], above: tuple[str, ...]) -> None:
    if module in parts:
        return
    if module in above:
        message = f"a circle of imports: {' → '.join((*above, module))}"
        raise ValueError(message)
    text = (SCRIPT / f"{module}.js").read_text(encoding="utf-8")
    for other in _IMPORT.findall(text):
        _add(other, parts, (*above, module))
    names = ", ".join(_EXPORT.findall(text))
    body = re.sub(r"^\s+", "", _COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", text))), flags=re.MULTILINE)
    parts[module] = f"const {{ {names} }} = (() => {{\n{body}return {{ {names} }}\n}})()\n"


if __name__ == "__main__":
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    BUILT.write_text(built(), encoding="utf-8")
    sys.exit(0)
