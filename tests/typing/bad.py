"""Mistakes of a user. Each wrong line names the rule that each of the checkers must report.

Nothing here is run. A rule that is reported twice stands twice; where a name is wrong, pyright says
besides that its type is unknown.
"""
# pyright: strict

from datetime import date

from fiken import CompanyClient, Contact, ContactPerson, Fiken, OAuth2, OAuthApp, OrderLine, Product, SaleDraftLine, Tokens, VatType, format_kroner, in_ore, kroner
from fiken import Contct as Contct  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownVariableType
from fiken.auth import TokenStore
from fiken.mappers import ProductMapper
from fiken.models import Invioce as Invioce  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownVariableType
from fiken.repositories import Collection
from fiken.repositories._finding import Finds


class Contacts(Finds[Contact]):
    mapper = ProductMapper()  # mypy: assignment / pyright: reportAssignmentType


def constructors() -> None:
    Contact(name=1)  # mypy: arg-type / pyright: reportArgumentType
    Contact(name="Nelly Bloom", mail="x")  # mypy: call-arg / pyright: reportCallIssue
    Contact(email="nelly@example.com")  # mypy: call-arg / pyright: reportCallIssue
    Contact("Nelly Bloom")  # mypy: arg-type, call-arg, call-arg / pyright: reportCallIssue
    Contact(name="Nelly Bloom", discount=2.5)  # mypy: arg-type / pyright: reportArgumentType
    Contact(name="Nelly Bloom", customer=None)  # mypy: arg-type / pyright: reportArgumentType
    Contact(name="Nelly Bloom", groups=[1])  # mypy: list-item / pyright: reportArgumentType
    ContactPerson(name="Betty Boop")  # mypy: call-arg / pyright: reportCallIssue
    Product(name="S", income_account="3000", vat_type=1)  # mypy: arg-type / pyright: reportArgumentType
    VatType.HIHG  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownMemberType
    Fiken("made.up", "https://api.fiken.no")  # mypy: arg-type, call-arg / pyright: reportCallIssue


class HalfAStore:
    def load(self, account: str) -> None:
        """Return no tokens."""


def logins(app: OAuthApp, store: TokenStore) -> None:
    Tokens("made.up")  # mypy: call-arg / pyright: reportCallIssue
    OAuthApp("acme-sync")  # mypy: call-arg / pyright: reportCallIssue
    OAuth2(app, HalfAStore())  # mypy: arg-type / pyright: reportArgumentType
    OAuth2("acme-sync", store)  # mypy: arg-type / pyright: reportArgumentType
    OAuth2(app, store, account=7)  # mypy: arg-type / pyright: reportArgumentType
    OAuth2(app, store).log_out(False)  # mypy: call-arg / pyright: reportCallIssue
    store.save("acme", "made.up")  # mypy: arg-type / pyright: reportArgumentType
    store.accounts()  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownMemberType
    Fiken(account=7)  # mypy: arg-type / pyright: reportArgumentType
    Fiken(auth="made.up")  # mypy: arg-type / pyright: reportArgumentType


def lines(high: VatType) -> None:
    OrderLine.of_net(100, descripton="Krus", vat_type=high)  # mypy: call-arg / pyright: reportCallIssue, reportCallIssue
    OrderLine.of_net(100, description="Krus")  # mypy: call-arg / pyright: reportCallIssue
    OrderLine.of_net(100, description="Krus", vat_type=high, vat=25)  # mypy: call-arg / pyright: reportCallIssue
    OrderLine.of_net("100", description="Krus", vat_type=high)  # mypy: arg-type / pyright: reportArgumentType
    OrderLine.of_net(None, description="Krus", vat_type=high)  # mypy: arg-type / pyright: reportArgumentType
    OrderLine.of_gross(125.0, description="Krus", vat_type=high)  # mypy: arg-type / pyright: reportArgumentType
    OrderLine.of_gross(125, text="Krus", description="Krus", vat_type=high)  # mypy: call-arg / pyright: reportCallIssue
    OrderLine.of_gross(125, description="Krus", vat_type=high, account=3000)  # mypy: arg-type / pyright: reportArgumentType
    SaleDraftLine.of_net(100, text="K", vat_type=high, account="1", income_account="3000")  # mypy: call-arg / pyright: reportCallIssue
    SaleDraftLine.of_gross(125, text="Krus", vat_type=high)  # mypy: call-arg / pyright: reportCallIssue
    SaleDraftLine.of_gross(125, text=1, vat_type=high, income_account="3000")  # mypy: arg-type / pyright: reportArgumentType
    in_ore(100, 11.5)  # mypy: arg-type / pyright: reportArgumentType
    in_ore(100.0, "11.50")  # mypy: arg-type / pyright: reportArgumentType
    in_ore(100, "11.50", currency="EUR")  # mypy: call-arg / pyright: reportCallIssue
    kroner(49.90)  # mypy: arg-type / pyright: reportArgumentType
    format_kroner("49.90")  # mypy: arg-type / pyright: reportArgumentType
    format_kroner(4990, True)  # mypy: call-arg / pyright: reportCallIssue


