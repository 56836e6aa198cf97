"""One settings file. DATABASE_URL and REDIS_URL alone choose between the embedded default and real services."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Exchange, Queue

from matchmaker.lib.env import env_bool, env_int, env_list, env_str, secret_from
from matchmaker.lib.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env_str("MATCHMAKER_VAR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env_bool("DEBUG")
HTTPS = env_bool("HTTPS")  # behind TLS, that is: in production
SECRET_KEY = secret_from("SECRET_KEY", VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
# Signs the archives of "my data"; changing it makes a new public key, old archives stay checkable with the old one.
ARCHIVE_KEY = secret_from("ARCHIVE_KEY", VAR_DIR / "archive_key")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
SITE_URL = env_str("SITE_URL", f"http://127.0.0.1:{env_int('PORT', 8000)}")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "anymail",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "matchmaker.lib",
    "matchmaker.accounts",
    "matchmaker.reference",
    "matchmaker.notifications",
    "matchmaker.jobs",
    "matchmaker.exchange",
    "suppliers",
    "demand",
    "matchmaker.matching",
    "matchmaker.sourcing",
    "matchmaker.meetings",
    "matchmaker.coverage",
    "matchmaker.demo",
]

MIDDLEWARE = [
    "matchmaker.lib.observing.ObservingMiddleware",
    "matchmaker.lib.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "matchmaker.lib.middleware.PolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "matchmaker.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "matchmaker.accounts.factors.FactorMiddleware",
    "matchmaker.lib.middleware.NotAllowedMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

SESSION_ENGINE = "matchmaker.accounts.session_store"
FORM_RENDERER = "matchmaker.lib.widgets.QuickRenderer"
ROOT_URLCONF = "matchmaker.urls"
WSGI_APPLICATION = "matchmaker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "matchmaker.lib.folding.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "matchmaker.accounts.context.actor",
                "matchmaker.notifications.context.unread",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "matchmaker.lib.templatetags.house"],
        },
    }
]

# --- data: embedded SQLite unless DATABASE_URL names a server (docs/decisions/0002-two-ways-to-run.md) ------------

DATABASE_URL = env_str("DATABASE_URL")
if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)}
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        DATABASES["default"]["ENGINE"] = "matchmaker.lib.postgres"
else:
    SQLITE_PRAGMAS = (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
    )
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "matchmaker.sqlite3",
            "CONN_MAX_AGE": 600,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- queue: in-process unless REDIS_URL names a server --------------------------------------------------------------

REDIS_URL = env_str("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 600, "unacked_restore_interval": 5, "unacked_restore_throttle": 1, "socket_timeout": 5}
    if REDIS_URL
    else {"polling_interval": 0.05}
)
CELERY_TASK_ACKS_LATE = bool(REDIS_URL)
CELERY_TASK_REJECT_ON_WORKER_LOST = bool(REDIS_URL)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
# Celery would open a connection for every task; lib.connections keeps and checks them as requests do.
CELERY_DB_REUSE_MAX = 1_000_000_000
# Matching has a queue of its own, and workers take from both in turns: letters never stand behind a night of runs.
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("celery", "matching")]
CELERY_TASK_ROUTES = {"matching.run": {"queue": "matching"}, "matching.rank_part": {"queue": "matching"}}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Seoul"
# Days that ended jobs and sent posts of webhooks stay to be looked at; the feed keeps its events for ever.
KEEP_JOBS_DAYS, KEEP_POSTS_DAYS = env_int("KEEP_JOBS_DAYS", 90), env_int("KEEP_POSTS_DAYS", 30)
# How long a worker may hold a row without a sign of life; after a crash its work waits that long.
LEASE_SECONDS = env_int("LEASE_SECONDS", 120)
# An award holds only once its quote was looked through for signs of collusion (coverage does, within seconds).
CHECK_BEFORE_AWARD = env_bool("CHECK_BEFORE_AWARD", True)
CACHES = {
    "default": {"BACKEND": "matchmaker.lib.cache.PatientRedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- the API: docs/api.md, docs/decisions/0016-the-api.md; wired by string ---

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["matchmaker.accounts.api.authentication.TokenAuthentication"],
    "DEFAULT_SCHEMA_CLASS": "matchmaker.lib.api.openapi.HouseSchema",
    "EXCEPTION_HANDLER": "matchmaker.lib.api.problems.problem_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Matchmaker",
    "VERSION": "1",
    "DESCRIPTION": "The same services and rules as the pages. See docs/api.md for the conventions, with examples.",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": False, "docExpansion": "list", "defaultModelsExpandDepth": -1},
    "COMPONENT_SPLIT_REQUEST": False,
    "POSTPROCESSING_HOOKS": [],
}
API_ONCE = "matchmaker.accounts.api.once.once"
API_REQUESTS_A_MINUTE = env_int("API_REQUESTS_A_MINUTE", 600)

# --- people ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "matchmaker.accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "matchmaker.accounts.passwords.CommonValidator"},
    {"NAME": "matchmaker.accounts.passwords.LikenessValidator"},
    {"NAME": "matchmaker.accounts.passwords.OwnWordsValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ACCOUNT_ADAPTER = "matchmaker.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = env_str("EMAIL_VERIFICATION", "mandatory" if HTTPS else "optional")
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "company_fax"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_URL.startswith("https") else "http"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # the sender says who we are
PASSWORD_RESET_TIMEOUT = 3600
# How long showing who one is counts as fresh for deeds that are hard to take back.
ACCOUNT_REAUTHENTICATION_TIMEOUT = env_int("REAUTHENTICATION_SECONDS", 1800)
MFA_ADAPTER = "matchmaker.accounts.mfa_adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "matchmaker.accounts.passkey_forms.AddPasskeyForm"}
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves allow it on this machine only
# Off in the demo only, where everybody knows every password; `check` refuses that in production.
FACTOR_FOR_ADMINISTRATORS = env_bool("FACTOR_FOR_ADMINISTRATORS", True)
FACTOR_KEYS = env_list("FACTOR_KEYS")
ADMINISTRATOR_SESSION_SECONDS = env_int("ADMINISTRATOR_SESSION_HOURS", 12) * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"

# The publisher's prefix of open contracting; the default is registered with nobody (docs/open-contracting.md).
OCDS_PREFIX = env_str("OCDS_PREFIX", "ocds-000000")

# --- words and numbers ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("한국어")), ("en", _("영어"))]
LOCALE_PATHS = sorted({path.parents[2] for path in (BASE_DIR / "locale").glob("*/*/LC_MESSAGES/django.po")})
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Seoul"

# --- files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not env_bool("COLLECTED_STATIC")
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "files"}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env_bool("COLLECTED_STATIC")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# --- doors ----------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
if HTTPS:  # the prefix makes browsers refuse a cookie that another host of the domain, or plain HTTP, has set
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SILENCED_SYSTEM_CHECKS = ["fields.W161"]  # it takes quiet hours until 08:00 for a moment, if it is asked at that time
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked from inside, behind the proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# Proxies in front that add to X-Forwarded-For; 0 believes the connection alone.
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = env_int("TRUSTED_PROXIES", 0)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# For tests on one machine only: posts to webhooks may then go to this machine itself, over http too.
WEBHOOK_ALLOW_LOOPBACK = env_bool("WEBHOOK_ALLOW_LOOPBACK")

# A named mail server is used; without one, letters are files. A service's backend: docs/operations.md, "Mail".
EMAIL_BACKEND = env_str(
    "EMAIL_BACKEND",
    "matchmaker.notifications.smtp.EmailBackend"
    if env_str("EMAIL_HOST")
    else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST, EMAIL_PORT = env_str("EMAIL_HOST", "localhost"), env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env_str("EMAIL_HOST_USER"), env_str("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10  # one wait
EMAIL_TOTAL_SECONDS = min(45.0, LEASE_SECONDS * 0.4)  # one letter, whatever the server does
MAIL_SENDERS = env_int("MAIL_SENDERS", 2)
# Bounces and complaints of a mail service arrive at /anymail/<service>/tracking/ once its secret is set.
ANYMAIL = {
    name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_") and value
}
ALIMTALK_URL, ALIMTALK_KEY = env_str("ALIMTALK_URL"), env_str("ALIMTALK_KEY")
ALIMTALK_SENDER = env_str("ALIMTALK_SENDER", "@매치메이커")
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", "Matchmaker <no-reply@matchmaker.invalid>")

# json: one event a line, with the request's id; line: for people.
LOGGING = logging_settings(form=env_str("LOG_FORMAT", "line"), level=env_str("LOG_LEVEL", "WARNING"))
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Who may read /metrics: whoever knows the token; without one only this machine itself.
METRICS_TOKEN = env_str("METRICS_TOKEN")
