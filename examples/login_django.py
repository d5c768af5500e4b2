"""A web application that lists the companies of its users, who log in to Fiken: with Django.

    python examples/login_django.py     # on an embedded Fiken; open http://127.0.0.1:8000/

A tenant is a customer of this application. Each has a login of its own in the store. On a server,
the environment names the app that is registered with Fiken, and a store that all processes share:

    FIKEN_CLIENT_ID=…  FIKEN_CLIENT_SECRET=…  FIKEN_REDIRECT_URI=https://app.example/callback
    FIKEN_STORE=postgresql://…  WEB_SECRET=…  gunicorn --chdir examples 'login_django:wsgi()'

`login_flask.py` is the same application with Flask.
"""

import logging
import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from fiken import (
    AccessDeniedError,
    Company,
    Fiken,
    FikenError,
    LoginRequiredError,
    OAuthError,
)
from fiken.auth import OAuth2, OAuthApp, TokenStore, app_from_environment, store_from_environment
from fiken.emulator import Emulator

API = "https://api.fiken.no/api/v2"  # FIKEN_URL is for an emulator
LOG = logging.getLogger("login_django")
#: Your own application knows its tenants. Here, anybody can sign in as one of these.
TENANTS = ("acme", "globex")

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Companies in Fiken</title>
<h1>Companies in Fiken</h1>
{% if problem %}<p role="alert">{{ problem }}</p>{% endif %}
{% if not tenant %}
  <form method="post" action="/sign-in">{% csrf_token %}
    {% for name in tenants %}
      <button name="tenant" value="{{ name }}">Sign in as {{ name }}</button>
    {% endfor %}
  </form>
{% elif companies is None %}
  <p><a href="/login">Connect {{ tenant }} to Fiken</a></p>
{% else %}
  <ul>{% for company in companies %}<li>{{ company.name }}</li>{% endfor %}</ul>
  <form method="post" action="/logout">{% csrf_token %}
    <button>Disconnect {{ tenant }} from Fiken</button>
  </form>
{% endif %}
"""


@cache
def fiken_app() -> OAuthApp:
    """Return the app, as it is registered with Fiken."""
    return app_from_environment() or sys.exit("Set FIKEN_CLIENT_ID and FIKEN_CLIENT_SECRET.")


@cache
def store() -> TokenStore:
    """Return the store. The name of a tenant is the name of its account there."""
    return store_from_environment()


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in to this application. Do here what your own application does."""
    tenant = request.POST.get("tenant")
    if tenant not in TENANTS:
        return HttpResponse(status=400)
    request.session.flush()  # a login to Fiken that another tenant began must not end in this one
    request.session["tenant"] = tenant
    return redirect("/")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """List the companies of the tenant, or offer to connect it to Fiken."""
    if "tenant" not in request.session:
        return page(request)
    login = OAuth2(fiken_app(), store(), request.session["tenant"])
    try:
        with Fiken(auth=login, base_url=os.environ.get("FIKEN_URL", API)) as client:
            return page(request, companies=list(client.companies.all()))
    except LoginRequiredError:  # it never logged in, or its user has revoked the login in Fiken
        return page(request)


@require_GET
def log_in(request: HttpRequest) -> HttpResponse:
    """Send the browser to Fiken. What the callback needs waits in the session of this browser."""
    if "tenant" not in request.session:
        return redirect("/")
    url = fiken_app().authorize_url()
    request.session["login"] = {"state": url.state, "verifier": url.verifier}
    return redirect(str(url))


@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Get the tokens for the code that the browser brings from Fiken, and store them."""
    begun = request.session.pop("login", {"state": "", "verifier": None})  # it works once
    try:
        tokens = fiken_app().exchange_redirect(request.get_full_path(), **begun)
    except AccessDeniedError:
        return page(request, "You gave no access to Fiken.", status=403)
    except OAuthError as error:  # such as the state of another browser, or a code used twice
        LOG.warning("%s", error)
        return page(request, "This login is over. Please begin again.", status=400)
    store().save(request.session["tenant"], tokens)
    return redirect("/")


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Revoke the login of the tenant, and forget its tokens."""
    tenant = request.session.get("tenant")
    if tenant is not None:
        OAuth2(fiken_app(), store(), tenant).log_out()
    return redirect("/")


def page(
    request: HttpRequest,
    problem: str = "",
    companies: list[Company] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Return the page. Without companies, it offers to connect the tenant to Fiken."""
    context = {
        "problem": problem,
        "companies": companies,
        "tenant": request.session.get("tenant"),
        "tenants": TENANTS,
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request), status=status)


class ShowFailures:
    """The middleware that shows that Fiken or the store fails. The log has the details."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the answer to a request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for an error of this library; None for any other error."""
        if not isinstance(error, FikenError):
            return None
        LOG.warning("%s", error)
        problem = "Fiken does not answer as it should. Please try again later."
        return page(request, problem, status=502)


urlpatterns = [
    path("", home),
    path("sign-in", sign_in),
    path("login", log_in),
    path("callback", callback),
    path("logout", log_out),
]


def configure() -> None:
    """Set up Django. Your own project has these settings in its `settings.py`."""
    secret = os.environ.get("WEB_SECRET")
    if not secret:
        sys.exit("Set WEB_SECRET to a long random text, the same for all processes.")
    uri = urlsplit(fiken_app().redirect_uri)
    settings.configure(
        ALLOWED_HOSTS=[uri.hostname],
        ROOT_URLCONF=__name__,
        SECRET_KEY=secret,  # it signs the cookies
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        # Strict would hide the session when Fiken sends the browser back.
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=uri.scheme == "https",
        CSRF_COOKIE_SECURE=uri.scheme == "https",
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            f"{__name__}.ShowFailures",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        LOGGING={
            "version": 1,
            "disable_existing_loggers": False,
            # The development server logs URLs, and the codes in them.
            "loggers": {"django.server": {"level": "CRITICAL"}},
        },
        USE_TZ=True,
    )


def wsgi() -> Any:
    """Return the application for a WSGI server."""
    configure()
    return get_wsgi_application()


def main() -> None:
    """Serve the application on this machine, for the app in the environment or on an emulator."""
    if "FIKEN_CLIENT_ID" in os.environ:
        serve()
        return
    with tempfile.TemporaryDirectory() as folder, Emulator() as emulator:
        uri = os.environ.get("FIKEN_REDIRECT_URI", "http://127.0.0.1:8000/callback")
        secret = secrets.token_hex()
        app = emulator.oauth_app(uri, client_secret=secret)
        os.environ |= {
            "FIKEN_CLIENT_ID": app.client_id,
            "FIKEN_CLIENT_SECRET": secret,
            "FIKEN_REDIRECT_URI": uri,
            "FIKEN_OAUTH_URL": emulator.oauth_url,
            "FIKEN_URL": emulator.url,
            "FIKEN_STORE": f"{folder}/tokens.json",
            "WEB_SECRET": secret,
        }
        serve()


def serve() -> None:
    """Serve the application where the redirect URI says. This server is for development only."""
    configure()
    place = f"127.0.0.1:{urlsplit(fiken_app().redirect_uri).port}"
    execute_from_command_line([__file__, "runserver", "--noreload", "--skip-checks", place])


if __name__ == "__main__":
    main()
