"""Where goods can go abroad, in a line beside a listing."""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from logistics.paperwork.queries import lot_in_brief, ways
from logistics.paperwork.rulebook import rulebook
from logistics.paperwork.words import words
from marketplace.catalogue.models import Lot

NAMED = 6


def export_words(*, commodity_code: str, lot: Lot | None, day: date) -> str:
    """ "Đi được: Nhật Bản. Không đi: Mỹ, vì …"; "" while no destination is open for such goods. 1 query,
    and none where no destination is open anyway.
    """
    book = rulebook()
    found = ways(good=commodity_code, day=day, book=book)
    if not any(way.open for way in found):
        return ""
    if lot is not None:
        known = lot_in_brief(reference=lot.reference, commodity=commodity_code, harvested_on=lot.harvested_on)
        found = ways(good=commodity_code, day=day, lot=known, book=book)
    english = get_language() == "en"
    names = {code: place.name_en if english else place.name_vi for code, place in book.places.items()}
    places = ", ".join(names[way.destination] for way in found if way.open)
    line = _("Đi được, khi đủ giấy tờ: %(places)s.") % {"places": places} if places else ""
    lost = [way for way in found if any(item.about == "LOT" for item in way.against)]
    shut = [f"{names[way.destination]}: {words(way.against[-1])}" for way in lost[:NAMED]]
    return " ".join([line, *shut]).strip()
