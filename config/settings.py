"""Every setting, from the environment, with embedded defaults: SQLite, local files, no server of any kind.

Read in this order: the process environment, `VAR_DIR/env` (secrets that `make demo` made once), the defaults here.
"""

from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

from config.secrets import Env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
env.read_env(VAR_DIR / "env", overwrite=False)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY", default="only-for-debugging" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set it in the environment to 50 or more random characters "
        "(`make serve` and `make demo` make one and keep it in VAR_DIR/env)."
    )

PORT = env.int("PORT", default=8000)
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
_public = environ.urlparse(PUBLIC_URL)
ALLOWED_HOSTS = sorted({_public.hostname, "127.0.0.1", "localhost"})
SECURE_COOKIES = _public.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "config.apps.FairleadConfig",
    "calendar_sync",
    "guests",
    "crew.pay",
    "crew.checklists",
    "crew.scc",
    "crew",
    "bookings.ledger",
    "bookings.duty",
    "bookings.messages",
    "bookings.importing",
    "bookings.outbox",
    "bookings",
    "unfold",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "simple_history",
    "phonenumber_field",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "anymail",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.security.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "config.port_time.PortTimeMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
            ]
        },
    }
]

AUTH_USER_MODEL = "bookings.User"
LOGIN_URL = LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'fairlead.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"
USE_I18N = False
FORMAT_MODULE_PATH = ["config.formats"]
SIMPLE_HISTORY_REVERT_DISABLED = True  # bookings change by actions; the history is for reading
PHONENUMBER_DEFAULT_REGION = "US"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
SITES_ROOT = VAR_DIR / "sites"
PHOTOS_ROOT = VAR_DIR / "photos"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Messages: files below VAR_DIR unless a mail server is given.
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="bookings.messages.files.FileEmailBackend")
vars().update(env.email("EMAIL_URL", default="smtp://localhost:25", backend=EMAIL_BACKEND))
EMAIL_FILE_PATH = VAR_DIR / "mail"
SMS_BACKEND = env.str("SMS_BACKEND", default="bookings.messages.files.FileSms")
SMS_FILE_PATH = VAR_DIR / "sms"
SMS_ORIGINATION = env.str("SMS_ORIGINATION", default="")
SMS_LOG_GROUPS = env.list("SMS_LOG_GROUPS", default=[])
EVENT_TOPICS = env.list("EVENT_TOPICS", default=[])
ANYMAIL = {
    # One attempt: repeating is the outbox's to decide, for what was not answered may have been sent.
    "AMAZON_SES_CLIENT_PARAMS": {
        "region_name": env.str("AWS_REGION", default=None),
        "config": {"connect_timeout": 3, "read_timeout": 8, "retries": {"total_max_attempts": 1}},
    },
    "AMAZON_SES_CONFIGURATION_SET_NAME": env.str("SES_CONFIGURATION_SET", default=None),
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="charters@example.com")
CREW_SENDER = env.str("CREW_SENDER", default="crew@example.com")
DUTY_PHONE = env.str("DUTY_PHONE", default="")
DUTY_EMAIL = env.str("DUTY_EMAIL", default="")
CREW_DATA_DAYS = env.int("CREW_DATA_DAYS", default=730)

# What is owed to the outside, and by whom it is delivered.
OUTBOX_TARGETS = {
    "guest_page": {"BACKEND": "guests.publishing.GuestPage"},
    "guest_photo": {"BACKEND": "guests.photos.target.GuestPhotos"},
    "guest_edge": {"BACKEND": "guests.edge.invalidation.Invalidation"},
    "guest_notice": {"BACKEND": "guests.notices.GuestNotice"},
    "duty": {"BACKEND": "bookings.duty.notices.DutyNotice"},
    "calendar": {"BACKEND": env.str("CALENDAR_BACKEND", default="calendar_sync.backends.local.LocalCalendar")},
}
# ShipCaptainCrew: this product itself tells and calls the crew, or another one does, behind its wire.
SCC_LOCAL = "crew.notices.CrewNotice"
SCC_BACKEND = env.str("SCC_BACKEND", default=SCC_LOCAL)
SCC_BASE_URL = env.str("SCC_BASE_URL", default="").rstrip("/")
SCC_SERVICE_KEY = env.wire("SCC_SERVICE_KEY")
SCC_AUTH_STYLE = env.str("SCC_AUTH_STYLE", default="bearer")
if SCC_BACKEND == SCC_LOCAL:
    OUTBOX_TARGETS |= {
        "crew_notice": {"BACKEND": SCC_LOCAL},
        "crew_calling": {"BACKEND": "crew.calling.CrewCalling"},
        "crew_link": {"BACKEND": "crew.fresh_link.FreshLink"},
    }
else:
    _scc_options = {"send_crew_ids": env.bool("SCC_SEND_CREW_IDS", default=False)}
    OUTBOX_TARGETS |= {"scc": {"BACKEND": SCC_BACKEND, "OPTIONS": _scc_options}}

# ShipCaptainCrew, served to others under /scc.
SERVICE_KEY_HASH = env.wires("SERVICE_KEY_HASH")
PASSWORD_SALT = env.secret("PASSWORD_SALT")
SCC_DEFAULT_VESSEL = env.str("SCC_DEFAULT_VESSEL", default="")

# Served wires count strangers by address: the proxy's word for it counts only where there is one.
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "NUM_PROXIES": env.int("NUM_PROXIES", default=1 if SECURE_COOKIES else 0),
}

# First wait in seconds, longest wait in seconds, attempts: 1 min doubling to 6 h, about 20 hours in all.
OUTBOX_BACKOFF = env.tuple("OUTBOX_BACKOFF", cast=float, default=(60.0, 21_600.0, 12.0))
OUTBOX_LEASE_SECONDS = 120
SETTLE_SECONDS = env.float("SETTLE_SECONDS", default=180.0)
RECONCILE_SECONDS = env.float("RECONCILE_SECONDS", default=600.0)

# Counts what is throttled, across processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
    }
}

CELERY_BROKER_URL = env.address("CELERY_BROKER_URL", default="filesystem://localhost")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_DB_REUSE_MAX = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "bookings.tasks.tick", "schedule": 30.0},
    "reconcile": {"task": "bookings.tasks.reconcile", "schedule": RECONCILE_SECONDS},
}
if CELERY_BROKER_URL.startswith("filesystem"):
    _broker = VAR_DIR / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "messages"),
        "data_folder_out": str(_broker / "messages"),
        "control_folder": str(_broker / "control"),
        "polling_interval": 0.05,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 30}
    if CELERY_BROKER_URL.startswith("redis"):
        CACHES["default"] = {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CELERY_BROKER_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

UNFOLD = {
    "SITE_TITLE": "Fairlead",
    "SITE_HEADER": "Fairlead",
    "SITE_SUBHEADER": "One save, and everyone knows",
    "SITE_SYMBOL": "sailing",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("mark.svg")}],
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "4px",
    "COLORS": {
        "primary": {
            "50": "#eef5fa",
            "100": "#d6e6f1",
            "200": "#aecce2",
            "300": "#7dabcd",
            "400": "#4a86b3",
            "500": "#2b6a99",
            "600": "#1d5480",
            "700": "#194567",
            "800": "#163853",
            "900": "#122e45",
            "950": "#0b1d2d",
        }
    },
    "DASHBOARD_CALLBACK": "config.dashboard.fill",
    "SIDEBAR": {"show_search": True, "navigation": "config.navigation.sidebar"},
}

DEFAULT_EXCEPTION_REPORTER = "config.redaction.Reporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.redaction.ReporterFilter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
