"""The fields and orchards of a household."""

from datetime import datetime

from django.db import IntegrityError, transaction

from kernel.places.queries import commune
from kernel.text import tidy_line
from marketplace.households.models import Household, Plot
from marketplace.households.operations.writing import audit, save, within
from marketplace.households.queries import household_for
from marketplace.households.refusals import NameMissing, PlotAreaInvalid, PlotNameTaken
from marketplace.people.rules import Person

LARGEST_M2 = 1_000_000_000
"""A thousand square kilometres: above it somebody's finger slipped."""


@transaction.atomic
def add_plot(
    *,
    person: Person,
    household_key: str,
    name: str,
    area_m2: int,
    at: datetime,
    commune_code: str = "",
    growing_area_code: str = "",
) -> Plot:
    """`area_m2` in whole square metres; the commune is the household's unless another is given.

    Whether the growing-area code is known and in force is asked by logistics.goods when a lot is recorded.
    """
    household = household_for(person=person, key=household_key, lock=True)
    plot = Plot(
        household=household,
        name=within("name", tidy_line(name), 80),
        commune_code=commune(commune_code or household.commune_code).code,
        area_m2=area_m2,
        growing_area_code=within("growing_area_code", tidy_line(growing_area_code), 40),
    )
    _save(plot)
    save(household)
    _write_down(person, household, plot, at)
    return plot


def _save(plot: Plot) -> None:
    if not plot.name:
        raise NameMissing
    if not 0 < plot.area_m2 <= LARGEST_M2:
        raise PlotAreaInvalid
    try:
        with transaction.atomic():
            plot.save()
    except IntegrityError as error:
        raise PlotNameTaken from error


def _write_down(person: Person, household: Household, plot: Plot, at: datetime) -> None:
    audit(
        person=person,
        household=household,
        action="plot_added",
        at=at,
        plot=plot.key,
        growing_area_code=plot.growing_area_code,
    )
