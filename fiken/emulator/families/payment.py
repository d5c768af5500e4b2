"""Payments of sales and of purchases: booked, and undone."""

from fiken.emulator.books import payments
from fiken.emulator.books.payments import Payment
from fiken.emulator.books.rates import NOK
from fiken.emulator.books.trade import PURCHASE, SALE, Trade
from fiken.emulator.families._trade import PURCHASES, SALES, documents_of
from fiken.emulator.store.handlers import created, finds, lists
from fiken.emulator.store.resources import Call, Family, Handler, Resource
from fiken.emulator.store.rows import find
from fiken.emulator.wire.exchange import Reply

_SALE_PAYMENTS = Resource("sale_payments", "paymentId", "payment", parent=SALES)
_PURCHASE_PAYMENTS = Resource("purchase_payments", "paymentId", "payment", parent=PURCHASES)


def _creates(trade: Trade) -> Handler:
    def handle(call: Call) -> Reply:
        document, body = find(call, documents_of(trade))[trade.id], call.body
        payment = Payment(
            date=body["date"],
            account=body["account"],
            amount=body["amount"],
            currency=body.get("currency") or NOK,
            amount_in_nok=body.get("amountInNok"),
            fee=body.get("fee"),
        )
        return created(call, payments.pay(call.state, trade, document, payment))

    return handle


def _undoes(trade: Trade, resource: Resource) -> Handler:
    def handle(call: Call) -> Reply:
        document = find(call, documents_of(trade))[trade.id]
        payments.check_not_undone(call.state, trade, document, int(call.path["paymentId"]))
        payment = find(call, resource)
        payments.undo(call.state, trade, payment, call.query.get("description"))
        return Reply(204)

    return handle


FAMILY = Family(
    operations={
        "getSalePayments": lists(_SALE_PAYMENTS),
        "createSalePayment": _creates(SALE),
        "getSalePayment": finds(_SALE_PAYMENTS),
        "deleteSalePayment": _undoes(SALE, _SALE_PAYMENTS),
        "getPurchasePayments": lists(_PURCHASE_PAYMENTS),
        "createPurchasePayment": _creates(PURCHASE),
        "getPurchasePayment": finds(_PURCHASE_PAYMENTS),
        "deletePurchasePayment": _undoes(PURCHASE, _PURCHASE_PAYMENTS),
    }
)
