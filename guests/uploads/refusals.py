"""Why an upload is not taken, in words that a guest can act on, in each language that a brand may speak."""

from typing import Final

from bookings.errors import BookingError

FALLBACK = "en"
REASONS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "unreadable": "This could not be read. Load the page again and choose your photos once more.",
        "no_entry": "Photos can be sent from your own page only. Open the address in our e-mail once more.",
        "not_yet": "Photos can be sent from boarding on. Please come back then.",
        "closed": "Photos of this charter can no longer be sent here. Please write to us instead.",
        "too_often": "That was a lot at once. Please wait a minute, then go on.",
        "how_many": "Choose 1 to {most} photos at a time.",
        "empty": "This file is empty. Please choose it again.",
        "too_large": "Larger than {megabytes} MB. Please choose a smaller copy.",
        "wrong_type": "We can take JPEG, PNG, WebP and HEIC pictures only.",
        "full": "We have as many photos of this charter as we can keep. Thank you!",
        "nearly_full": "There is room for {room} more. Please choose fewer.",
        "no_file": "No photo was chosen. Go back and choose one.",
        "altered": "This form was changed on its way. Go back to your page and begin again.",
        "expired": "This form is too old by now. Go back to your page and begin again.",
        "have_it": "We have this photo already. Thank you!",
        "away": "We cannot take photos just now. Please try again in a few minutes.",
    },
    "es": {
        "unreadable": "Esto no se pudo leer. Vuelva a abrir la página y elija sus fotos otra vez.",
        "no_entry": "Solo se pueden enviar fotos desde su propia página. Abra otra vez la dirección de nuestro correo.",
        "not_yet": "Las fotos se pueden enviar a partir del embarque. Vuelva entonces, por favor.",
        "closed": "Aquí ya no se pueden enviar fotos de esta salida. Escríbanos, por favor.",
        "too_often": "Son muchas a la vez. Espere un minuto y siga, por favor.",
        "how_many": "Elija de 1 a {most} fotos cada vez.",
        "empty": "Este archivo está vacío. Elíjalo otra vez.",
        "too_large": "Ocupa más de {megabytes} MB. Elija una copia más pequeña.",
        "wrong_type": "Solo podemos recibir imágenes JPEG, PNG, WebP y HEIC.",
        "full": "Tenemos ya todas las fotos de esta salida que podemos guardar. ¡Gracias!",
        "nearly_full": "Queda sitio para {room} más. Elija menos, por favor.",
        "no_file": "No eligió ninguna foto. Vuelva atrás y elija una.",
        "altered": "Este formulario cambió por el camino. Vuelva a su página y empiece otra vez.",
        "expired": "Este formulario ya es demasiado antiguo. Vuelva a su página y empiece otra vez.",
        "have_it": "Ya tenemos esta foto. ¡Gracias!",
        "away": "Ahora mismo no podemos recibir fotos. Inténtelo de nuevo en unos minutos.",
    },
}


class UploadError(BookingError):
    """An upload was refused; nothing was stored.

    `reason` is a key of REASONS, `numbers` fill its words; `status` is the HTTP status that says as much.
    """

    code = "upload_refused"

    def __init__(self, reason: str, *, status: int, field: str = "", **numbers: int) -> None:
        super().__init__(REASONS[FALLBACK][reason].format(**numbers), field=field)
        self.reason, self.status, self.numbers = reason, status, numbers

    def said_in(self, language: str) -> str:
        return REASONS[language][self.reason].format(**self.numbers)
