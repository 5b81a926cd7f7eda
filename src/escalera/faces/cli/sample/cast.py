"""The sample company: Cordillera, which gives connectivity, accounts and devices to firms and homes in the Andes."""

from __future__ import annotations

PASSWORD = "escalera-demo"  # noqa: S105 - the sample's, printed on the console on purpose
COMPANY = "Cordillera Servicios"
MAILBOX = "ayuda@cordillera.example"

LEVELS = [
    (1, "Primera línea", 60),
    (2, "Especialistas", 240),
    (3, "Expertos", 480),
    (4, "En sitio y proveedores", 1440),
]
# key, name, level
TEAMS = [
    ("linea", "Primera línea", 1),
    ("empresas", "Atención a empresas", 1),
    ("redes", "Redes y conectividad", 2),
    ("cuentas", "Facturación y cuentas", 2),
    ("plataforma", "Plataforma", 3),
    ("sitio", "Técnicos en sitio", 4),
]
# mail name, name, role, team keys, skills (name, grade)
AGENTS = [
    ("noelia", "Noelia Vega", "agent", ["linea"], [("Conectividad", 3), ("Cuentas", 2)]),
    ("bruno", "Bruno Salas", "agent", ["linea"], [("Cuentas", 3)]),
    ("ximena", "Ximena Rojas", "agent", ["linea", "empresas"], [("Conectividad", 3), ("Facturación", 3)]),
    ("tomas", "Tomás Herrera", "agent", ["empresas"], [("Facturación", 2)]),
    ("carla", "Carla Núñez", "agent", ["empresas"], [("Conectividad", 2)]),
    ("lucia", "Lucía Paredes", "agent", ["redes"], [("VPN", 5), ("Conectividad", 4)]),
    ("mateo", "Mateo Cárdenas", "agent", ["redes"], [("VPN", 3), ("Telefonía IP", 4)]),
    ("elena", "Elena Ríos", "agent", ["cuentas"], [("Facturación", 5)]),
    ("diego", "Diego Luna", "agent", ["cuentas"], [("Cuentas", 4)]),
    ("ines", "Inés Castaño", "agent", ["plataforma"], [("Bases de datos", 5), ("Correo", 4)]),
    ("andres", "Andrés Mora", "agent", ["sitio"], [("Fibra", 5), ("Cajeros", 4)]),
    ("sofia", "Sofía Arango", "supervisor", ["linea", "redes"], []),
    ("valeria", "Valeria Montes", "owner", ["linea"], []),
]
SEGMENTS = [("oro", "Oro"), ("empresa", "Empresa"), ("hogar", "Hogar")]
# name, domain, segment, people
ORGANIZATIONS = [
    ("Clínica del Sur", "clinicadelsur.example", "oro", ["Julián Prieto", "Adela Fuentes", "Raúl Mejía"]),
    ("Comercial Andina", "comandina.example", "empresa", ["Rosa Ibáñez", "Hugo Benítez"]),
    ("Banco Ribera", "bancoribera.example", "oro", ["Patricia Soto", "Iván Duarte", "Gloria Lemus"]),
    ("Telnor", "telnor.example", "empresa", ["Óscar Llanos", "Beatriz Peña"]),
    ("Colegio San Marcos", "sanmarcos.example", "empresa", ["Marcela Tovar", "Esteban Gil"]),
    ("Hotel Mirador", "hotelmirador.example", "empresa", ["Camilo Reyes", "Nora Quintana"]),
    ("Agrícola El Maitén", "elmaiten.example", "empresa", ["Fernando Ulloa"]),
    ("Transportes Quri", "quri.example", "empresa", ["Yolanda Condori", "Percy Huamán"]),
]
HOMES = [
    "Marta Quiroga", "Pilar Medina", "Joaquín Ferrer", "Lorena Acuña", "Mauricio Zapata", "Teresa Olmos",
    "Gonzalo Vidal", "Amparo Lozano", "Ricardo Peralta", "Silvia Cabrera", "Nicolás Bravo", "Dora Echeverri",
    "Álvaro Montoya", "Jimena Salcedo", "Rubén Aguirre", "Carmen Villalba", "Felipe Osorio", "Luz Marina Cano",
]  # fmt: skip
# name, whom we speak to, mail, telephone, agreement, working minutes until they answer
VENDORS = [
    ("Fibra Andina", "Mesa de guardia", "guardia@fibrandina.example", "+57 601 555 0140", "FA-2024-118", 480),
    ("Cajeros del Pacífico", "Ramiro Téllez", "soporte@cajerospacifico.example", "+57 602 555 0177", "CP-0042", 240),
    ("Nube Quebrada", "Soporte de plataforma", "soporte@nubequebrada.example", "+57 601 555 0192", "NQ-7781", 960),
]
CANNED = [
    ("Saludo y datos", "Hola, {cliente}:\n\nGracias por escribirnos. Para ayudarle necesito dos datos: la dirección del servicio y desde cuándo ocurre."),
    ("Reiniciar el equipo", "Hola, {cliente}:\n\nPor favor apague el equipo, espere treinta segundos y enciéndalo. Si en cinco minutos no vuelve la luz verde, respóndame a este mensaje (caso {ticket})."),
    ("Cierre", "Me alegra que esté resuelto, {cliente}. Si vuelve a ocurrir, basta con responder a este correo y seguimos donde quedamos.\n\n{agente}"),
]  # fmt: skip
