"""Checks by hand of what axe would ask: names, labels, headings, widths, contrast."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from marketplace.catalogue.models import Listing

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/tim?q=vai",
    "/gio",
    "/dang-nhap",
    "/giao-den",
    "/don-cua-toi",
    "/components",
    "/khong-co-trang-nay",
)
CSS = Path(__file__).resolve().parents[2] / "web" / "static" / "css" / "house.css"

FAULTS = """() => {
  const faults = [];
  const name = (e) => (e.getAttribute("aria-label") || e.textContent || e.title || "").trim()
    || (e.labels && e.labels[0] && e.labels[0].textContent.trim())
    || [...e.querySelectorAll("img[alt]")].map((i) => i.alt).join("");
  const seen = (e) => e.getClientRects().length > 0;
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  if (!document.documentElement.lang) faults.push("no language");
  for (const image of document.images) if (!image.hasAttribute("alt")) faults.push("no alt: " + image.src);
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of ids) if (ids.filter((other) => other === id).length > 1) faults.push("id twice: " + id);
  for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea"))
    if (seen(e) && !name(e)) faults.push("no name: " + e.outerHTML.slice(0, 90));
  let level = 0;
  for (const h of document.querySelectorAll("main :is(h1, h2, h3, h4)")) {
    const mine = Number(h.tagName[1]);
    if (level && mine > level + 1) faults.push(`h${level} then h${mine}: ` + h.innerText);
    level = mine;
  }
  for (const e of document.querySelectorAll("[aria-describedby], [aria-labelledby], [aria-controls]"))
    for (const attribute of ["aria-describedby", "aria-labelledby", "aria-controls"])
      for (const id of (e.getAttribute(attribute) || "").split(" ").filter(Boolean))
        if (!document.getElementById(id)) faults.push(attribute + " leads nowhere: " + id);
  for (const e of document.querySelectorAll("a.button, button, summary, .bar-link"))
    if (seen(e) && e.getBoundingClientRect().height < 40)
      faults.push("small target: " + e.outerHTML.slice(0, 90));
  return faults;
}"""


@pytest.mark.parametrize("where", PAGES)
def test_a_page_has_names_labels_and_headings(page: Page, address: str, where: str) -> None:
    page.goto(address + where)

    assert page.evaluate(FAULTS) == []


def test_a_listing_has_them_too(page: Page, address: str, goods: list[Listing]) -> None:
    page.goto(f"{address}/mua/{goods[0].slug}")

    assert page.evaluate(FAULTS) == []


@pytest.mark.parametrize("width", [320, 360, 640, 900, 1280])
def test_nothing_is_wider_than_the_screen(
    chrome: Browser, address: str, goods: list[Listing], width: int
) -> None:
    context = chrome.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()

    for where in (*PAGES, f"/mua/{goods[0].slug}"):
        page.goto(address + where)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, (where, width)
    context.close()


def test_the_first_tab_leads_past_the_head(page: Page, address: str) -> None:
    page.goto(address)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def _tokens(dark: bool) -> dict[str, str]:
    css = CSS.read_text(encoding="utf-8")
    block = css[css.index("@layer tokens {") : css.index("@layer base {")]
    light, _mark, after = block.partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", light))
    return found | dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", after)) if dark else found


def _luminance(colour: str) -> float:
    parts = [channel / 255 for channel in bytes.fromhex(colour[1:])]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_ON = [
    *[(text, ground) for text in ("ink", "quiet", "leaf", "lychee") for ground in ("paper", "card")],
    *[(f"{tone}-ink", f"{tone}-wash") for tone in ("leaf", "sun", "sky")],
    ("on-leaf", "leaf"),
    ("lychee", "lychee-wash"),
]


@pytest.mark.parametrize("dark", [False, True])
def test_words_and_edges_stand_out_from_their_ground(dark: bool) -> None:
    tokens = _tokens(dark)

    for text, ground in TEXT_ON:
        assert _contrast(tokens[text], tokens[ground]) >= 4.5, (text, ground)
    for ground in ("paper", "card"):
        assert _contrast(tokens["line"], tokens[ground]) >= 3, ground
