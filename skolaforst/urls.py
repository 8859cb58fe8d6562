"""The portal's addresses: a table of contents. Swedish and stable."""

from django.urls import include, path

from skolaforst.views.components import components, favicon

urlpatterns = [
    path("komponenter/", components, name="components"),
    path("favicon.ico", favicon, name="favicon"),
    path("", include("activities.urls")),
    path("", include("needs.urls")),
    path("", include("goals.urls")),
    path("", include("network.urls")),
]

handler403 = "skolaforst.views.errors.no_permission"
handler404 = "skolaforst.views.errors.not_found"
handler500 = "skolaforst.views.errors.server_error"
