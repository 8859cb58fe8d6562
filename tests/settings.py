"""The portal's settings for tests: fast, and the same whatever stands in .env."""

import os
import tempfile
from pathlib import Path

os.environ["DEBUG"] = "1"  # plain static files, no redirect to https; pytest turns DEBUG itself off
os.environ["SECRET_KEY"] = "only-for-tests-only-for-tests-only-for-tests-only-for-tests"
os.environ.pop("EMAIL_URL", None)
os.environ.pop("CACHE_URL", None)
os.environ.pop("REFERENCE_FILE", None)

from skolaforst.settings import *  # noqa: F403
from skolaforst.settings import DATABASES, POST_OFFICE

# A folder of its own for each process: senders of two processes do not lock each other out.
SCRATCH = Path(tempfile.mkdtemp(prefix="portal-tests-"))
THREADS_DATABASE = SCRATCH / "threads.sqlite3"

if "postgresql" in DATABASES["default"]["ENGINE"]:  # what a test commits may be lost with the machine
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"

SITE_URL = "https://skolaforst.example"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
RELEASE = "test"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True

DIRECT_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_FILE_PATH = str(SCRATCH / "mail")
POST_OFFICE = {
    **POST_OFFICE,
    "BACKENDS": {"default": DIRECT_EMAIL_BACKEND},
}
SEND_MAIL_LOCK = SCRATCH / "send_mail.lock"
