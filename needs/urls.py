"""Addresses of the app "needs"."""

from django.urls import URLPattern, URLResolver, path

from needs.views import listing, need

urlpatterns: list[URLPattern | URLResolver] = [
    path("behov/", listing.needs, name="needs"),
    path("behov/<pk:pk>/", need.need, name="need"),
]
