"""Time users: the persons who can record time. The API only reads them."""

from fiken.emulator.store.handlers import finds, lists
from fiken.emulator.store.resources import Family, Resource, text_filters

TABLES = """
CREATE TABLE time_users (
    time_user_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    created_date TEXT NOT NULL,  -- a date-time in UTC
    last_modified_date TEXT NOT NULL
);
CREATE INDEX time_users_of_company ON time_users (company_id);
"""

TIME_USERS = Resource(
    table="time_users",
    key="timeUserId",
    schema="timeUserResult",
    filters={"name": "instr(fold(name), fold(?)) > 0", **text_filters("email")},
    timed=True,
)

FAMILY = Family(
    tables=TABLES,
    module="time",
    operations={"getTimeUsers": lists(TIME_USERS), "getTimeUser": finds(TIME_USERS)},
)
