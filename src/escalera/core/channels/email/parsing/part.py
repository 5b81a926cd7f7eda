"""One part of a mail: the standard library's Message (compat32) that also keeps what a desk asks for often."""

from email.message import Message

MAX_HEADERS = 1_000  # of one part


class Part(Message):
    """A message part that also keeps its header values by name and the bytes of its body."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.body = b""
        self.source = b""  # the part as it stands in the mail, header and body
        self.kind = ""
        self.parameters: dict[str, str] = {}

    @property
    def children(self) -> list["Part"]:
        """The parts below this one; empty for a leaf."""
        payload = self.get_payload()
        return [one for one in payload if isinstance(one, Part)] if isinstance(payload, list) else []


def keep_fields(part: Part, lines: list[bytes]) -> None:
    """Put header lines on a part the way the standard library does: folds kept, 8-bit bytes as surrogates."""
    name = ""
    value: list[str] = []
    for line in lines:
        text = line.decode("ascii", "surrogateescape")
        if text[:1] in " \t" and name:
            value.append(text)
            continue
        _keep_field(part, name, value)
        name, _, first = text.partition(":")
        name = name.rstrip(" \t")
        value = [first.lstrip(" \t")]
    _keep_field(part, name, value)


def _keep_field(part: Part, name: str, value: list[str]) -> None:
    if not name or name.isspace():
        return
    text = "".join(value).rstrip("\r\n")
    values = part.fields.setdefault(name.lower(), [])
    if len(values) < MAX_HEADERS and len(part.fields) < MAX_HEADERS:
        values.append(text)
        part.set_raw(name, text)
