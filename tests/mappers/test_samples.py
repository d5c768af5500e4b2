"""Each entity against a literal typed by hand: loader, dumper and the emulator's contract."""

import json
from typing import Any, cast

import pytest

import fiken.models
from fiken import NotUpdatableError
from fiken.emulator.wire.contract import load
from fiken.emulator.wire.validation import problems
from fiken.mappers import Mapper
from fiken.mappers._declaration import mapper_of
from fiken.mappers._fields import camel
from fiken.models import Model
from tests.catalogue import all_samples
from tests.recorder import Recorder
from tests.samples._sample import Sample

CONTRACT = load()
SAMPLES = all_samples()
LOADED = [sample for sample in SAMPLES if sample.loaded is not None]
SENT = [sample for sample in SAMPLES if sample.new is not None]
CHANGED = [sample for sample in SAMPLES if sample.changed is not None]
MODELS = [
    getattr(fiken.models, name) for name in fiken.models.__all__ if name not in {"Model", "model"}
]


def _module(sample: Sample) -> str:
    return sample.model.__module__.replace(".", "/") + ".py"


def _home(sample: Sample) -> str:
    """Return the file of a sample."""
    return _module(sample).replace("fiken/models/", "tests/samples/")


def named(sample: object) -> str:
    return sample.model.__name__ if isinstance(sample, Sample) else str(sample)


@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test_every_model_has_a_literal(cls: type[Model]) -> None:
    file = f"tests/samples/{cls.__module__.rpartition('.')[2]}.py"
    assert cls in {sample.model for sample in SAMPLES}, f"write {file}: a Sample of {cls.__name__}"


@pytest.mark.parametrize("sample", LOADED, ids=named)
def test_an_answer_is_loaded_as_expected(sample: Sample, recorder: Recorder) -> None:
    assert sample.answer is not None
    assert sample.result is not None
    loaded = mapper_of(sample.model).load(json.loads(json.dumps(sample.answer)))
    assert sample.loaded == loaded
    assert repr(sample.loaded) == repr(loaded)
    unknown = dict(loaded.unknown_fields)
    assert not unknown, f"declare each of them in {_module(sample)}, or its name in the mapper"
    recorder.load(sample.result, sample.answer)


@pytest.mark.parametrize("sample", LOADED, ids=named)
def test_an_answer_has_every_field(sample: Sample) -> None:
    """A sample has a value for every field of the contract."""
    assert sample.answer is not None
    assert sample.result is not None
    fields = CONTRACT.schemas[sample.result].fields
    sent = sample.result in CONTRACT.requests
    missing = {
        name
        for name, field in fields.items()
        if sample.answer.get(name) in (None, []) and not (field.access == "wo" and sent)
    }
    assert not missing, f"give each of them a value in `answer` of {_home(sample)}"
    unknown = set(sample.answer) - set(fields)
    assert not unknown, f"the schema {sample.result} has none of them: see {_home(sample)}"


@pytest.mark.parametrize("sample", SENT, ids=named)
def test_a_new_model_is_sent_as_expected(sample: Sample, recorder: Recorder) -> None:
    assert sample.new is not None
    assert sample.sent is not None
    assert sample.request is not None
    sent = mapper_of(sample.model).create(sample.new)
    assert sample.sent == sent
    assert json.dumps(sample.sent, sort_keys=True) == json.dumps(sent, sort_keys=True)
    recorder.dump(sample.request, sent)


@pytest.mark.parametrize("sample", SENT, ids=named)
def test_payloads_satisfy_the_contract(sample: Sample) -> None:
    assert sample.request is not None
    assert [] == problems(CONTRACT, sample.request, sample.sent)


@pytest.mark.parametrize("sample", CHANGED, ids=named)
def test_a_change_is_sent_as_expected(sample: Sample, recorder: Recorder) -> None:
    assert sample.changed is not None
    assert sample.update_request is not None
    mapper: Mapper[Any] = mapper_of(sample.model)
    update = mapper.update(mapper.load(sample.answer).evolve(**sample.changed))
    assert sample.update == update
    assert [] == problems(CONTRACT, sample.update_request, update)
    recorder.dump(sample.update_request, update)


