"""What the sample's people follow: macros with variants, scripts and runbooks, and how they go through them."""

from __future__ import annotations

from typing import Any

# name, folder, texts by language
MACROS: list[tuple[str, str, dict[str, str]]] = [
    ("Pedir una foto de las luces", "Averías", {
        "es": "{saludo}\n\n¿Puede enviarnos una foto del frente del router, con las luces encendidas? Con eso sabemos si hace falta una visita.\n\n{despedida}",
        "en": "{greeting}\n\nCould you send us a picture of the front of the router with its lights on? It tells us whether a visit is needed.\n\n{closing}",
        "pt-br": "{saudacao}\n\nPode nos enviar uma foto da frente do roteador, com as luzes acesas? Assim sabemos se é preciso uma visita.\n\n{despedida}",
    }),
    ("Devolución en camino", "Facturación", {
        "es": "{saludo}\n\nEmitimos la nota de crédito; verá la devolución en 3 a 5 días hábiles.\n\n{despedida}",
        "en": "{greeting}\n\nWe issued the credit note; the money is back within 3 to 5 working days.\n\n{closing}",
        "pt-br": "{saudacao}\n\nEmitimos a nota de crédito; a devolução aparece em 3 a 5 dias úteis.\n\n{despedida}",
    }),
]  # fmt: skip


def _way(key: str, label: str, to: str = "", **when: Any) -> dict[str, Any]:
    return {"key": key, "label": label, "to": to, "when": when or None}


CHARGE, VPN, FIBRE = "Reclamo de un cobro", "VPN que se corta", "Enlace sin señal óptica"
PROCEDURES: list[dict[str, Any]] = [
    {
        "name": CHARGE, "use": "script", "categories": ["facturas"], "words": "cobro\nfactura\ncargo\ndevolución",
        "about": "Quién pregunta, qué cargo es, y lo que facturación necesita para no volver a preguntar.",
        "steps": [
            {"key": "titular", "kind": "identity", "title": "Confirmar que habla el titular", "next": "cargo",
             "ways": [_way("failed", "", "papeles")],
             "with": {"questions": "¿Número de documento?\n¿Dirección del servicio?\n¿Importe de la última factura?", "needed": 2}},
            {"key": "cargo", "kind": "choice", "title": "¿Qué cargo reclama?", "fills": "packet:symptom", "for_customer": True,
             "ways": [_way("doble", "Dos veces el mismo", "importe"), _way("baja", "De un servicio dado de baja", "importe"),
                      _way("otro", "No lo reconoce", "articulo")]},
            {"key": "articulo", "kind": "article", "title": "Leer la factura con el cliente", "next": "importe",
             "ways": [_way("helped", "", "listo")], "with": {"article": "Descargar una factura"}},
            {"key": "importe", "kind": "number", "title": "Importe que se reclama", "next": "grande", "fills": "packet:evidence",
             "with": {"unit": "USD", "least": 0, "most": 100000}},
            {"key": "grande", "kind": "branch", "title": "¿Lo resuelve la primera línea?", "next": "arriba",
             "ways": [_way("poco", "Menos de 30", "devolver", step="importe", value=30, **{"is": "below"})]},
            {"key": "devolver", "kind": "macro", "title": "Emitir la nota de crédito y avisar", "next": "listo",
             "with": {"macro": "Devolución en camino"}},
            {"key": "papeles", "kind": "guidance", "title": "Pedir que escriba el titular", "next": "hecho",
             "text": "No dé datos de la cuenta. Explique que puede **autorizar a otra persona** desde el portal."},
            {"key": "listo", "kind": "end", "title": "Resuelto", "with": {"outcome": "solved", "resolve": 1}},
            {"key": "hecho", "kind": "end", "title": "Hecho", "with": {"outcome": "done"}},
            {"key": "arriba", "kind": "end", "title": "Pasar a facturación", "with": {"outcome": "escalate"}},
        ],
    },
    {
        "name": VPN, "use": "runbook", "categories": ["vpn"], "words": "vpn\nrenegociación\ntúnel\nse corta",
        "about": "Para los cortes a intervalos regulares. Cada paso deja su evidencia.",
        "steps": [
            {"key": "fase", "kind": "instruction", "title": "Comparar los tiempos de vida de la fase 2 en ambos extremos",
             "text": "En el concentrador: `show vpn ike sa`. En la sede, el mismo dato del otro lado.", "next": "igualar",
             "ways": [_way("iguales", "Son iguales", "perdida"), _way("distintos", "Son distintos", "igualar")],
             "evidence": [{"key": "valores", "label": "Valores de ambos lados", "type": "text", "required": True}],
             "with": {"expected": "El mismo número de segundos en los dos."}},
            {"key": "igualar", "kind": "instruction", "title": "Poner 28.800 s en los dos y reconectar", "next": "esperar",
             "ways": [_way("hecho", "Hecho", "esperar"), _way("no", "No se pudo", "arriba")], "with": {"expected": "El túnel sube en menos de un minuto."}},
            {"key": "esperar", "kind": "choice", "title": "¿Quince minutos sin cortes?", "minutes": 15, "next": "arriba",
             "ways": [_way("si", "Sí", "listo"), _way("no", "No", "perdida")]},
            {"key": "perdida", "kind": "number", "title": "Pérdida de paquetes en el enlace", "next": "mucha", "fills": "packet:evidence",
             "with": {"unit": "%", "least": 0, "most": 100}},
            {"key": "mucha", "kind": "branch", "title": "¿Pierde demasiado?", "next": "arriba",
             "ways": [_way("poca", "Menos de 1 %", "igualar", step="perdida", value=1, **{"is": "below"})]},
            {"key": "listo", "kind": "end", "title": "Resuelto", "with": {"outcome": "solved"}},
            {"key": "arriba", "kind": "end", "title": "Pasar a plataforma", "with": {"outcome": "escalate"}},
        ],
    },
    {
        "name": FIBRE, "use": "runbook", "categories": ["isp-no-service", "cajeros"], "words": "fibra\nsin señal\nenlace caído\ncajero",
        "about": "Del puerto hacia afuera: primero lo nuestro, después el tramo del proveedor.",
        "steps": [
            {"key": "puerto", "kind": "text", "title": "Puerto del equipo", "next": "potencia", "with": {}},
            {"key": "potencia", "kind": "diagnostic", "title": "Potencia óptica en el puerto", "next": "conector",
             "ways": [_way("well", "", "cliente")], "with": {"diagnostic": "Potencia óptica del puerto"}},
            {"key": "conector", "kind": "instruction", "title": "Limpiar y volver a conectar el conector del nodo", "minutes": 5, "next": "tramo",
             "ways": [_way("mejor", "La potencia volvió", "listo"), _way("igual", "Sigue igual", "tramo")],
             "evidence": [{"key": "dbm", "label": "Potencia después (dBm)", "type": "number", "required": True}],
             "with": {"expected": "Entre −8 y −27 dBm."}},
            {"key": "tramo", "kind": "choice", "title": "¿Dónde está el corte?", "ways": [
                _way("nuestro", "En nuestro tramo", "visita"), _way("proveedor", "En el del proveedor", "avisar")]},
            {"key": "avisar", "kind": "guidance", "title": "Abrir caso con el proveedor y anotar su número", "next": "hecho",
             "text": "Desde el ticket: **Pedir ayuda › Proveedor**. Su reloj empieza al abrirlo."},
            {"key": "cliente", "kind": "procedure", "title": "La señal llega: seguir en casa del cliente", "next": "hecho",
             "ways": [_way("worked", "", "hecho"), _way("failed", "", "visita")], "with": {"procedure": "Sin internet"}},
            {"key": "listo", "kind": "end", "title": "Resuelto", "with": {"outcome": "solved"}},
            {"key": "hecho", "kind": "end", "title": "Hecho", "with": {"outcome": "done"}},
            {"key": "visita", "kind": "end", "title": "Pedir una visita", "with": {"outcome": "visit"}},
        ],
    },
]  # fmt: skip

