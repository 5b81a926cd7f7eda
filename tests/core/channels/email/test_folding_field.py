"""More mails from the field, written for this house: odd headers, odd closings, and texts that only look like them."""

import pytest

from escalera.core.channels.email.folding import fold

MAILS: tuple[tuple[str, str, str], ...] = (
    (
        "Sigue sin funcionar la impresora.\n\n"
        "El lun, 3 mar 2025 a\u00a0las 10:22\u202fa.\u00a0m., Soporte (<s@x.cl>)\u00a0escribió:\n\n> Hola\n",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Sigue sin funcionar la impresora.\n\n"
        "El lun, 3 mar 2025 a las 10:22, Soporte (<s@x.cl<mailto:s@x.cl>>) escribió:\n\n> Hola\n",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Sigue sin funcionar la impresora.\n\n"
        "El lun, 3 mar 2025 a las 10:22, Soporte <s@x.cl <mailto:s@x.cl> > escribió:\n\nHola\n",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Sigue sin funcionar la impresora.\n\n**De:** Soporte <s@x.cl>\n"
        "**Enviado:** lunes, 3 de marzo\n**Para:** Ana\n**Asunto:** x\n\nHola\n",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Sigue sin funcionar la impresora.\n\nDe: Soporte <s@x.cl>\n\n"
        "Enviado: lunes, 3 de marzo de 2025\n\nPara: Ana\n\nAsunto: x\n\nHola\n",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Sigue sin funcionar la impresora.\n\nDe: Soporte <s@x.cl>\n"
        "Enviado el: lunes, 3 de marzo de 2025 10:22\nPara: Ana <a@x.cl>; Luis Pérez <l@x.cl>;\n"
        "María Soto <m@x.cl>; Eva\n<e@x.cl>\nCC: Pedro <p@x.cl>;\nJuan <j@x.cl>\nAsunto: x\n\nHola\n",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Sigue sin funcionar la impresora.\n\nDe: Soporte <s@x.cl>\n"
        "Enviado el: lunes, 3 de marzo de 2025 10:22\nPara: Ana <a@x.cl>\n"
        "Asunto: RE: muy largo el asunto que se corta en dos\nlíneas\n\nHola\n",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Sigue sin funcionar la impresora.\n\nEl lunes, 3 de marzo de 2025, Soporte <s@x.cl> escribió:\n\n> Hola",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Sigue sin funcionar la impresora.\n\n"
        "El El lun, 3 mar 2025 a la(s) 10:22, Soporte <s@x.cl> escribió:\n\n> Hola",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Sigue sin funcionar la impresora.\n\n2025-03-03 10:22 GMT-03:00 Soporte <s@x.cl>:\n\n> Hola",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Sigue sin funcionar la impresora.\n\nOn Mon, 3 Mar 2025 10:22:33 -0300\nSoporte <s@x.cl> wrote:\n\n> Hola",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Sigue sin funcionar la impresora.\n\nObtener Outlook para iOS\n\nDe: Soporte\n"
        "Enviado: lunes, marzo 3, 2025 10:22 AM\nPara: Ana\nAsunto: Re: x\n\nHola",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Sigue sin funcionar la impresora.\n\nSent from my Galaxy\n\n"
        "-------- Original message --------\nFrom: S <s@x.cl>\nDate: 3/3/25 10:22 AM (GMT-03:00)\n"
        "To: a@x.cl\nSubject: x\n\nHi",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Sigue sin funcionar la impresora.\n\nEnviado desde mi HUAWEI P30 lite\n\n\n"
        "-------- Mensaje original --------\nDe: S <s@x.cl>\nFecha: lun., 3 mar. 2025 10:22\n"
        "Para: a@x.cl\nAsunto: x\n\nHi",
        "Sigue sin funcionar la impresora.",
        "",
    ),
    (
        "Hi team,\n\nStill broken.\n\nBest regards,\nAmy Jones\nHead of IT | Acme Ltd.\n"
        "M: +44 7700 900123\n\nOn Mon, 3 Mar 2025 at 10:22, Support <s@x.com> wrote:\n\n> Hi",
        "Hi team,\n\nStill broken.",
        "",
    ),
    (
        "Still broken. Thanks!\n\nAmy\n\nOn Mon, Mar 3, 2025 at 10:22 AM Support <s@x.com> wrote:\n\n> Hi",
        "Still broken. Thanks!",
        "Amy Jones",
    ),
    (
        "Still broken.\n\nThanks!\nAmy",
        "Still broken.",
        "",
    ),
    (
        "Still broken.\n\nThanks in advance!",
        "Still broken.\n\nThanks in advance!",
        "",
    ),
    (
        "Thank you so much for your help!",
        "Thank you so much for your help!",
        "",
    ),
    (
        "Muchas gracias, Pedro.\n\nQuedo atento.",
        "Muchas gracias, Pedro.\n\nQuedo atento.",
        "",
    ),
    (
        "Necesito acceso a:\n\nVentas\nCompras\nBodega",
        "Necesito acceso a:\n\nVentas\nCompras\nBodega",
        "",
    ),
    (
        "Hola, mis datos son los siguientes.\n\nNombre completo: Ana Pérez\nTeléfono: 987654321\nDirección: Calle 1",
        "Hola, mis datos son los siguientes.\n\nNombre completo: Ana Pérez\nTeléfono: 987654321\nDirección: Calle 1",
        "",
    ),
    (
        "Falla en esta página.\n\nhttps://portal.x.cl/login",
        "Falla en esta página.\n\nhttps://portal.x.cl/login",
        "",
    ),
    (
        "Llámenme por favor.\n\n+56 9 8765 4321",
        "Llámenme por favor.\n\n+56 9 8765 4321",
        "",
    ),
    (
        "El equipo es el siguiente.\n\nHP LaserJet Pro M404",
        "El equipo es el siguiente.\n\nHP LaserJet Pro M404",
        "",
    ),
    (
        "Hice esto:\n1. Apagar\n2. Prender\n---\nNada funcionó, ¿qué más hago?",
        "Hice esto:\n1. Apagar\n2. Prender\n---\nNada funcionó, ¿qué más hago?",
        "",
    ),
    (
        "Detalle:\n\nItem      Valor\n--------  -----\nA         10\nB         20\n\nFavor revisar.",
        "Detalle:\n\nItem      Valor\n--------  -----\nA         10\nB         20\n\nFavor revisar.",
        "",
    ),
    (
        "Parte uno.\n\n---\n\nParte dos, que es la importante.",
        "Parte uno.\n\n---\n\nParte dos, que es la importante.",
        "",
    ),
    (
        "*** URGENTE ***\n\nSe cayó el servidor.",
        "*** URGENTE ***\n\nSe cayó el servidor.",
        "",
    ),
    (
        "De: acuerdo a lo conversado, envío el formulario.\nAsunto: cambio de clave",
        "De: acuerdo a lo conversado, envío el formulario.\nAsunto: cambio de clave",
        "",
    ),
    (
        "El manual dice:\n\n> Reinicie\n\npero no funciona.",
        "El manual dice:\n\npero no funciona.",
        "",
    ),
    (
        "Enviado desde mi correo el comprobante, pero no llega respuesta.",
        "Enviado desde mi correo el comprobante, pero no llega respuesta.",
        "",
    ),
    (
        "No anda.\n\n--\nAna Pérez | Empresa",
        "No anda.",
        "",
    ),
    (
        "No anda.\n--\nAna",
        "No anda.",
        "",
    ),
    (
        "No anda.\n\n----------------------\nAna Pérez\nJefa TI\nana@x.cl",
        "No anda.",
        "",
    ),
    (
        "No anda.\n\nSaludos,\n\n[cid:image001.png@01DA]\nAna Pérez\nJefa TI\nana@x.cl",
        "No anda.",
        "",
    ),
    (
        "No anda.\n\nUn abrazo,\n\n*Ana Pérez*\n_Jefa TI_\n<https://x.cl>",
        "No anda.",
        "",
    ),
    (
        "No anda.\n\nSlds.\nAna",
        "No anda.",
        "",
    ),
    (
        "No anda.\n\nAtentos saludos,\n\nAna Pérez",
        "No anda.",
        "",
    ),
    (
        "No anda.\n\nQue tenga un buen día.\n\nSaludos",
        "No anda.\n\nQue tenga un buen día.",
        "",
    ),
    (
        "Cordial saludo,\n\nSolicito cambio de clave.\n\nGracias.\n\nAna Pérez\nCC 12345678",
        "Cordial saludo,\n\nSolicito cambio de clave.",
        "",
    ),
    (
        "Cordial saludo\n\nSolicito cambio de clave",
        "Cordial saludo\n\nSolicito cambio de clave",
        "",
    ),
    (
        "Bom dia!\n\nPreciso de ajuda com o boleto.\n\nObrigado,\nCarlos Souza",
        "Bom dia!\n\nPreciso de ajuda com o boleto.",
        "",
    ),
    (
        "Preciso de ajuda.\n\nAtenciosamente,\n\n--\nCarlos Souza\nTI",
        "Preciso de ajuda.",
        "",
    ),
    (
        "Preciso de ajuda.\n\nEnviado do Outlook para Android<https://aka.ms/x>\n"
        "________________________________\nDe: S <s@x.com>\n"
        "Enviado: segunda-feira, março 3, 2025 10:22 AM\nPara: a@x\nAssunto: x\n\nOlá",
        "Preciso de ajuda.",
        "",
    ),
    (
        "Ok.\n\nEm 3 de mar. de 2025, à(s) 10:22, Suporte <s@x.com> escreveu:\n\n\ufeffOlá",
        "Ok.",
        "",
    ),
    (
        "Ok.\n\nEm segunda-feira, 3 de março de 2025 às 10:22:33 BRT, Suporte <s@x.com> escreveu: \n\n Olá",
        "Ok.",
        "",
    ),
    (
        "Ok.\n\nSuporte <s@x.com> escreveu (segunda, 3/03/2025 à(s) 10:22):\n\n> Olá",
        "Ok.",
        "",
    ),
    (
        "Ok.\n\nNo dia 03/03/2025, às 10:22, Suporte <s@x.com> escreveu:\n\n> Olá",
        "Ok.",
        "",
    ),
    (
        "Ok.\n\n---- Activado lun, 03 mar 2025 10:22:33 -0300 Soporte <s@x.cl> escribió ----\n\nHola",
        "Ok.",
        "",
    ),
    (
        "Ok.\n\n---- El lun, 03 mar 2025 10:22:33 -0300 Soporte <s@x.cl> escribió ----\n\nHola",
        "Ok.",
        "",
    ),
    (
        "Ok.\n\n---- On Mon, 03 Mar 2025 10:22:33 -0300 Support <s@x.cl> wrote ---\n\nHola",
        "Ok.",
        "",
    ),
    (
        "Ok.\n\nMensaje original\nDe: S <s@x.cl>\nAsunto: x\nHola",
        "Ok.",
        "",
    ),
    (
        "Ok.\n\nMensaje citado por Soporte <s@x.cl>:\n\n> Hola",
        "Ok.",
        "",
    ),
    (
        "Ok.\n\nQuoting Support <s@x.cl>:\n\n> Hola",
        "Ok.",
        "",
    ),
    (
        "Ok, listo.\n\n> Hola\n> Ana",
        "Ok, listo.",
        "",
    ),
    (
        "Ok.\n\nOn 3/3/25 10:22 AM, Support wrote:\n> Hi\n\n",
        "Ok.",
        "",
    ),
    (
        "No anda.\n\n"
        "AVISO LEGAL: Este mensaje contiene información confidencial. Si no es el "
        "destinatario, bórrelo.\n\nThis message is confidential.",
        "No anda.",
        "",
    ),
    (
        "De conformidad con la Ley 19.496, solicito la devolución. El producto llegó con error "
        "y el destinatario no era yo.",
        "De conformidad con la Ley 19.496, solicito la devolución. El producto llegó con error "
        "y el destinatario no era yo.",
        "",
    ),
    (
        "Hola.\n\nLa información contenida en la factura es errónea, por error pusieron otro destinatario.",
        "Hola.\n\nLa información contenida en la factura es errónea, por error pusieron otro destinatario.",
        "",
    ),
    (
        "Hola.\n\nEste correo contiene el comprobante que imprimí ayer. ¿Lo reciben?",
        "Hola.\n\nEste correo contiene el comprobante que imprimí ayer. ¿Lo reciben?",
        "",
    ),
    (
        "Hola, no puedo entrar.\n\nNota: uso Chrome",
        "Hola, no puedo entrar.\n\nNota: uso Chrome",
        "",
    ),
    (
        "Sí\n\nEl lun, 3 mar 2025 a las 10:22, Soporte (<s@x.cl>) escribió:\n\n> Hola",
        "Sí",
        "",
    ),
    (
        "Santiago\n\nEl lun, 3 mar 2025 a las 10:22, Soporte (<s@x.cl>) escribió:\n\n> Hola",
        "Santiago",
        "Ana Pérez",
    ),
    (
        "Ana Pérez\nJefa TI\n+56 9 1234 5678",
        "Ana Pérez\nJefa TI\n+56 9 1234 5678",
        "Ana Pérez",
    ),
    (
        "No anda el portal.\n\nMuchas gracias.\n\nAna Pérez\nJefa TI",
        "No anda el portal.",
        "",
    ),
)


@pytest.mark.parametrize(("text", "new", "sender"), MAILS)
def test_the_new_text_is_what_the_sender_wrote_now(text: str, new: str, sender: str) -> None:
    folded = fold(text, sender_name=sender)
    assert (folded.new, folded.whole) == (new, text)
