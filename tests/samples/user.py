"""GET /user."""

from fiken import User
from tests.samples._sample import Sample

SAMPLES = (
    Sample(
        result="userinfo",
        answer={"name": "Test Testesen", "email": "test@example.com"},
        loaded=User(name="Test Testesen", email="test@example.com"),
    ),
)