HOME = "Sin internet"  # of the preset
_NO_SERVICE = ("isp-no-service", "isp-slow")
_YES = "question_0=1; question_1=1"
_UP = "!Se escaló con lo que se había visto."
# name, keys of categories, order of the level, weight, answers; "!" before why it was left
WAYS: list[tuple[str, tuple[str, ...], int, int, tuple[str, ...]]] = [
    (HOME, _NO_SERVICE, 1, 8, ("no", "green", "yes", "")),
    (HOME, _NO_SERVICE, 1, 4, ("no", "off", "yes", "yes", "")),
    (HOME, _NO_SERVICE, 1, 3, ("no", "red", "answer=-22,4", "yes", "", "")),
    (HOME, _NO_SERVICE, 1, 3, ("no", "red", "answer=-31", "")),
    (HOME, _NO_SERVICE, 1, 2, ("yes", "", "")),
    (HOME, _NO_SERVICE, 1, 2, ("no", "red", "answer=-24", "no", _UP)),
    (CHARGE, ("facturas",), 1, 5, (_YES, "doble", "answer=19,90", "", "")),
    (CHARGE, ("facturas",), 1, 3, (_YES, "doble", "answer=84", _UP)),
    (CHARGE, ("facturas",), 1, 2, (_YES, "otro", "helped", "")),
    (CHARGE, ("facturas",), 1, 1, ("question_0=1", "", "")),
    (VPN, ("vpn",), 2, 5, ("way=distintos; evidence_valores=3600 / 28800", "hecho", "si", "")),
    (VPN, ("vpn",), 2, 2, ("way=iguales; evidence_valores=28800 / 28800", "answer=0,4", "hecho", "si", "")),
    (VPN, ("vpn",), 2, 1, ("way=iguales; evidence_valores=28800 / 28800", "answer=7", _UP)),
    (FIBRE, ("isp-no-service", "cajeros"), 2, 3, ("answer=LP-07/12", "wrong", "way=mejor; evidence_dbm=-19", "")),
    (FIBRE, ("isp-no-service", "cajeros"), 2, 2, ("answer=LP-09/3", "wrong", "way=igual; evidence_dbm=-40", "proveedor", "", "")),
]  # fmt: skip
COMMENTS = [
    "Falta decir qué hacer si el cliente no está en casa.",
    "Con los equipos nuevos la luz es azul, no verde.",
    "Este paso se podría saltar cuando ya hay una avería general.",
]
