"""What the person who ran `make demo` sees when the shop is open."""

from config.local.claim import Place
from config.local.folders import local_root


def welcome(place: Place) -> str:
    """Addresses, and who to sign in as."""
    url = place.url
    return f"""
Nhà Nông runs.

  The shop             {url}/
  Messages it sent     {url}/tin-nhan-demo      (codes to sign in with arrive here)
  GraphQL              {url}/graphql
  Partner API          {url}/partner/v1/docs
  Staff                {url}/admin/
  Logs                 {local_root()}/logs/

Ctrl-C stops everything and keeps the data; `make demo-reset` starts over.
"""
