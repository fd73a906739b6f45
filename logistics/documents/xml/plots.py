"""The places where the goods grew, as Regulation (EU) 2023/1115 wants them: GeoJSON (RFC 7946) in WGS 84,
at least six decimals, a polygon for each plot over four hectares.

The digits are those that were measured: no float stands between the surveyor and the file.
"""

import json
from collections.abc import Sequence

from logistics.documents.values import Export, Lot, Plot
from logistics.documents.writing import plain_kilograms
from logistics.paperwork.lots import plot_trouble
from logistics.paperwork.values import PlotFacts


def geolocation(export: Export) -> bytes:
    features = [feature(export, lot, plot) for lot in export.lots for plot in lot.plots if not trouble(plot)]
    return ('{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}\n").encode()


def trouble(plot: Plot) -> str:
    """Why the plot cannot stand in the file (the reasons of the export rules), "" when it can."""
    facts = PlotFacts(
        reference=plot.reference, area_m2=plot.area_m2, point=plot.point, boundary=plot.boundary
    )
    return plot_trouble(facts) or ("" if _all_on_earth(plot) else "NOT_ON_EARTH")


def _all_on_earth(plot: Plot) -> bool:
    return all(_on_earth(pair) for pair in (plot.boundary or (plot.point,)))


def _on_earth(pair: Sequence[str]) -> bool:
    """Plain decimals within the degrees there are; a longitude given as latitude is often found here."""
    try:
        longitude, latitude = (float(one) for one in pair)
    except ValueError:
        return False
    plain = all(set(one) <= set("-.0123456789") for one in pair)
    return plain and abs(longitude) <= 180 and abs(latitude) <= 90


def feature(export: Export, lot: Lot, plot: Plot) -> str:
    if plot.boundary:
        geometry = f'{{"type": "Polygon", "coordinates": [[{", ".join(map(_pair, plot.boundary))}]]}}'
    else:
        geometry = f'{{"type": "Point", "coordinates": {_pair(plot.point)}}}'
    properties = {
        "ProducerCountry": "VN",
        "ProductionPlace": plot.reference,
        "Area": round(plot.area_m2 / 10_000, 4),
        "Lot": lot.reference,
        "GrowingArea": lot.growing_area,
        "HarvestedOn": lot.harvested_on.isoformat(),
        "NetKilograms": plain_kilograms(_net_of(export, lot)),
    }
    told = json.dumps(properties, ensure_ascii=False, sort_keys=True)
    return f'{{"type": "Feature", "properties": {told}, "geometry": {geometry}}}'


def _pair(pair: Sequence[str]) -> str:
    return f"[{pair[0]}, {pair[1]}]"


def _net_of(export: Export, lot: Lot) -> int:
    return sum(batch.net_g for line in export.lines for batch in line.batches if batch.lot == lot.reference)
