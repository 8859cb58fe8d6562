"""Addresses of the app "needs"."""

from django.urls import URLPattern, URLResolver, path

from needs.views import connect, listing, need

urlpatterns: list[URLPattern | URLResolver] = [
    path("behov/", listing.needs, name="needs"),
    path("behov/<pk:pk>/", need.need, name="need"),
    path("behov/<pk:pk>/koppla/", connect.need_connect, name="need_connect"),
]
