"""The words of the table, English and Spanish, in lower case without accents. Each list is one alternation."""


def one_of(words: str) -> str:
    """Join fragments of expressions parted by white space; "_" stands for a space within one."""
    return f"(?:{'|'.join(words.split())})".replace("_", r"\s")


CURRENCY = (
    one_of("usd eur mxn gbp cad dolla?rs? dolares? dlls bucks? euros? pesos? quid varos cents? centavos?") + r"\b"
)

SURE = one_of("""
    rev revenues? income gross pric(?:e|ed|ing) fees? commission refund(?:s|ed|ing)? reimburse[ds]? invoiced? wages?
    salary payouts? payments? earn(?:s|ed|ings)? venmo\\w* zelle\\w* cash_?app paypal bizum surcharge tipped
    gratuit(?:y|ies) discount voucher quote[ds]? owe[sd]? owing profits? margin overtime add-?ons? dockage billed budget
    spend retail overcharged extra_hour
    ingresos? facturacion facturad[oa]s? facturamos honorarios tarifas? sueldo salario jornal comision anticipo adelanto
    saldo precio presupuesto cotiza\\w* transferencia transfiri\\w+ efectivo propinas? recargo fianza reembols\\w+
    descuento factura iva cuota gastos cost[eo]s? costaron cuestan? ganancias? utilidad consumo importe monto adeudan?
    cobr(?:a|ar|an|o|amos|aron|ad[oa]s?|arles?|ales?|en|e) pag(?:o|os|a|an|ar|amos|aron|ad[oa]s?|arles?) hora_extra
""")
"""Words of money: a number may come a few words after them, or just before."""

LIKELY = one_of("""
    deposits? balance subtotal total paid prepaid pa(?:y|ys|ying) charg(?:e|es|ed|ing) costs? tips? cash net rates?
    worth bill tab fuel diesel cleaning gift_card che(?:ck|que) collect minim(?:um|o) tickets? parking taxi uber
    catering less_than change_for package donat(?:ed|ion) gave given deposito senal abon(?:o|ado|aron) cargo cargaron
    neto bruto combustible gasoil limpieza valen? valor deben? faltan? devolver(?:les?)? tarjeta entradas?
    estacionamiento menos_de jornada nos_sal(?:io|e|en) billetes? paquete donativo dieron dimos
""")
"""Words of other things as well: two digits must follow at once or past a `BRIDGE`, or three a few words further on."""

SELDOM = one_of("""
    captain capt cap crew hostess deckhand mate skipper owner gets? takes? needs? wants? asks can't_sail_for
    capitan patron tripulacion marinero azafata dueno pido pide quier[oe] son no_salgo_por
""")
"""Words that seldom speak of money: three digits must follow at once or past a `BRIDGE`."""

BRIDGE = one_of("""
    captains? crew port charter deposit tip fee pay cost card cash other total due paid received owed remaining rest
    outstanding sent of is was were are for on the a to in at about around full us me him her them file charged capped
    comes out all
    del? la el los las capitan patron tripulacion puerto pagad[oa] pendiente recibid[oa] es fue fueron era en por con
    les? se nos todavia aun un[oa]?s? al? cobr[ao] #
""")
"""Words that may stand between a word of money and its amount; "#" is a date or a count, struck out."""

AFTER = (
    one_of("""
    deposits? tips? off cash flat net gross all[-\\s]in extra refund balance down up_?front fee charge discount
    plus_(?:tax|tip|fees?) or_i'm_out
    de_(?:deposito|senal|anticipo|propina|adelanto|comision|fianza|descuento|multa) aparte net[oa]s? brut[oa]s?
    todo_incluido restantes mas_iva
""")
    + r"\b"
)
"""What makes the number right before it an amount."""

EACH = (
    one_of("""
    hour hr h person head pax guest bottle night day foot ft trip charter week month
    hora persona cabeza noche dia pie botella invitado viaje salida semana mes boleto
""")
    + r"\b"
)
PER = (
    rf"(?:(?:\s?/\s?|\s(?:an?|per|la|el|al|por|por cada|each|every|cada)\s)(?:half[- ]|media |la )?{EACH}"
    r"|\s(?:for |por )?(?:overnight|la noche)\b|\s?(?:pp|p/p|apiece)\b|\seach\b(?! side)|\scada un[oa]\b)"
)

SHARED = one_of("""
    port tax tips? gratuit(?:y|ies) commission discount fees? owner keeps? takes? gets? hold margin marketplace cut
    share split off deposit refund markup revenue surcharge puerto iva impuestos? propinas? comision descuento dueno
    se_(?:queda|lleva) retener margen anticipo reembolso ingresos? recargo
""")
"""What takes or is taken in percent."""
POOLED = one_of("""
    tips? gratuit(?:y|ies) profits? revenue cash commission propinas? ingresos? ganancias? efectivo comision
""")
HALVES = r"(?:50\W50|60\W40|40\W60|70\W30|30\W70|80\W20|20\W80|65\W35|75\W25|90\W10)\b"

UNIT = (
    one_of("""
    guests? pax people person adult kids? child children crew h hrs? hours? min mins? minutes? sec am pm days? kn kts?
    ft feet foot inch mm cm m km nm lb kg kilos? oz l gal gallon v volts? amps? w rpm mph psi degrees? bar x dozen
    hp kw mb gb mhz db aboard on_board on_deck a_bordo en_cubierta
    ninos? gente hora dia noche milla metro litro grados? docenas? adulto
""")
    + r"\b"
)
ADJECTIVE = one_of("more extra spare new clean small big full empty mas otr[oa]s")
NO_NOUN = one_of("""
    us is was this as plus less gets es tips fees mas menos antes restantes
    (?:net|brut|pagad|recibid|complet|cerrad)[oa]s
""")
PLURAL = rf"(?:{ADJECTIVE}\s)?(?!{NO_NOUN}\b)[a-z]{{2,}}s\b"
"""Any other noun in the plural that follows a number: what is counted, unless it speaks of money."""

NAMED = one_of("""
    pier slip dock code gate locker marker channel ch chapter serial flight booking confirmation no(?=\\.) number num
    page terminal room bus buoy route zip apt suite unit id ref vhf course bridge tonnage track song table seat berth
    bay turns lot building race bib permit policy key ext extension chart bearing pressure rpm temp(?:erature)? depth
    highway hwy exit boeing airbus iso zone party_of group_of headcount head_count capacity max muelle puerta codigo
    candado canal plaza vuelo numero nro boya pantalan habitacion mesa asiento serie rumbo calle confirmacion reserva
    clave pagina postal casillero autobus ruta cumple en_el_deposito lote edificio permiso poliza llave carta presion
    profundidad temperatura carretera zona grupo_de capacidad aforo maximo
""")
"""What has a number for its name."""
NUMBERED = one_of("""
    code password pin combination room street hours hotel flight flying waypoint heading plates? licen[sc]e model hull
    slip pier avenue address codigo contrasena clave combinacion calle avenida av blvd bulevar paseo direccion horas
    vuelo placas? licencia modelo habitacion cuarto plaza muelle pantalan
""")
"""The same, its number a few words later."""

MONTH = (
    one_of("""
    jan feb mar apr may jun jul aug sept? oct nov dec ene abr ago dic january february march april june july august
    september october november december enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
    diciembre
""")
    + r"\b\.?"
)
