"""What customers and agents write: short Spanish texts with the words of a shop's desk, always the same for a number.

`COMMON` stands in nearly half of the messages, `RARE` in a dozen tickets of the whole desk, however large."""

from __future__ import annotations

import random
from functools import lru_cache

COMMON = "pedido"
RARE = "xilografía"
RARE_TICKETS = 12

FIRST = [
    "Lucía",
    "Mateo",
    "Camila",
    "Andrés",
    "Sofía",
    "Diego",
    "Valentina",
    "Julián",
    "Mariana",
    "Sebastián",
    "Daniela",
    "Óscar",
    "Inés",
    "Tomás",
    "Paula",
    "Gonzalo",
    "Ximena",
    "Álvaro",
    "Noelia",
    "Rubén",
    "Jimena",
    "Iván",
    "Beatriz",
    "Hernán",
    "Rocío",
    "Emilio",
    "Clara",
    "Nicolás",
    "Marta",
    "Joaquín",
]
LAST = [
    "Gómez",
    "Rodríguez",
    "Peña",
    "Muñoz",
    "Ibáñez",
    "Castaño",
    "Quiñones",
    "Ríos",
    "Márquez",
    "Suárez",
    "Ordóñez",
    "Vélez",
    "Acuña",
    "Bermúdez",
    "Cárdenas",
    "Escobar",
    "Fuentes",
    "Garzón",
    "Herrera",
    "Jaramillo",
    "Lozano",
    "Montoya",
    "Navarro",
    "Ospina",
    "Pardo",
    "Rincón",
    "Salazar",
    "Téllez",
    "Uribe",
    "Zapata",
]
PRODUCTS = [
    "la impresora",
    "el portátil",
    "la cafetera",
    "el teléfono",
    "la lavadora",
    "el router",
    "la silla de oficina",
    "el monitor",
    "la tarjeta",
    "el televisor",
    "la bicicleta",
    "el termostato",
    "la cámara",
    "el disco duro",
    "la batería",
    "el cargador",
    "la suscripción",
    "el lavavajillas",
    "el aspirador",
    "la nevera",
    "el reloj",
    "la tableta",
    "el altavoz",
    "el horno",
    "la aplicación",
    "el contrato",
    "la factura",
    "el colchón",
]
FAULTS = [
    "no enciende desde ayer",
    "hace un ruido extraño",
    "muestra el error {code}",
    "se apaga sola a los pocos minutos",
    "llegó con la pantalla rota",
    "pide una contraseña que no conozco",
    "no se conecta a la red",
    "tiene un cobro duplicado",
    "ya no sincroniza con el teléfono",
    "se calienta demasiado",
    "pierde agua por debajo",
    "vino sin el cable de corriente",
    "no reconoce mi usuario",
    "quedó bloqueada tras la actualización",
    "marca una temperatura imposible",
    "sale a nombre de otra persona",
]
CITIES = [
    "Bogotá",
    "Medellín",
    "Cali",
    "Madrid",
    "Sevilla",
    "Valencia",
    "Lima",
    "Quito",
    "Rosario",
    "Córdoba",
    "Monterrey",
    "Puebla",
    "Mérida",
    "Cuenca",
    "Bilbao",
    "Zaragoza",
    "Barranquilla",
    "Arequipa",
    "Guayaquil",
    "Montevideo",
]
OPENINGS = [
    "Buenos días:",
    "Hola, buenas tardes.",
    "Estimado equipo:",
    "Hola:",
    "Muy buenas.",
    "Buenas noches, les escribo otra vez.",
]
ASKS = [
    "¿Me pueden decir qué hago?",
    "Necesito una solución antes del viernes, por favor.",
    "¿Cuándo podría venir un técnico?",
    "Quisiera la devolución del dinero.",
    "¿Hay que enviarlo a {city} o lo recogen en casa?",
    "Adjunto el comprobante si hace falta.",
    "Ya lo reinicié tres veces y sigue igual.",
    "Espero su respuesta, gracias de antemano.",
    "¿La garantía cubre esta avería?",
]
ORDERS = [
    "Mi pedido {code} era para {city}.",
    "El pedido {code} lo hice en marzo.",
    "Compré en la tienda de {city}, recibo {code}.",
    "El número de serie es {code}.",
    "Lo compré hace dos meses, referencia {code}.",
    "Es para el pedido {code} de la oficina.",
]
ANSWERS = [
    "Gracias por escribirnos. Hemos revisado {thing} y le enviaremos las instrucciones a su dirección de {city}.",
    "Lamento las molestias con {thing}. Un técnico pasará por {city} el lunes entre las nueve y las doce.",
    "Ya está corregido: {thing} vuelve a funcionar con la versión nueva, pruebe y nos cuenta.",
    "Le hemos abonado el importe de {thing}; tarda de tres a cinco días hábiles en verse en su cuenta.",
    "Necesitamos una foto de la etiqueta de {thing} para pedir el repuesto al almacén de {city}.",
]
CLOSINGS = ["Un saludo,", "Gracias y un saludo,", "Atentamente,", "Quedo atento,"]


@lru_cache(maxsize=4)
def people(count: int) -> list[tuple[str, str]]:
    """Return names and addresses of that many customers."""
    dice = random.Random(7)
    names = [f"{dice.choice(FIRST)} {dice.choice(LAST)}" for _ in range(count)]
    return [(name, f"{_ascii(name)}.{i}@correo{i % 40}.example") for i, name in enumerate(names)]


def code(number: int) -> str:
    """Return a reference that only one ticket has."""
    return f"PX{number * 7919 % 100_000_007:08d}"


def subject(number: int) -> str:
    return f"{_pick(PRODUCTS, number, 3).capitalize()} {_fault(number)}"


def question(number: int) -> str:
    """Return the first message of a ticket, about 250 characters."""
    order = _pick(ORDERS, number, 11).format(code=code(number), city=_pick(CITIES, number, 5))
    ask = _pick(ASKS, number, 13).format(city=_pick(CITIES, number, 17))
    thing = _pick(PRODUCTS, number, 3)
    return f"{_pick(OPENINGS, number, 2)}\n\nLes escribo porque {thing} {_fault(number)}. {order} {ask}"


def answer(number: int) -> str:
    """Return an agent's answer, about 200 characters."""
    text = _pick(ANSWERS, number, 19).format(thing=_pick(PRODUCTS, number, 3), city=_pick(CITIES, number, 23))
    return f"Hola {FIRST[number % len(FIRST)]}:\n\n{text}\n\n{_pick(CLOSINGS, number, 29)}\nel equipo de soporte"


def holds_rare(number: int, total: int) -> bool:
    """Say whether a ticket is one of the dozen with the rare word, spread over the desk's whole life."""
    step = max(1, total // RARE_TICKETS)
    return number % step == step // 2 and number // step < RARE_TICKETS


def _fault(number: int) -> str:
    return _pick(FAULTS, number, 7).format(code=100 + number * 31 % 800)


def _pick(choices: list[str], number: int, salt: int) -> str:
    """Choose by a scrambled number: the same ticket always says the same, neighbours say different things."""
    return choices[(number * 2654435761 + salt * 40503) % 4294967296 * len(choices) >> 32]


def _ascii(name: str) -> str:
    table = str.maketrans("áéíóúñ ", "aeioun.")
    return name.lower().translate(table)