def another(value: Any) -> Any:
    """Return another value of the same kind, as JSON has it."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, list):
        return _another_list(cast("Any", value))
    if isinstance(value, dict):
        return {key: another(item) for key, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str) and value[4:5] == "-":
        return f"2020-02-02{value[10:]}"  # with the time of day, if the value has one
    return OTHERS.get(value, "another")


def _another_list(items: list[Any]) -> list[Any]:
    return [*items, another(items[0])] if isinstance(items[0], dict) else []


OTHERS = {
    "09:00": "10:15",
    "1749": "1710",
    "1920:10001": "1920:10002",
    "1920:10002": "1920:10001",
    "3000": "3100",
    "5855454756": "5855454764",
    "ENGLISH": "NORWEGIAN",
    "EUR": "SEK",
    "HIGH": "LOW",
    "NOK": "SEK",
    "SEK": "EUR",
    "USD": "EUR",
    "cash_purchase": "supplier",
    "external_invoice": "cash_sale",
    "foreign": "normal",
    "invoice": "reminder",
}


def with_another(sample: Sample, name: str) -> tuple[Model, Model]:
    """Return the model with one field changed, and one that was loaded with that change."""
    mapper: Mapper[Any] = mapper_of(sample.model)
    key, answer, values = mapper.fields[name].key, sample.answer or {}, dict[str, Any]()
    for sent in [one.sent for one in SENT if one.model is sample.model]:
        values |= sent or {}
    value = (values | answer).get(key)
    if value is None and mapper.fields[name].hint.value_type is int:  # an id without a field
        value = 1
    other = mapper.load({**answer, key: another(value)})
    return mapper.load(answer).evolve(**{name: getattr(other, name)}), other


FIELDS = [(sample, name) for sample in CHANGED for name in mapper_of(sample.model).fields]


@pytest.mark.filterwarnings("ignore::fiken.errors.MayClearWarning")
@pytest.mark.filterwarnings("ignore::fiken.errors.UnlikelyValueWarning")
@pytest.mark.parametrize(("sample", "name"), FIELDS, ids=named)
def test_a_change_is_sent_or_refused(sample: Sample, name: str) -> None:
    """There is no third possibility: a change is never dropped."""
    mapper: Mapper[Any] = mapper_of(sample.model)
    schema = CONTRACT.schemas[sample.update_request or ""]
    field = mapper.fields[name]
    changed, other = with_another(sample, name)
    contract_takes = name in _updates(sample) and schema.fields[_key(sample, name)].access != "ro"
    if contract_takes and field.hint.access is not None and field.hint.access.name == "CREATE_ONLY":
        # A PUT ignores contactPerson (docs/observed.md#12-updates-and-deletions).
        contract_takes = False
    if not contract_takes:
        assert_not_updatable(mapper, changed, name)
        return
    key = _key(sample, name)
    dumped = mapper.dump(other)
    written = dumped.get(field.key, field.written(getattr(other, name)) or [])
    assert written == mapper.update(changed)[key]


def assert_not_updatable(mapper: Mapper[Any], changed: Model, name: str) -> None:
    """Check that a change of one field is refused, and say what to declare if it is not."""
    payload, refused = None, tuple[str, ...]()
    try:
        payload = mapper.update(changed)
    except NotUpdatableError as error:
        refused = tuple(error.fields)
    assert (name,) == refused, (
        f"Fiken cannot change {name}, and {payload} would be sent: declare it t.ReadOnly or "
        f"t.CreateOnly in {mapper.model.__module__}, or say in `updates` of the mapper what can be "
        "changed ({} is nothing)"
    )


# Entities with a key and no update in the contract: they can be created at most.
FIXED = [sample for sample in LOADED if sample.changed is None and mapper_of(sample.model).key]
FIXED_FIELDS = [(sample, name) for sample in FIXED for name in mapper_of(sample.model).fields]


@pytest.mark.parametrize(("sample", "name"), FIXED_FIELDS, ids=named)
def test_fixed_entities_refuse_every_change(sample: Sample, name: str) -> None:
    changed, _ = with_another(sample, name)
    assert [name] == list(changed.changes)
    assert_not_updatable(mapper_of(sample.model), changed, name)


def _key(sample: Sample, name: str) -> str:
    mapper: Mapper[Any] = mapper_of(sample.model)
    renamed: dict[str, str] = mapper.updates if isinstance(mapper.updates, dict) else {}
    return renamed.get(name, mapper.fields[name].key)


def _updates(sample: Sample) -> set[str]:
    fields = CONTRACT.schemas[sample.update_request or ""].fields
    return {name for name in mapper_of(sample.model).fields if _key(sample, name) in fields}


def test_snake_case_becomes_camel_case() -> None:
    assert "streetAddressLine2" == camel("street_address_line2")
    assert "downloadUrlWithFikenNormalUserCredentials" == camel(
        "download_url_with_fiken_normal_user_credentials"
    )
