"""The facts of a case under the names that expressions know."""

from logistics.paperwork.values import Case


def facts_of(case: Case) -> dict[str, object]:
    """The facts that expressions may name; None where not known."""
    treated = [one.kind for lot in case.lots for one in lot.treatments]
    return {
        "consignment_value_eur": case.value_eur,
        "net_kg": case.net_kg,
        "entry_date": case.entry_on,
        "channel": case.channel.value,
        "purpose": case.purpose.value,
        "form": case.form.value,
        "operator_size": case.operator_size or None,
        "preference": case.preference,
        "irradiated": "IRRADIATION" in treated,
    }
