"""The portal's addresses: a table of contents. Swedish and stable."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from skolaforst.views.components import components
from skolaforst.views.confirm import (
    confirm_organisation,
    confirm_organisations,
    merge_organisation,
    strike_organisation,
    unstrike_organisation,
)
from skolaforst.views.health import health
from skolaforst.views.information import about, accessibility, companies, cookies, personal_data
from skolaforst.views.my_page import my_page
from skolaforst.views.office import office_desk, office_gap, office_publish
from skolaforst.views.outbox import outbox, outbox_html
from skolaforst.views.start import start
from skolaforst.views.unasked import favicon, robots

# Django's own login would pass by the limits on tries.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", start, name="start"),
    path("om/", about, name="about"),
    path("for-foretag/", companies, name="companies"),
    path("tillganglighet/", accessibility, name="accessibility"),
    path("personuppgifter/", personal_data, name="personal_data"),
    path("kakor/", cookies, name="cookies"),
    path("komponenter/", components, name="components"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots, name="robots"),
    path("halsa/", health, name="health"),
    path("min-sida/", my_page, name="my_page"),
    path("kontor/", office_desk, name="office"),
    path("kontor/publicera/", office_publish, name="office_publish"),
    path("kontor/luckor/<slug:slug>/", office_gap, name="office_gap"),
    path("kontor/verksamheter/", confirm_organisations, name="confirm_organisations"),
    path("kontor/verksamheter/<pk:pk>/", confirm_organisation, name="confirm_organisation"),
    path("kontor/verksamheter/<pk:pk>/stryk/", strike_organisation, name="strike_organisation"),
    path("kontor/verksamheter/<pk:pk>/angra/", unstrike_organisation, name="unstrike_organisation"),
    path("kontor/verksamheter/<pk:pk>/samma/", merge_organisation, name="merge_organisation"),
    path("kontor/utskick/", outbox, name="outbox"),
    path("kontor/utskick/<slug:kind>/<slug:key>/", outbox_html, name="outbox_html"),
    path("", include("activities.urls")),
    path("", include("needs.urls")),
    path("", include("goals.urls")),
    path("", include("network.urls")),
    path("konto/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "skolaforst.views.errors.bad_request"
handler403 = "skolaforst.views.errors.no_permission"
handler404 = "skolaforst.views.errors.not_found"
handler500 = "skolaforst.views.errors.server_error"
