"""Languages, stems and personal data in texts."""

from __future__ import annotations

import pytest

from escalera.base.text.languages import detect
from escalera.base.text.masking import cover, mask
from escalera.base.text.stems import stems


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("No me funciona internet desde ayer", "es"),
        ("Minha internet não funciona desde ontem", "pt"),
        ("My internet has not worked since yesterday", "en"),
        ("hola buenas", ""),
        ("", ""),
        ("4111 1111 1111", ""),
    ],
)
def test_a_language_is_one_of_the_desks_own(text: str, code: str) -> None:
    assert detect(text).code == code


def test_the_code_asked_for_is_the_code_given() -> None:
    assert detect("Não consigo pagar a minha fatura", ("es", "pt-br", "en")).code == "pt-br"
    assert detect("No puedo pagar la factura", ("es",)) == ("es", 1.0)
    assert detect("anything", ()) == ("", 0.0)


def test_stems_meet_where_words_differ() -> None:
    assert stems("¿Dónde están las FACTURAS?", "es") == stems("la factura", "es") == ["factur"]
    assert stems("as faturas não pagas", "pt-br") == stems("a fatura não paga", "pt")
    assert stems("payments failing", "en") == stems("payment fails", "en")
    assert stems("las facturas", "") == ["las", "facturas"]
    assert stems("la factura", "es", stops=True) == ["la", "factur"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Mi tarjeta 4111 1111 1111 1111 caduca 12/28, cvv 123", "Mi tarjeta [CARD_1] caduca 12/28, cvv [SECRET_1]"),
        ("4111 - 1111 - 1111 - 1111", "[CARD_1]"),
        ("４１１１\u00a0１１１１\u200b１１１１１１１１", "[CARD_1]"),
        ("IBAN ES91 2100 0418 4502 0005 1332 gracias", "IBAN [IBAN_1] gracias"),
        ("DNI 12345678Z y tel 612 345 678", "DNI [ID_1] y tel [PHONE_1]"),
        ("meu CPF é 529.982.247-25.", "meu CPF é [ID_1]."),
        ("cédula 1710034065", "cédula [ID_1]"),
        ("Escríbame a ana.ruiz@correo.example.", "Escríbame a [EMAIL_1]."),
        ("ana arroba correo punto com", "[EMAIL_1]"),
        ("mi clave es: perro123", "mi clave es: [SECRET_1]"),
        ("pedido 612345678 del 12/05/2024 a las 10:30", "pedido 612345678 del 12/05/2024 a las 10:30"),
        ("IMEI 490154203237518", "IMEI 490154203237518"),
        ("", ""),
    ],
)
def test_personal_data_is_masked_and_orders_are_not(text: str, shown: str) -> None:
    masked = mask(text)
    assert masked.text == shown
    assert masked.restore(masked.text) == text


def test_one_value_has_one_placeholder_and_an_invented_one_stays() -> None:
    masked = mask("612 345 678 o 612345678, si no +34 611 111 222")
    assert masked.text == "[PHONE_1] o [PHONE_1], si no [PHONE_2]"
    assert masked.restore("[PHONE_2] [CARD_9]") == "+34 611 111 222 [CARD_9]"


def test_what_is_covered_cannot_be_read_any_more() -> None:
    assert cover("4111 1111 1111 1111, ana@correo.example, DNI 12345678Z, pin 1234") == (
        "•••• 1111, a•••@correo.example, DNI •••8Z, pin ••••"
    )
    assert cover("tel 612345678 y 4111111111111111", kinds=("card",)) == "tel 612345678 y •••• 1111"
