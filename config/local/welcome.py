"""What the person who ran `make demo` sees when the shop is open."""

import os

from config.demo.people import parts
from config.local.claim import Place
from config.local.folders import local_root


def welcome(place: Place) -> str:
    """Addresses, and whom to sign in as."""
    url = place.url
    return f"""
Nhà Nông runs.

  The shop             {url}/
  Messages it sent     {url}/tin-nhan-demo
  Its carriers' desk   {url}/hang-demo
  GraphQL              {url}/graphql
  Partner API          {url}/partner/v1/docs
  Staff                {url}/admin/
  Logs                 {local_root()}/logs/

{_people()}
Ctrl-C stops everything and keeps the data; `make demo-reset` starts over.
"""


def _people() -> str:
    """A table of one person for each part; the code signs them all in."""
    lines = [f"  Sign in with a telephone and the code {os.environ['DEMO_CODE']}:"]
    lines += [f"    {part.telephone}   {part.words}" for part in parts()]
    return "\n".join(lines) + "\n"
