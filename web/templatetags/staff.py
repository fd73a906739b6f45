"""The start page of the admin: {% load staff %}{% waiting_work as lists %}."""

from django import template

from web.worklists import Worklist, worklists

register = template.Library()


@register.simple_tag
def waiting_work() -> list[Worklist]:
    return worklists()
