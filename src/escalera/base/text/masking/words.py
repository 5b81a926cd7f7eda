"""What the words before a number say about it: an identity number, a phone, a secret, or an order's number."""

from __future__ import annotations

import re
from functools import lru_cache

BEFORE = 48  # characters that are looked at before a number
AFTER = 16  # and behind it
# Each word names what follows it. The nearest one counts.
_NAMES = {
    "id": r"""
        dni|d\.n\.i|nie|n\.i\.e|nif|n\.i\.f|cif|nuip|cpf|c\.p\.f|cnpj|rut|r\.u\.t|run|cuit|cuil|curp|rfc|c[eé]dulas?|ced|
        ruc|rnc|nit|dpi|cui|rg|pasaportes?|passports?|passaportes?|ssn|social security|seguridad social|nino|national id|
        identidad|identidade|identity|identificaci[oó]n|identifica[cç][aã]o|identification|identificador fiscal|
        documentos?|c\.?c|c\.?i|t\.?i|contribuinte|cart[aã]o de cidad[aã]o|bilhete de identidade|tax id|tin|carn[eé]|
        licencia de conducir|id card|id number|id no""",
    "phone": r"""tel|tels|t[eé]lf?|tlfn?o?|tfno|tel[eé]fonos?|telefones?|m[oó]vil(?:es)?|celular(?:es)?|cel|fono|whats ?app|
        wsp|wasap|zap|ll[aá]m[ae]\w{0,4}|llamar\w{0,3}|marcar|n[uú]mero de contacto|contacto|contato|ligue\w{0,3}|ligar|
        liga|telem[oó]vel|phones?|mobile|cell|call(?: me)?(?: back)?|ring|reach me|text me|sms|fax|ramal""",
    "other": r"""pedidos?|orden|orders?|compra|facturas?|faturas?|invoice|bill|boleto|tickets?|chamado|caso|
        case|incidencia|incidente|incident|expediente|referencia|refer[eê]ncia|reference|ref|tracking|seguimiento|
        rastreio|rastreo|rastreamento|gu[ií]a|env[ií]o|shipment|parcel|imei|serie|s[eé]rie|serial|sku|ean|isbn|modelo|model|
        c[oó]digo de barras|chave de acesso|clave de acceso|access key|autorizaci[oó]n|transacci[oó]n|transa[cç][aã]o|
        transaction|operaci[oó]n|lote|batch|contrato|contract|p[oó]liza|protocolo|radicado|folio|albar[aá]n|nota fiscal|
        art[ií]culo|item|producto|produto|product|versi[oó]n|version|build|error|erro|importe|total|precio|valor|€|\$|usd|eur""",
}  # fmt: skip


def _alternatives(words: str) -> str:
    return "|".join(part.strip() for part in words.split("|"))


_NAMED = re.compile(
    "|".join(rf"(?P<{kind}>(?<![^\W\d_])(?:{_alternatives(words)})(?![^\W\d_]))" for kind, words in _NAMES.items()),
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"(?<![^\W_])(?:dni|nie|nif|cpf|cnpj|rut|run|cuit|cuil|curp|rfc|c[eé]dula|ruc|nit|dpi|nuip|rnc|ssn|nino|rg|cif|"
    r"identi\w{2,12}|pas+ap?orte?s?|passports?)(?![^\W_])",
    re.IGNORECASE,
)


def named(text: str, start: int) -> str:
    """Return what the nearest word before a place says comes there: "id", "phone", "other" or ""."""
    return _nearest(text[max(0, start - BEFORE) : start])


def named_behind(text: str, end: int) -> str:
    """Return what the first words behind a number say it was: "600 123 123 (móvil)"."""
    found = _NAMED.search(text[end : end + AFTER])
    return (found.lastgroup or "") if found else ""


def is_strong(text: str, start: int) -> bool:
    """Say whether the words before name a national number outright, so that its check digit need not be right."""
    return bool(_STRONG.search(text[max(0, start - 28) : start]))


@lru_cache(maxsize=2048)
def _nearest(before: str) -> str:
    kind = ""
    for found in _NAMED.finditer(before):
        kind = found.lastgroup or ""
    return kind
