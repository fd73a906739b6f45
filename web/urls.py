"""Every page's address. Names are in the namespace `web`.

What the text messages link to: `web:order` (/don/<secret>, the buyer's order, also for the answer about a short weight),
`web:answer` (/tra-loi/<secret>, the household's answer to a new order), `web:bought` (/dat-hang/<secret>, a whole checkout),
`web:pay_card` (/tra-the/<secret>, a checkout's card payment).
"""

from django.urls import URLPattern

from web.views.demo.urls import PATTERNS as DEMO

app_name = "web"
urlpatterns: list[URLPattern] = [*DEMO]
