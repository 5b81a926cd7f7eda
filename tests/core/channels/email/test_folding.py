"""What is new in a mail: samples written for this house, in the shapes of the mail programs that customers use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalera.core.channels.email.folding import PartKind, fold

ASKS = "Hola, sigo sin poder entrar al portal."
GMAIL = "El lun, 3 mar 2025 a las 10:22, Soporte (<soporte@x.cl>) escribió:\n\n> Hola, Ana.\n> ¿Probó de nuevo?\n"

QUOTES: dict[str, tuple[str, str | None]] = {
    "Gmail": (
        ASKS + "\n\nEl lun, 3 mar 2025 a las 10:22, Soporte (<soporte@x.cl>) escribió:\n\n> Hola Ana\n> ¿Probó?\n",
        ASKS,
    ),
    "Gmail, address in brackets": (
        ASKS + "\n\nEl lun, 3 de mar. de 2025 a la(s) 10:22, Ana (ana@x.cl) escribió:\n\n> Hola Ana\n",
        ASKS,
    ),
    "Gmail, wrapped": (
        ASKS + "\n\nEl lun, 3 de mar. de 2025 a la(s) 10:22 a. m., Mesa de Ayuda\n"
        "Empresa Muy Larga S.A. (\nsoporte@x.cl) escribió:\n\n> Hola Ana\n",
        ASKS,
    ),
    "Gmail in Portuguese": (
        "Ainda não funciona.\n\n"
        "Em seg., 3 de mar. de 2025 às 10:22, Suporte <suporte@x.com.br>\nescreveu:\n"
        "\n> Olá\n",
        "Ainda não funciona.",
    ),
    "iPhone": (
        ASKS + "\n\nEnviado desde mi iPhone\n\n"
        "> El 3 mar 2025, a la(s) 10:22, Soporte <s@x.cl> escribió:\n> \n> Hola\n",
        ASKS,
    ),
    "iPhone in Portuguese": (
        "Segue anexo.\n\nEnviado do meu iPhone\n\n"
        "> Em 3 de mar. de 2025, à(s) 10:22, Suporte <s@x.com> escreveu:\n> \n> Olá\n",
        "Segue anexo.",
    ),
    "Outlook with a signature": (
        ASKS + "\n\nSaludos cordiales,\n\nAna Pérez Soto\nJefa de Operaciones\n"
        "Tel: +56 2 2345 6789\nwww.empresa.cl\n\nDe: Soporte <soporte@x.cl>\n"
        "Enviado el: lunes, 3 de marzo de 2025 10:22\n"
        "Para: Ana Pérez <ana@empresa.cl>\nCC: Luis\nAsunto: RE: Portal\n\n"
        "Estimada Ana:\n\nFavor reintentar.\n",
        ASKS,
    ),
    "Outlook, original message": (
        ASKS + "\n\n-----Mensaje original-----\nDe: Soporte [mailto:soporte@x.cl] \n"
        "Enviado el: lunes, 3 de marzo de 2025 10:22\nPara: Ana\nAsunto: RE: Portal\n\n"
        "Hola\n",
        ASKS,
    ),
    "Outlook on the web": (
        ASKS + "\n________________________________\nDe: Soporte <soporte@x.cl>\n"
        "Enviado: lunes, 3 de marzo de 2025 10:22\nPara: Ana <ana@x.cl>\n"
        "Asunto: RE: Portal\n \nHola\n",
        ASKS,
    ),
    "Outlook for Android": (
        ASKS + "\n\nObtener Outlook para Android<https://aka.ms/AAb9ysg>\n"
        "________________________________\nFrom: Soporte <soporte@x.cl>\n"
        "Sent: Monday, March 3, 2025 10:22:11 AM\nTo: Ana <ana@x.cl>\n"
        "Subject: RE: Portal\n\nHola\n",
        ASKS,
    ),
    "Outlook in Portuguese": (
        "Bom dia,\n\nConsegui resolver.\n\nAtt,\nJoão Silva\n\nDe: Suporte <s@x.com>\n"
        "Enviada em: segunda-feira, 3 de março de 2025 10:22\nPara: João <j@x.com>\n"
        "Assunto: RES: Portal\n\nOlá",
        "Bom dia,\n\nConsegui resolver.",
    ),
    "Outlook for Mac": (
        ASKS + "\n\nDe: Soporte <soporte@x.cl>\nFecha: lunes, 3 de marzo de 2025, 10:22\n"
        "Para: Ana <ana@x.cl>\nAsunto: Re: Portal\n\nHola",
        ASKS,
    ),
    "Thunderbird": (
        ASKS + "\n\nEl 3/3/25 a las 10:22, Soporte escribió:\n> Hola\n> Pruebe\n\n-- \nAna Pérez\nEmpresa SpA\n",
        ASKS,
    ),
    "Thunderbird, answer below": (
        "El 3/3/25 a las 10:22, Soporte escribió:\n> Hola\n> Pruebe\n\nYa probé y sigue igual.\n\n-- \nAna\n",
        "Ya probé y sigue igual.",
    ),
    "Thunderbird in Portuguese": (
        "Em 03/03/2025 10:22, Suporte escreveu:\n> Olá\n\nJá tentei.\n",
        "Já tentei.",
    ),
    "Yahoo": (
        ASKS + "\n\n"
        "    En lunes, 3 de marzo de 2025, 10:22:33 a. m. CLST, Soporte <s@x.cl> escribió:  \n"
        " \n Hola Ana\n",
        ASKS,
    ),
    "Yahoo mobile, text behind the colon": (
        ASKS + "\n\nEnviado desde Yahoo Mail para Android \n \n"
        "  El lun., mar. 3, 2025 a la(s) 10:22, Soporte<s@x.cl> escribió:   Hola Ana, pruebe\n",
        ASKS,
    ),
    "Proton": (
        ASKS + "\n\n"
        "Enviado con el correo electrónico seguro de [Proton Mail](https://proton.me/).\n"
        "\nEl lunes, 3 de marzo de 2025 a las 10:22, Soporte <s@x.cl> escribió:\n\n"
        "> Hola\n",
        ASKS,
    ),
    "Proton, older": (
        ASKS + "\n\n‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\n"
        "On Monday, March 3rd, 2025 at 10:22 AM, Soporte <s@x.cl> wrote:\n\n> Hola\n",
        ASKS,
    ),
    "Samsung": (
        ASKS + "\n\n\nEnviado desde mi Galaxy\n\n-------- Mensaje original --------\n"
        "De: Soporte <s@x.cl> \nFecha: 3/3/25  10:22  (GMT-03:00) \nPara: ana@x.cl \n"
        "Asunto: Re: Portal \n\nHola",
        ASKS,
    ),
    "Samsung in Portuguese": (
        "Obrigado!\n\n-------- Mensagem original --------\nDe: Suporte <s@x.cl> \n"
        "Data: 03/03/25  10:22  (GMT-03:00) \nPara: ana@x.cl \nAssunto: Re: Portal \n\n"
        "Hola",
        "Obrigado!",
    ),
    "Zimbra": (
        ASKS + '\n\n\nDe: "Soporte" <s@x.cl> \nPara: "Ana" <ana@x.cl> \n'
        "Enviados: Lunes, 3 de Marzo 2025 10:22:33 \nAsunto: Re: Portal \n\nHola",
        ASKS,
    ),
    "Roundcube": (
        ASKS + "\n\nEl 2025-03-03 10:22, Soporte escribió:\n> Hola\n> \n> Pruebe\n",
        ASKS,
    ),
    "K-9": (
        ASKS + "\n\nEl 3 de marzo de 2025 10:22:00 GMT-03:00, Soporte <s@x.cl> escribió:\n>Hola\n",
        ASKS,
    ),
    "answers between": (
        "El 3/3/25 a las 10:22, Soporte escribió:\n> ¿Qué versión usa?\n\nLa 4.2\n\n> ¿Qué sistema?\n\nWindows 11\n",
        "La 4.2\n\nWindows 11",
    ),
    "answers between, no blank lines": (
        "> ¿Qué versión usa?\nLa 4.2\n> ¿Qué sistema?\nWindows 11\n",
        "La 4.2\n\nWindows 11",
    ),
    "forward with a comment": (
        "Les reenvío lo que recibí.\n\n---------- Forwarded message ---------\n"
        "De: Banco <b@x.cl>\nDate: lun, 3 mar 2025 a las 10:22\nSubject: Cobro\n"
        "To: Ana <ana@x.cl>\n\nEstimada cliente\n",
        "Les reenvío lo que recibí.",
    ),
    "our marker": (
        "Sigue fallando\n\n##- Escriba su respuesta por encima de esta línea -##\n\nHola Ana, su ticket",
        "Sigue fallando",
    ),
    "our marker, quoted": (
        "Sigue fallando\n\n"
        "El lun, 3 mar 2025 a las 10:22, Soporte (<s@x.cl>) escribió:\n\n"
        "> ##- Please type your reply above this line -##\n> Hola Ana, su ticket",
        "Sigue fallando",
    ),
    "bold labels": (
        ASKS + "\n\n*De:* Soporte <soporte@x.cl>\n"
        "*Enviado el:* lunes, 3 de marzo de 2025 10:22\n*Para:* Ana <ana@x.cl>\n"
        "*Asunto:* RE: Portal\n\nHola",
        ASKS,
    ),
    "CRLF": (
        ASKS + "\r\n\r\nEl lun, 3 mar 2025 a las 10:22, Soporte (<s@x.cl>) escribió:\r\n\r\n> Hola\r\n",
        ASKS,
    ),
    "Apple forward": (
        "Miren esto\n\nInicio del mensaje reenviado:\n\n> De: Banco <b@x.cl>\n"
        "> Asunto: Cobro\n> Fecha: 3 de marzo de 2025\n> Para: Ana <a@x.cl>\n> \n> Hola",
        "Miren esto",
    ),
    "Windows Mail": (
        ASKS + "\n\nEnviado desde Correo para Windows\n\nDe: Soporte\n"
        "Enviado: lunes, 3 de marzo de 2025 10:22\nPara: ana@x.cl\n"
        "Asunto: Re: Portal\n\nHola",
        ASKS,
    ),
}

SIGNATURES: dict[str, tuple[str, str | None]] = {
    "thanks and a name": (
        "Perfecto, ya quedó.\n\nMuchas gracias,\nAna",
        "Perfecto, ya quedó.",
    ),
    "a name after a sentence": (
        "Gracias por la ayuda.\n\nAna Pérez",
        "Gracias por la ayuda.",
    ),
    "closing without a name": (
        "Ok, quedo atento.\nSaludos\n\nEl lun, 3 mar 2025 a las 10:22, Soporte (<s@x.cl>) escribió:\n\n> Hola\n",
        "Ok, quedo atento.",
    ),
    "short closing": (
        "No me llega el código.\n\nAtte.\nPedro Soto M.\nRUT 12.345.678-9",
        "No me llega el código.",
    ),
    "closing and name on a line": (
        "No me llega el código.\nSaludos, Pedro",
        "No me llega el código.",
    ),
    "disclaimer": (
        "No me llega el código.\n\n"
        "Este mensaje y sus adjuntos son confidenciales y están dirigidos exclusivamente a su "
        "destinatario. Si lo ha recibido por error, elimínelo.",
        "No me llega el código.",
    ),
    "closing, rule and disclaimer": (
        "No me llega el código.\n\nSaludos,\nPedro\n\n________________________________\n\n"
        "AVISO DE CONFIDENCIALIDAD: Este correo electrónico contiene información confidencial.\n"
        "Antes de imprimir este correo piense en el medio ambiente.",
        "No me llega el código.",
    ),
    "postscript": (
        "No llega el correo.\n\nSaludos,\nAna\n\nPD: tampoco llega el SMS.",
        "No llega el correo.\n\nPD: tampoco llega el SMS.",
    ),
    "sender in lower case": (
        "No anda la impresora\n\nana pérez",
        "No anda la impresora",
    ),
    "closing and contact lines": (
        "Adjunto el comprobante.\n\nQuedo atento a sus comentarios.\n\n"
        "Saludos cordiales\n\nLuis Rojas\n"
        "Analista de Compras | Constructora Sur Ltda.\n"
        "+56 9 8765 4321 | lrojas@sur.cl",
        "Adjunto el comprobante.\n\nQuedo atento a sus comentarios.",
    ),
    "long closing": (
        "Adjunto carta.\n\nSin otro particular, se despide atentamente,\n\nMaría José Fernández\nPresidenta",
        "Adjunto carta.",
    ),
    "Portuguese closing": (
        "Não recebi o boleto.\n\nDesde já agradeço,\n\nMarcos Lima\nFinanceiro\n(11) 98765-4321",
        "Não recebi o boleto.",
    ),
    "short Portuguese closing": (
        "Não recebi.\n\nAbs,\nMarcos",
        "Não recebi.",
    ),
    "external banner": (
        "PRECAUCIÓN: Este correo se originó fuera de la organización.\n\nNo puedo entrar.",
        "No puedo entrar.",
    ),
    "two closings": (
        "Espero respuesta.\n\nQuedo atenta,\nSaludos cordiales,\n\nAna",
        "Espero respuesta.",
    ),
    "no closing": (
        "Espero respuesta a la brevedad.\n\nAna Pérez\nGerente de Ventas\nEmpresa SpA\nCel. +56 9 1234 5678",
        "Espero respuesta a la brevedad.",
    ),
    "virus scanner": (
        "No anda.\n\nLibre de virus.www.avast.com <https://www.avast.com/sig>\n",
        "No anda.",
    ),
    "third-person closing": (
        "No anda el sistema.\n\nSaluda atentamente a Ud.\nPedro Soto",
        "No anda el sistema.",
    ),
}

KEPT: dict[str, tuple[str, str | None]] = {
    "thanks alone": (
        "Ya funciona.\n\nGracias",
        None,
    ),
    "thanks before a quote": (
        "Gracias!!\n\nEl lun, 3 mar 2025 a las 10:22, Soporte (<s@x.cl>) escribió:\n\n> Hola\n",
        "Gracias!!",
    ),
    "many thanks before a quote": (
        "Muchas gracias.\n\nEl lun, 3 mar 2025 a las 10:22, Soporte (<s@x.cl>) escribió:\n\n> Hola\n",
        "Muchas gracias.",
    ),
    "a travel request is no header block": (
        "Quiero cambiar mi vuelo:\nDe: Santiago\nA: Lima\nFecha: 3 de marzo\nGracias",
        None,
    ),
    "an address asked for": (
        "Mi dirección es:\n\nJuan Pérez\nCalle Los Olmos 123\nTel: 22334455",
        None,
    ),
    "a list": (
        "Necesito:\n\n- Factura\n- Boleta\n- Guía",
        None,
    ),
    "a sentence that ends like an attribution": (
        "El 3 de marzo a las 10:22 llamé y el técnico me escribió:\n\nReinicie el equipo.\n\nLo hice y no sirve.",
        None,
    ),
    "greeting": (
        "Saludos Juan,\n\nNecesito cambiar la clave.",
        None,
    ),
    "rules around a log": (
        "Me sale esto:\n\n-----\nERROR 500: internal\nat line 3\n-----\n\nQue hago?",
        None,
    ),
    "forward without a comment": (
        "---------- Forwarded message ---------\nDe: Banco <b@x.cl>\n"
        "Date: lun, 3 mar 2025\nSubject: Cobro\nTo: Ana <ana@x.cl>\n\nEstimada cliente",
        None,
    ),
    "thanks before a question": (
        "Hola\nGracias\nMe pueden ayudar con mi factura",
        None,
    ),
    "a name that answers": (
        "¿Desde dónde escribo?\n\nBuenos Aires",
        None,
    ),
    "a form filled in": (
        "Buen día, el usuario no puede ingresar.\n\nNombre: Ana Pérez\n"
        "Rut: 12.345.678-9\nCorreo: ana@x.cl\nTeléfono: 912345678",
        None,
    ),
}

LANGUAGES: dict[str, tuple[str, str | None]] = {
    "Hungarian": (
        "Köszönöm!\n\nAna <ana@x.hu> ezt írta (időpont: 2025. márc. 3., H, 10:22):\n\n> Szia",
        "Köszönöm!",
    ),
    "Korean": (
        "감사합니다. 잘 됩니다.\n\n2025년 3월 3일 (월) 오전 10:22, 지원팀 <s@x.kr>님이 작성:\n\n> 안녕",
        "감사합니다. 잘 됩니다.",
    ),
    "Chinese": (
        "还是不行\n\n支持 <s@x.cn> 于2025年3月3日周一 10:22写道：\n\n> 你好",
        "还是不行",
    ),
    "Chinese block": (
        "还是不行\n\n发件人: 支持 <s@x.cn>\n发送时间: 2025年3月3日 10:22\n收件人: Ana <a@x.cn>\n主题: 回复: 门户\n"
        "\n你好",
        "还是不行",
    ),
    "Turkish": (
        "Olmadı.\n\nDestek <s@x.tr>, 3 Mar 2025 Pzt, 10:22 tarihinde şunu yazdı:\n\n> Merhaba",
        "Olmadı.",
    ),
    "Vietnamese": (
        "Vẫn lỗi.\n\nVào Th 2, 3 thg 3, 2025 vào lúc 10:22 Hỗ trợ <s@x.vn> đã viết:\n\n> Chào",
        "Vẫn lỗi.",
    ),
    "Romanian": (
        "Nu merge.\n\nÎn lun., 3 mar. 2025 la 10:22, Suport <s@x.ro> a scris:\n\n> Salut",
        "Nu merge.",
    ),
    "Czech": (
        "Nejde to.\n\npo 3. 3. 2025 v 10:22 odesílatel Podpora <s@x.cz> napsal:\n\n> Ahoj",
        "Nejde to.",
    ),
    "Finnish": (
        "Ei toimi.\n\nma 3. maalisk. 2025 klo 10.22 Tuki (s@x.fi) kirjoitti:\n\n> Hei",
        "Ei toimi.",
    ),
    "German, name first": (
        "Geht nicht.\n\nSupport <s@x.de> schrieb am Mo., 3. März 2025, 10:22:\n\n> Hallo",
        "Geht nicht.",
    ),
    "German block": (
        "Geht nicht.\n\nMit freundlichen Grüßen\nHans Müller\n\nVon: Support <s@x.de>\n"
        "Gesendet: Montag, 3. März 2025 10:22\nAn: Hans\nBetreff: AW: Portal\n\nHallo",
        "Geht nicht.",
    ),
    "Italian": (
        "Non va.\n\nCordiali saluti\nMario Rossi\n\n"
        "Il giorno lun 3 mar 2025 alle ore 10:22 Supporto <s@x.it> ha\nscritto:\n\n> Ciao",
        "Non va.",
    ),
    "French": (
        "Ça ne marche pas.\n\nBien cordialement,\nMarie Durand\n\n"
        "Le lun. 3 mars 2025 à 10:22, Support <s@x.fr> a écrit :\n\n> Bonjour",
        "Ça ne marche pas.",
    ),
    "Russian": (
        "Не работает.\n\nС уважением,\nИван Иванов\n\nпн, 3 мар. 2025 г. в 10:22, Поддержка <s@x.ru>:\n\n> Привет",
        "Не работает.",
    ),
    "Japanese": (
        "まだ動きません。\n\n2025年3月3日(月) 10:22 サポート <s@x.jp>:\n\n> こんにちは",
        "まだ動きません。",
    ),
    "Catalan": (
        "No funciona.\n\nMissatge de Suport <s@x.cat> del dia dl., 3 de març 2025 a les 10:22:\n\n> Hola",
        "No funciona.",
    ),
}

ALL = QUOTES | SIGNATURES | KEPT | LANGUAGES


@pytest.mark.parametrize("name", ALL)
def test_the_new_text_is_what_the_sender_wrote_now(name: str) -> None:
    text, new = ALL[name]
    folded = fold(text, sender_name="Ana Pérez" if name == "sender in lower case" else "")
    assert folded.new.replace("\r\n", "\n") == (text if new is None else new)


@pytest.mark.parametrize("name", ALL)
def test_the_parts_joined_give_the_text_back(name: str) -> None:
    text, _ = ALL[name]
    assert "".join(part.header + part.text for part in fold(text).parts) == text


LINES = (
    "> hola\n",
    "\n",
    "--\n",
    "Saludos,\n",
    "Ana\n",
    "Hola.\n",
    "De: Ana <a@b.cl>\n",
    "Asunto: x\n",
    "Enviado desde mi iPhone\r\n",
    "El 3/3/2025 10:22, Ana <a@b.cl> escribió:\n",
    "-----\n",
    "##- \n",
    "\r",
    "🎉\n",
    "---------- Forwarded message ---------\n",
    "PD: algo\n",
    "\u2028x\n",
    "Este mensaje y su destinatario\n",
)


@given(st.lists(st.sampled_from(LINES)).map("".join) | st.text())
def test_no_text_is_lost_and_none_is_folded_away_whole(text: str) -> None:
    folded = fold(text, sender_name="Ana Pérez")
    assert folded.whole == text
    assert bool(folded.new) == bool(text.strip())


def test_the_parts_keep_their_order_and_their_headers() -> None:
    text = f"{ASKS}\n\nSaludos,\nAna\n\n{GMAIL}\n-- \nEnviado por la mesa\n"
    assert [(part.kind, part.header) for part in fold(text).parts] == [
        (PartKind.NEW, ""),
        (PartKind.SIGNATURE, ""),
        (PartKind.QUOTE, "El lun, 3 mar 2025 a las 10:22, Soporte (<soporte@x.cl>) escribió:\n"),
        (PartKind.SIGNATURE, ""),
    ]


def test_a_thread_without_quote_marks_is_cut_at_each_header() -> None:
    older = "De: Luis <luis@x.cl>\nEnviado: lunes, 3 de marzo de 2025 9:00\nPara: Ana\nAsunto: Portal\n"
    newer = older.replace("Luis <luis", "Eva <eva")
    parts = fold(f"{ASKS}\n\n{newer}\nHola.\n\n{older}\nBuenas.\n").parts
    assert [(part.kind, part.header, part.text.strip()) for part in parts] == [
        (PartKind.NEW, "", ASKS),
        (PartKind.QUOTE, newer, "Hola."),
        (PartKind.QUOTE, older, "Buenas."),
    ]


def test_a_forward_stays_a_forward_whatever_is_quoted_inside() -> None:
    head = "---------- Forwarded message ---------\nDe: Banco <b@x.cl>\nAsunto: Cobro\n"
    parts = fold(f"Miren:\n\n{head}\nEstimada:\n\n{GMAIL}").parts
    assert [(part.kind, part.header) for part in parts] == [(PartKind.NEW, ""), (PartKind.FORWARD, head)]


def test_a_mail_that_is_all_quote_shows_its_text() -> None:
    assert fold(GMAIL).new == GMAIL.strip()


def test_a_bare_name_in_an_answer_counts_only_if_it_is_the_senders() -> None:
    text = f"Vivo en la capital.\n\nSantiago\n\n{GMAIL}"
    assert fold(text, sender_name="Ana Pérez").new == "Vivo en la capital.\n\nSantiago"
    assert fold(text, sender_name="Santiago Rojas").new == "Vivo en la capital."


@pytest.mark.parametrize(
    "line",
    ["De: a@b.cl\n", "El 3:\n", "--\n", "> a\nb\n", "escribió:\n", "a@b.cl\n", "-----\n", ">", "(", "a@", "1 "],
)
def test_hostile_repetition_is_read_to_the_end(line: str) -> None:
    text = line * 60_000
    assert fold(text, sender_name="Ana").whole == text
