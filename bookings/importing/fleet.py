"""Which vessel and which brand a row means: the file's column, else the option, else the only or default one."""

from dataclasses import dataclass
from typing import Self

from bookings.importing.rows import FileError, RowError
from bookings.models import Brand, Vessel


@dataclass(frozen=True)
class Fleet:
    vessels: dict[int, Vessel]
    brands: dict[int, Brand]
    vessel: Vessel | None
    brand: Brand | None

    @classmethod
    def load(cls, *, vessel: str = "", brand: str = "") -> Self:
        """Load all there is. The options are a vessel's name and a brand's domain; FileError where unknown."""
        vessels, brands = list(Vessel.objects.all()), list(Brand.objects.all())
        try:
            the_vessel = _named_vessel(vessels, vessel) if vessel else (vessels[0] if len(vessels) == 1 else None)
            default = next((each for each in brands if each.is_default), brands[0] if len(brands) == 1 else None)
            the_brand = _named_brand(brands, brand) if brand else default
        except RowError as error:
            raise FileError(str(error)) from None
        return cls({each.pk: each for each in vessels}, {each.pk: each for each in brands}, the_vessel, the_brand)

    def vessel_named(self, name: str) -> Vessel:
        found = _named_vessel(list(self.vessels.values()), name) if name else self.vessel
        if found is None:
            raise RowError("vessel: the row names none, and there is more than one. Choose one for the whole file.")
        return found

    def brand_named(self, name: str) -> Brand:
        found = _named_brand(list(self.brands.values()), name) if name else self.brand
        if found is None:
            raise RowError("brand: the row names none, and no brand is the default. Choose one for the whole file.")
        return found


def _named_vessel(vessels: list[Vessel], name: str) -> Vessel:
    for vessel in vessels:
        if vessel.name.casefold() == name.casefold():
            return vessel
    raise RowError(f"vessel: there is none of this name. There are: {', '.join(str(each) for each in vessels)}.")


def _named_brand(brands: list[Brand], name: str) -> Brand:
    wanted = name.casefold().removeprefix("https://").removeprefix("www.").rstrip("/")
    for brand in brands:
        if wanted in (brand.domain, brand.name.casefold()):
            return brand
    raise RowError(f"brand: there is none of this name. There are: {', '.join(each.domain for each in brands)}.")
