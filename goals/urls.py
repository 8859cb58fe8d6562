"""Addresses of the app "goals"."""

from django.urls import URLPattern, URLResolver, path

from goals import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("mal/", views.goals, name="goals"),
    path("mal/<pk:number>/", views.goal, name="goal"),
    path("fokusomraden/<slug:slug>/", views.focus_area, name="focus_area"),
]
