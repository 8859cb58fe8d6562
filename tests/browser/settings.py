"""The portal as in production, for the browser: DEBUG off, static files hashed, the strict policy. See portal.py."""

from skolaforst.settings import *  # noqa: F403
from skolaforst.settings import VAR_DIR

ROOT_URLCONF = "tests.browser.urls"
STATIC_ROOT = VAR_DIR / "static"
SECURE_SSL_REDIRECT = False  # Chromium takes Secure cookies from 127.0.0.1 over http too
