"""All settings, read from the environment. Safe by default: what is not set is as in production.

The variables are listed in README.md and .env.example; `make install` writes a .env for development.
"""

import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(exist_ok=True, parents=True)


def demanded(name: str, remedy: str, in_development: str = "") -> str:
    """A variable without which nothing may start; tells what to write."""
    value = env.str(name, default="") or (in_development if DEBUG else "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {remedy}")
    return value


SECRET_KEY = demanded("SECRET_KEY", "Run `make install` for development, or set it to 50 or more random characters.")
# The portal's public address: links in mails begin with it, and pages and forms are served under its name.
PORT = env.str("PORT", default="") or "8000"
SITE_URL = demanded(
    "SITE_URL", "Set it to the address people use, like https://skolaforst.example.", f"http://127.0.0.1:{PORT}"
).rstrip("/")
ORIGIN = urlsplit(SITE_URL)
if ORIGIN.scheme not in ("http", "https") or not ORIGIN.hostname or ORIGIN.path:
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL}. Write it like https://skolaforst.example, without a path.")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ALLOWED_HOSTS = [ORIGIN.hostname, *env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else [])]
# Part of every page's validator: a new release shows at once. Set it where several processes serve the same address.
RELEASE = env.str("RELEASE", default=str(int(time.time())))
# The city's own facts; load_reference and `make run` read it.
REFERENCE_FILE = BASE_DIR / env.str("REFERENCE_FILE", default="reference/vasteras.toml")

INSTALLED_APPS = [
    "skolaforst",
    "activities",
    "needs",
    "goals",
    "network",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "auditlog",
    "crispy_forms",
    "csp",
    "django_htmx",
    "post_office",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "skolaforst.middleware.PermissionsPolicyMiddleware",
    "skolaforst.middleware.ReadableMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "network.middleware.NoNullMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "network.middleware.PersonMiddleware",
    "network.middleware.AuditMiddleware",
    "network.middleware.UnchangedPageMiddleware",
    "skolaforst.middleware.OwnPagesMiddleware",
]

ROOT_URLCONF = "skolaforst.urls"
WSGI_APPLICATION = "skolaforst.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "skolaforst.context.page",
            ],
            "builtins": ["skolaforst.templatetags.portal"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "portal_forms"
CRISPY_TEMPLATE_PACK = "portal_forms"
CRISPY_FAIL_SILENTLY = False

# One file a city: its facts are never read into a database that holds another's.
SQLITE = VAR_DIR / f"{REFERENCE_FILE.stem}.sqlite3"
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{SQLITE}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without WAL and IMMEDIATE, writers fail under load instead of waiting for each other.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a query costs PostgreSQL up to 0.7 s where the query itself takes 0.05 (10,000 activities).
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits on login tries must be seen by every process: the database by default, Redis by CACHE_URL. With Django's room
# for 300 entries, whoever tries many addresses would push out the count of the tries before.
CACHES = {"default": env.cache("CACHE_URL", default="dbcache://cache?max_entries=20000")}

# People
AUTH_USER_MODEL = "network.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "after_login"
LOGOUT_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "network.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = False
# A whole town hall stands behind one address: the limits per address are wide, those per account narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/300s/key",
    "request_login_code": "100/m/ip,3/m/key,20/h/key",
    "reset_password": "100/m/ip,5/m/key,20/h/key",
}
ACCOUNT_FORMS = {
    "login": "network.forms.LoginForm",
    "request_login_code": "network.forms.RequestLoginCodeForm",
    "confirm_login_code": "network.forms.ConfirmLoginCodeForm",
    "reset_password": "network.forms.ResetPasswordForm",
    "reset_password_from_key": "network.forms.ResetPasswordKeyForm",
    "change_password": "network.forms.ChangePasswordForm",
    "set_password": "network.forms.SetPasswordForm",
}
# allauth's own stores a row with the address, which would go on logging in after the office has changed it.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
INVITATION_DAYS = 14

# Mail: what the portal writes waits in post_office's outbox; codes and password links go past it.
EMAIL_BACKEND = "post_office.EmailBackend"
DIRECT_EMAIL = env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}" if DEBUG else "smtp://localhost:25")
vars().update({k: v for k, v in DIRECT_EMAIL.items() if k not in ("EMAIL_BACKEND", "EMAIL_FILE_PATH")})
DIRECT_EMAIL_BACKEND = DIRECT_EMAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 10  # a mail server that does not answer holds up no page for longer
DEFAULT_FROM_EMAIL = demanded(
    "DEFAULT_FROM_EMAIL", "Set it to the address that mails are from.", "skolaforst@skolaforst.example"
)
POST_OFFICE = {
    "BACKENDS": {"default": DIRECT_EMAIL_BACKEND},
    # A mail server may be away for a day.
    "MAX_RETRIES": 24,
    "RETRY_INTERVAL": timedelta(hours=1),
    "LOCK_FILE_NAME": str(VAR_DIR / "post_office"),
}
SEND_MAIL_LOCK = VAR_DIR / "send_mail.lock"

# Language and time
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Security: everything from the portal's own origin, nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]
SECURE_HSTS_SECONDS = 0 if DEBUG else env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
if env.bool("BEHIND_PROXY", default=False):
    # Only where a proxy sets the header itself: otherwise anybody could claim to come over https.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # The limits on login tries count the readers' addresses, not the proxy's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
CSRF_FAILURE_VIEW = "skolaforst.views.errors.csrf_failure"

# django-auditlog keeps who, when and what of people, organisations, needs and reference data; activities have versions.
AUDITLOG_DISABLE_REMOTE_ADDR = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # a page of trace for each robot that guesses at names of the portal otherwise
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        # three lines a tick otherwise
        "post_office": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