def assignments(nelly: Contact) -> None:
    nelly.name = "Ned Stark"  # mypy: misc / pyright: reportAttributeAccessIssue
    nelly.groups = ()  # mypy: misc / pyright: reportAttributeAccessIssue
    nelly.nickname = "Nell"  # mypy: attr-defined / pyright: reportAttributeAccessIssue
    nelly.is_new = True  # mypy: misc / pyright: reportAttributeAccessIssue


def verbs(acme: CompanyClient, nelly: Contact, spade: Product) -> None:
    account = acme.accounts.find("1920")
    acme.accounts.save(account)  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownMemberType
    acme.accounts.delete("1920")  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownMemberType
    acme.groups.save("Wholesale")  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownMemberType
    acme.contact  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownMemberType
    acme.contacts.save(spade)  # mypy: arg-type / pyright: reportArgumentType
    acme.products.payload(nelly)  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.find(spade)  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.find("1")  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.find(None)  # mypy: arg-type / pyright: reportArgumentType
    acme.accounts.find(1920)  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.delete(None)  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.persons(spade)  # mypy: arg-type / pyright: reportArgumentType
    acme.credit_notes.save(nelly)  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownMemberType
    acme.order_confirmations.send(5)  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownMemberType
    acme.invoices.send(5)  # mypy: call-arg / pyright: reportCallIssue
    acme.invoices.send(5, method=1)  # mypy: arg-type / pyright: reportArgumentType
    acme.inbox.save(nelly)  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownMemberType
    acme.ehf_documents.delete(5)  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownMemberType
    acme.recurring_invoices.delete(5)  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownMemberType
    acme.recurring_invoices.jobs(5).reschedule(7)  # mypy: call-arg / pyright: reportCallIssue
    acme.recurring_invoices.jobs(5).set_recipients(7, ["a@b.no"])  # mypy: arg-type / pyright: reportArgumentType
    acme.sales.payments(nelly)  # mypy: arg-type / pyright: reportArgumentType
    acme.time_users.save(5)  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownMemberType
    acme.time_entries.create_invoice_draft(["5"], customer_id=1, days_until_due_date=14)  # mypy: list-item / pyright: reportArgumentType
    acme.time_entries.create_invoice_draft([5], customer_id=1)  # mypy: call-arg / pyright: reportCallIssue
    acme.transactions.post("2026-06-15", "Bank fee")  # mypy: arg-type / pyright: reportArgumentType
    acme.transactions.post(date(2026, 6, 15), "Bank fee", nelly)  # mypy: arg-type / pyright: reportArgumentType
    acme.invoices.find(5).is_overdue("2026-06-15")  # mypy: arg-type / pyright: reportArgumentType
    nelly.as_json(2)  # mypy: call-arg / pyright: reportCallIssue
    acme.contacts.find_or_create(nelly, by="email")  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.upsert(nelly, by=("phone_number",))  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.upsert(spade)  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.save_all(nelly)  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.save_all([spade])  # mypy: list-item / pyright: reportArgumentType
    acme.contacts.save_all([nelly], progress=len)  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.save(nelly, idempotency_key=17)  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.save(nelly, False)  # mypy: call-arg / pyright: reportCallIssue


def filters(acme: CompanyClient) -> None:
    acme.contacts.all(nmae="Nelly Bloom")  # mypy: call-arg / pyright: reportCallIssue
    acme.contacts.find_by(nmae="Nelly Bloom")  # mypy: call-arg / pyright: reportCallIssue
    acme.contacts.all("Nelly Bloom")  # mypy: arg-type, call-arg / pyright: reportCallIssue
    acme.contacts.all(name=1)  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.all(name=None)  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.find_by(customer="yes")  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.all(last_modified="2026-01-01")  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.all(sort_by="name asc")  # mypy: arg-type / pyright: reportArgumentType
    acme.products.all(created_date_ge=date.today)  # mypy: arg-type / pyright: reportArgumentType
    acme.inbox.all(status=True)  # mypy: arg-type / pyright: reportArgumentType
    acme.accounts.all(customer=True)  # mypy: call-arg / pyright: reportCallIssue
    acme.invoices.overdue(settled=True)  # mypy: call-arg / pyright: reportCallIssue
    acme.sales.overdue(due_date_lt=date(2026, 6, 15))  # mypy: call-arg / pyright: reportCallIssue
    acme.purchases.overdue(paid=False)  # mypy: call-arg / pyright: reportCallIssue
    acme.purchases.find_by_identifier(17)  # mypy: arg-type / pyright: reportArgumentType
    acme.journal_entries.find_by_description("Bank fee", day=1)  # mypy: call-arg / pyright: reportCallIssue
    acme.groups.all(name="Wholesale")  # mypy: call-arg / pyright: reportCallIssue


def results(acme: CompanyClient) -> None:
    acme.contacts.find_by(name="N").name  # mypy: union-attr / pyright: reportOptionalMemberAccess
    acme.contacts.all()[0]  # mypy: index / pyright: reportIndexIssue
    len(acme.invoices.overdue())  # mypy: arg-type / pyright: reportArgumentType
    acme.contacts.all().frist()  # mypy: attr-defined / pyright: reportAttributeAccessIssue, reportUnknownMemberType
    products: Collection[Product] = acme.contacts.all()  # mypy: assignment / pyright: reportAssignmentType
    print(products)
