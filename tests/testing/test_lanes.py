"""The plugin lets no test wait for another one, or for other programs of the machine."""

import pytest

from tests.testing.conftest import Run


def test_each_test_has_its_own_folder(run: Run, pytester: pytest.Pytester) -> None:
    """The default pacer uses it, and the folder is gone when the tests have run."""
    pytester.makepyfile("""
        import os
        from pathlib import Path
        import pytest
        from fiken import Fiken

        @pytest.mark.parametrize("number", range(2))
        def test_default_pacer(number, fiken_emulator, fiken_lanes):
            assert os.environ["FIKEN_LANES"] == str(fiken_lanes)
            assert not fiken_lanes.exists()
            with Fiken(fiken_emulator.token, base_url=fiken_emulator.url) as client:
                client.user()
            assert len(list(fiken_lanes.iterdir())) == 1
            with Path("folders").open("a") as file:
                print(fiken_lanes, file=file)

        def test_other_tests_keep_the_setting():
            assert os.environ["FIKEN_LANES"] == "/of/the/machine"
    """)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIKEN_LANES", "/of/the/machine")
        run().assert_outcomes(passed=3)
    folders = (pytester.path / "folders").read_text().split()
    assert 2 == len(set(folders))
    assert not any((pytester.path / folder).parent.exists() for folder in folders)


def test_a_pause_ends_with_its_test(run: Run, pytester: pytest.Pytester) -> None:
    """That of a client of the emulator, too, which keeps it in the memory of the process."""
    pytester.makepyfile("""
        import time
        import pytest
        from fiken import PacingError, RateLimitedError
        from fiken.emulator import Status
        from fiken.session import Retries

        def test_a_pause(fiken_emulator):
            client = fiken_emulator.client(retries=Retries(total=0), total=5)
            fiken_emulator.fail_next(Status(429, retry_after="3000"))
            with pytest.raises(RateLimitedError):
                client.user()
            with pytest.raises(PacingError):
                client.user()

        def test_no_pause(fiken_emulator):
            fiken_emulator.client(total=5).user()
    """)
    run().assert_outcomes(passed=2)
