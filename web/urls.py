"""Every page's address. Names are in the namespace `web`.

What text messages link to: `web:order` (/don/<secret>, the buyer's order, where a short weight is answered),
`web:answer` (/tra-loi/<secret>, the household's answer to a new order), `web:bought` (/dat-hang/<secret>).
"""

from django.urls import URLPattern

from web.views.buyer.urls import PATTERNS as BUYER
from web.views.demo.urls import PATTERNS as DEMO
from web.views.export.urls import PATTERNS as EXPORT
from web.views.household.urls import PATTERNS as HOUSEHOLD
from web.views.officer.urls import PATTERNS as OFFICER
from web.views.post.urls import PATTERNS as POST
from web.views.sign_in.urls import PATTERNS as SIGN_IN

app_name = "web"
urlpatterns: list[URLPattern] = [*BUYER, *SIGN_IN, *HOUSEHOLD, *EXPORT, *POST, *OFFICER, *DEMO]
