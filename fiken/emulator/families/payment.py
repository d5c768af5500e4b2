"""Payments of sales and of purchases: booked, and undone."""

from fiken.emulator.families._booking import pay, undo_payment
from fiken.emulator.families._trade import PURCHASE, SALE, Trade
from fiken.emulator.store.handlers import find, finds, lists
from fiken.emulator.store.resources import Call, Family, Handler, Reply, Resource
from fiken.emulator.wire.refusals import refuse


def _operations(trade: Trade) -> dict[str, Handler]:
    title = trade.name.capitalize()
    payments = Resource(f"{trade.name}_payments", "paymentId", "payment", parent=trade.resource)

    def create(call: Call) -> Reply:
        key = pay(call, trade, find(call, trade.resource), call.body)
        return Reply(201, headers={"Location": f"{call.url.rstrip('/')}/{key}"})

    def undo(call: Call) -> Reply:
        document = find(call, trade.resource)
        _check_undone(call, trade)
        payment = find(call, payments)
        if document["write_off"]:
            raise refuse(400, "The sale is written off: its payments can't be undone")
        undo_payment(call, trade, payment, call.query.get("description"))
        return Reply(204)

    return {
        f"get{title}Payments": lists(payments),
        f"create{title}Payment": create,
        f"get{title}Payment": finds(payments),
        f"delete{title}Payment": undo,
    }


def _check_undone(call: Call, trade: Trade) -> None:
    """Refuse to undo a payment a second time (docs/observed.md#c5-undoing-a-payment).

    Emulator choice: the status, 400; and that no list has an undone payment.
    """
    sql = f"""SELECT 1 FROM {trade.name}_payments_undone
        WHERE payment_id = ? AND {trade.id} = ?"""  # noqa: S608
    key = call.path[f"{trade.name}Id"]
    if call.state.row(sql, call.path["paymentId"], key) is not None:
        raise refuse(400, "The payment is already undone")


FAMILY = Family(operations={**_operations(SALE), **_operations(PURCHASE)})
