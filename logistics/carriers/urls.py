from django.urls import path

from logistics.carriers import views

urlpatterns = [
    path("carriers/<slug:carrier_code>/<str:secret>/events", views.carrier_hook, name="carrier_hook"),
]
