"""Functions and files stay small, and every function says its types."""

from tests.architecture import budgets


def test_the_budgets_are_kept() -> None:
    assert budgets.broken() == []


def test_every_exception_still_needs_to_be_one() -> None:
    sizes = {size.name: size.lines for size in [*budgets.function_sizes(), *budgets.file_sizes()]}
    limits = {
        name: budgets.LONGEST_FUNCTION if ":" in name else budgets.LONGEST_FILE for name in budgets.EXCEPTIONS
    }
    assert [name for name, limit in limits.items() if sizes.get(name, 0) <= limit] == []
