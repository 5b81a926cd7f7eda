"""format=flowed text (RFC 3676): lines that belong together, put together."""


def unflowed(text: str, *, delsp: bool) -> str:
    """Join the flowed lines of ``text`` (line ends "\\n"); quotes keep their depth as "> " marks.

    ``delsp`` says that the blank at a soft line end is not part of the text.
    """
    out: list[str] = []
    paragraph: list[str] | None = None
    depth_before = -1
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        if content.startswith(" "):  # space-stuffed
            content = content[1:]
        is_signature = content == "-- "
        flows = content.endswith(" ") and not is_signature
        if flows and delsp:
            content = content[:-1]
        if paragraph is not None and depth == depth_before and not is_signature:
            paragraph.append(content)
        else:
            _flush(out, paragraph)
            paragraph = [_marks(depth), content]
        depth_before = depth
        if not flows:
            _flush(out, paragraph)
            paragraph = None
    _flush(out, paragraph)
    return "\n".join(out)


def _marks(depth: int) -> str:
    return ">" * depth + " " if depth else ""


def _flush(out: list[str], paragraph: list[str] | None) -> None:
    if paragraph is not None:
        line = "".join(paragraph)
        out.append(line if line.endswith("-- ") else line.rstrip(" "))
