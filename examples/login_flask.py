"""A web application that lists the companies of its users, who log in to Fiken: with Flask.

    python examples/login_flask.py      # on an embedded Fiken; open http://127.0.0.1:8000/

A tenant is a customer of this application. Each has a login of its own in the store. On a server,
the environment names the app that is registered with Fiken, and a store that all processes share:

    FIKEN_CLIENT_ID=…  FIKEN_CLIENT_SECRET=…  FIKEN_REDIRECT_URI=https://app.example/callback
    FIKEN_STORE=postgresql://…  WEB_SECRET=…  gunicorn --chdir examples login_flask:web

`login_django.py` is the same application with Django.
"""

import logging
import os
import secrets
import sys
import tempfile
from functools import cache
from urllib.parse import urlsplit

from flask import Flask, abort, redirect, render_template_string, request, session
from werkzeug import Response

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
#: Your own application knows its tenants. Here, anybody can sign in as one of these.
TENANTS = ("acme", "globex")

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Companies in Fiken</title>
<h1>Companies in Fiken</h1>
{% if problem %}<p role="alert">{{ problem }}</p>{% endif %}
{% if not tenant %}
  <form method="post" action="/sign-in">
    {% for name in tenants %}
      <button name="tenant" value="{{ name }}">Sign in as {{ name }}</button>
    {% endfor %}
  </form>
{% elif companies is none %}
  <p><a href="/login">Connect {{ tenant }} to Fiken</a></p>
{% else %}
  <ul>{% for company in companies %}<li>{{ company.name }}</li>{% endfor %}</ul>
  <form method="post" action="/logout"><button>Disconnect {{ tenant }} from Fiken</button></form>
{% endif %}
"""

web = Flask(__name__)
web.secret_key = os.environ.get("WEB_SECRET")  # it signs the cookies
# Lax: other sites cannot send the forms of this one. Strict would also hide the session when Fiken
# sends the browser back.
web.config["SESSION_COOKIE_SAMESITE"] = "Lax"
web.config["SESSION_COOKIE_SECURE"] = True


@cache
def fiken_app() -> OAuthApp:
    """Return the app, as it is registered with Fiken."""
    return app_from_environment() or sys.exit("Set FIKEN_CLIENT_ID and FIKEN_CLIENT_SECRET.")


@cache
def store() -> TokenStore:
    """Return the store. The name of a tenant is the name of its account there."""
    return store_from_environment()


@web.post("/sign-in")
def sign_in() -> Response:
    """Sign in to this application. Do here what your own application does."""
    if request.form.get("tenant") not in TENANTS:
        abort(400)
    session.clear()  # a login to Fiken that another tenant began must not end in this one
    session["tenant"] = request.form["tenant"]
    return redirect("/")


@web.get("/")
def home() -> str:
    """List the companies of the tenant, or offer to connect it to Fiken."""
    if "tenant" not in session:
        return page()
    login = OAuth2(fiken_app(), store(), session["tenant"])
    try:
        with Fiken(auth=login, base_url=os.environ.get("FIKEN_URL", API)) as client:
            return page(companies=list(client.companies.all()))
    except LoginRequiredError:  # it never logged in, or its user has revoked the login in Fiken
        return page()


@web.get("/login")
def log_in() -> Response:
    """Send the browser to Fiken. What the callback needs waits in the session of this browser."""
    if "tenant" not in session:
        return redirect("/")
    url = fiken_app().authorize_url()
    session["login"] = {"state": url.state, "verifier": url.verifier}
    return redirect(url)


@web.get("/callback")
def callback() -> Response | tuple[str, int]:
    """Get the tokens for the code that the browser brings from Fiken, and store them."""
    begun = session.pop("login", {"state": "", "verifier": None})  # it works once
    try:
        tokens = fiken_app().exchange_redirect(request.url, **begun)
    except AccessDeniedError:
        return page("You gave no access to Fiken."), 403
    except OAuthError as error:  # such as the state of another browser, or a code used twice
        web.logger.warning("%s", error)
        return page("This login is over. Please begin again."), 400
    store().save(session["tenant"], tokens)
    return redirect("/")


@web.post("/logout")
def log_out() -> Response:
    """Revoke the login of the tenant, and forget its tokens."""
    tenant = session.get("tenant")
    if tenant is not None:
        OAuth2(fiken_app(), store(), tenant).log_out()
    return redirect("/")


@web.errorhandler(FikenError)
def failed(error: FikenError) -> tuple[str, int]:
    """Show that Fiken or the store fails. The log has the details."""
    web.logger.warning("%s", error)
    return page("Fiken does not answer as it should. Please try again later."), 502


def page(problem: str = "", companies: list[Company] | None = None) -> str:
    """Return the page. Without companies, it offers to connect the tenant to Fiken."""
    return render_template_string(
        PAGE,
        problem=problem,
        companies=companies,
        tenant=session.get("tenant"),
        tenants=TENANTS,
    )


def main() -> None:
    """Serve the application on this machine, for the app in the environment or on an emulator."""
    logging.getLogger("werkzeug").setLevel("ERROR")  # else it logs URLs, and the codes in them
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
        }
        web.secret_key = secret
        serve()


def serve() -> None:
    """Serve the application where the redirect URI says. This server is for development only."""
    if not web.secret_key:
        sys.exit("Set WEB_SECRET to a long random text, the same for all processes.")
    place = urlsplit(fiken_app().redirect_uri)
    web.config["SESSION_COOKIE_SECURE"] = place.scheme == "https"
    web.run(place.hostname, place.port)


if __name__ == "__main__":
    main()
