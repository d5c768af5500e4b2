"""Accruals (periodisering): lines of sales and purchases that are spread over months."""

from functools import partial

from fiken.emulator.books import accruals, schema, violations
from fiken.emulator.books.trade import PURCHASE, SALE, TRADES, Trade
from fiken.emulator.families._trade import documents_of
from fiken.emulator.store.handlers import created, finds, lists
from fiken.emulator.store.resources import Call, Family, Handler, Resource
from fiken.emulator.store.rows import find
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply


def _resource(trade: Trade) -> Resource:
    def unposted(call: Call, row: Row) -> list[str]:
        return accruals.unposted_dates(call.state, trade, row["accrual_id"])

    return Resource(
        table=f"{trade.name}_accruals",
        key="accrualId",
        schema="accrualResult",
        parts={
            "unpostedPeriods": lambda call, row: len(unposted(call, row)),
            "unpostedYears": lambda call, row: sorted({date[:4] for date in unposted(call, row)}),
        },
        parent=documents_of(trade),
    )


_SALE_ACCRUALS, _PURCHASE_ACCRUALS = _resource(SALE), _resource(PURCHASE)


def _creates(trade: Trade) -> Handler:
    def handle(call: Call) -> Reply:
        document, body = find(call, documents_of(trade))[trade.id], call.body
        accrual = accruals.Accrual(
            line_id=body["lineId"],
            account=body["account"],
            start_date=body["startDate"],
            periods=body["periods"],
        )
        return created(call, accruals.accrue(call.state, trade, document, accrual))

    return handle


def _undoes(trade: Trade, resource: Resource) -> Handler:
    def handle(call: Call) -> Reply:
        accruals.undo(call.state, trade, find(call, resource)["accrual_id"])
        return Reply(204)

    return handle


FAMILY = Family(
    tables="".join(schema.accruals(trade) for trade in TRADES),
    operations={
        "getSaleAccruals": lists(_SALE_ACCRUALS),
        "createSaleAccrual": _creates(SALE),
        "getSaleAccrual": finds(_SALE_ACCRUALS),
        "deleteSaleAccrual": _undoes(SALE, _SALE_ACCRUALS),
        "getPurchaseAccruals": lists(_PURCHASE_ACCRUALS),
        "createPurchaseAccrual": _creates(PURCHASE),
        "getPurchaseAccrual": finds(_PURCHASE_ACCRUALS),
        "deletePurchaseAccrual": _undoes(PURCHASE, _PURCHASE_ACCRUALS),
    },
    invariants=tuple(partial(violations.of_accruals, trade=trade) for trade in TRADES),
)
