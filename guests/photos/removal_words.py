"""The words of "Ask to remove", in each language that a brand may speak."""

from typing import Final

REMOVAL_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "title": "Ask to remove a photo",
        "what_happens": "The photo leaves the gallery within a minute. Then we decide if it goes for good.",
        "nobody": "You need no account, and you need not say who you are.",
        "why": "Why, if you would like to tell us",
        "ask": "Take it out of the gallery",
        "hidden": "It leaves the gallery now",
        "hidden_more": "A page that is open shows it until it is loaded again. We will look at the photo and "
        "decide if it goes for good. There is nothing more for you to do.",
        "unknown": "There is no such photo",
        "unknown_more": "It may be gone already: load the gallery again to see. If it is still there, press “Ask to "
        "remove” beside it.",
        "too_long": "That is a little long: 200 letters at most, please.",
        "too_often": "That was a lot at once. Please wait a minute, then press the button again.",
        "back": "To the gallery",
    },
    "es": {
        "title": "Pedir que se quite una foto",
        "what_happens": "La foto sale de la galería en un minuto. Después decidimos si se borra para siempre.",
        "nobody": "No necesita ninguna cuenta, ni decir quién es.",
        "why": "Por qué, si quiere contárnoslo",
        "ask": "Quitarla de la galería",
        "hidden": "Ya sale de la galería",
        "hidden_more": "Una página abierta la muestra hasta que se carga de nuevo. Miraremos la foto y decidiremos "
        "si se borra para siempre. Usted no tiene que hacer nada más.",
        "unknown": "No existe esa foto",
        "unknown_more": "Puede que ya no esté: vuelva a cargar la galería. Si aún la ve allí, pulse «Pedir que se "
        "quite» junto a ella.",
        "too_long": "Es un poco largo: 200 letras como máximo, por favor.",
        "too_often": "Son muchas a la vez. Espere un minuto y pulse el botón otra vez.",
        "back": "A la galería",
    },
}
