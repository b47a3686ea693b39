"""The words of the pages below /g/upload, for browsers without scripts."""

from typing import Final

SHEET_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "title": "Share your photos",
        "start": "Begin on your own page: open the address in our e-mail and press “Send photos” there.",
        "how_many": "How many photos would you like to send?",
        "at_a_time": "Up to {most} at a time.",
        "next": "Next",
        "one_by_one": "Choose a photo and send it. You come back here for the next one.",
        "photo": "Photo",
        "send": "Send this photo",
        "arrived": "It has arrived. Thank you!",
        "refused": "We could not take this one. Is it a picture?",
        "late": "Its time ran out before it came. Begin again on your page.",
        "so_far": "{arrived} of {all} have arrived.",
        "looked_at": "We look at every photo before it appears on your page.",
        "limits": "JPEG, PNG, WebP or HEIC, up to 25 MB each.",
        "in_time": "Please send them within {minutes} minutes.",
        "back": "Back",
        "to_page": "To your page",
    },
    "es": {
        "title": "Comparta sus fotos",
        "start": "Empiece en su propia página: abra la dirección de nuestro correo y pulse allí «Enviar fotos».",
        "how_many": "¿Cuántas fotos quiere enviar?",
        "at_a_time": "Hasta {most} cada vez.",
        "next": "Seguir",
        "one_by_one": "Elija una foto y envíela. Después vuelve aquí para la siguiente.",
        "photo": "Foto",
        "send": "Enviar esta foto",
        "arrived": "Ha llegado. ¡Gracias!",
        "refused": "Esta no la pudimos aceptar. ¿Es una imagen?",
        "late": "Se acabó el plazo antes de que llegara. Empiece otra vez en su página.",
        "so_far": "Han llegado {arrived} de {all}.",
        "looked_at": "Miramos cada foto antes de que aparezca en su página.",
        "limits": "JPEG, PNG, WebP o HEIC, hasta 25 MB cada una.",
        "in_time": "Envíelas en los próximos {minutes} minutos, por favor.",
        "back": "Volver",
        "to_page": "A su página",
    },
}
