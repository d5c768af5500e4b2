"""The headings of reports, in English and in Norwegian (bokmål)."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from fiken.errors import InvalidAttributeError

#: The languages of headings: English, and Norwegian (bokmål).
ReportLanguage: TypeAlias = Literal["en", "no"]

LANGUAGES: Final[tuple[ReportLanguage, ...]] = ("en", "no")

_TITLES = {
    "trial_balance": ("Trial balance", "Saldobalanse"),
    "income": ("Income statement", "Resultatregnskap"),
    "balance": ("Balance sheet", "Balanse"),
    "vat": ("VAT report", "Mva-oppgave"),
    "overdue_sales": ("Unpaid invoices by age", "Forfalte fakturaer"),
    "overdue_purchases": ("Unpaid purchases by age", "Forfalte leverandørfakturaer"),
    "ledger": ("General ledger", "Hovedbok"),
}
_COLUMNS = {
    "section": ("Section", "Gruppe"),
    "code": ("Account", "Konto"),
    "name": ("Name", "Navn"),
    "opening": ("Opening balance", "Inngående balanse"),
    "movement": ("Movement", "Bevegelse"),
    "closing": ("Closing balance", "Utgående balanse"),
    "amount": ("Amount", "Beløp"),
    "total": ("Total", "Sum"),
    "vat_code": ("VAT code", "Mva-kode"),
    "post": ("Description", "Beskrivelse"),
    "rate": ("Rate", "Sats"),
    "basis": ("Basis", "Grunnlag"),
    "output": ("Output VAT", "Utgående mva"),
    "input": ("Input VAT", "Inngående mva"),
    "deviation": ("Deviation", "Avvik"),
    "note": ("Note", "Merknad"),
    "customer": ("Customer", "Kunde"),
    "supplier": ("Supplier", "Leverandør"),
    "number": ("Invoice", "Faktura"),
    "issued": ("Date", "Dato"),
    "due": ("Due", "Forfall"),
    "days": ("Days", "Dager"),
    "outstanding": ("Outstanding", "Utestående"),
    "currency": ("Currency", "Valuta"),
    "outstanding_in_currency": ("In currency", "I valuta"),
    "date": ("Date", "Dato"),
    "entry": ("Entry", "Bilag"),
    "text": ("Description", "Tekst"),
    "debit": ("Debit", "Debet"),
    "credit": ("Credit", "Kredit"),
    "running": ("Balance", "Saldo"),
}
_CLASSES = {
    "class_1": ("1 Assets", "1 Eiendeler"),
    "class_2": ("2 Equity and liabilities", "2 Egenkapital og gjeld"),
    "class_3": ("3 Operating income", "3 Salgs- og driftsinntekter"),
    "class_4": ("4 Cost of goods", "4 Varekostnad"),
    "class_5": ("5 Payroll", "5 Lønnskostnad"),
    "class_6": ("6 Depreciation and other costs", "6 Avskrivninger og andre driftskostnader"),
    "class_7": ("7 Other costs", "7 Andre driftskostnader"),
    "class_8": ("8 Financial items, tax and result", "8 Finansposter, skatt og årsresultat"),
    "class_0": ("Other accounts", "Andre kontoer"),
}
_SECTIONS = {
    "intangible": ("Intangible assets", "Immaterielle eiendeler"),
    "tangible": ("Tangible fixed assets", "Varige driftsmidler"),
    "financial_assets": ("Financial fixed assets", "Finansielle anleggsmidler"),
    "inventory": ("Inventory", "Varelager"),
    "receivables": ("Receivables", "Fordringer"),
    "investments": ("Investments", "Investeringer"),
    "cash": ("Bank and cash", "Bankinnskudd og kontanter"),
    "equity": ("Equity", "Egenkapital"),
    "long_term": ("Long-term liabilities", "Langsiktig gjeld og avsetninger"),
    "short_term": ("Short-term liabilities", "Kortsiktig gjeld"),
    "income": ("Operating income", "Driftsinntekter"),
    "goods": ("Cost of goods", "Varekostnad"),
    "wages": ("Payroll", "Lønnskostnad"),
    "depreciation": ("Depreciation", "Av- og nedskrivninger"),
    "other_costs": ("Other operating costs", "Andre driftskostnader"),
    "financial_income": ("Financial income", "Finansinntekter"),
    "financial_costs": ("Financial costs", "Finanskostnader"),
    "tax": ("Tax", "Skattekostnad"),
    "extraordinary": ("Extraordinary items", "Ekstraordinære poster"),
    "dispositions": ("Dispositions", "Overføringer og disponeringer"),
    "other": ("Other accounts", "Andre kontoer"),
}
_SUMS = {
    "sum": ("Sum", "Sum"),
    "sum_all": ("Sum of all accounts", "Sum alle kontoer"),
    "operating_costs": ("Operating costs", "Sum driftskostnader"),
    "operating_result": ("Operating result", "Driftsresultat"),
    "result_before_tax": ("Result before tax", "Resultat før skatt"),
    "result": ("Result", "Resultat"),
    "assets": ("Total assets", "Sum eiendeler"),
    "earlier_results": (
        "Results of earlier years, not disposed",
        "Udisponert resultat fra tidligere år",
    ),
    "result_of_year": (
        "Result of the year so far, not disposed",
        "Udisponert resultat hittil i år",
    ),
    "fixed_assets": ("Total fixed assets", "Sum anleggsmidler"),
    "current_assets": ("Total current assets", "Sum omløpsmidler"),
    "sum_equity": ("Total equity", "Sum egenkapital"),
    "sum_liabilities": ("Total liabilities", "Sum gjeld"),
    "sum_funding": ("Total equity and liabilities", "Sum egenkapital og gjeld"),
    "payable": ("To pay", "Å betale"),
    "receivable": ("To get back", "Til gode"),
    "sum_overdue": ("Overdue", "Sum forfalt"),
    "sum_unpaid": ("Outstanding", "Sum utestående"),
    "income_chart": ("Operating income", "Driftsinntekter"),
    "costs_chart": ("Operating costs", "Driftskostnader"),
}
_AGES = {
    "not_due": ("Not due", "Ikke forfalt"),
    "1-30": ("1\u201330 days", "1\u201330 dager"),
    "31-60": ("31\u201360 days", "31\u201360 dager"),
    "61-90": ("61\u201390 days", "61\u201390 dager"),
    "over_90": ("Over 90 days", "Over 90 dager"),
}
_VAT_SECTIONS = {
    "sales": ("Sales in Norway", "Salg av varer og tjenester i Norge"),
    "export": ("Sales abroad", "Salg av varer og tjenester til utlandet"),
    "purchases": (
        "Purchases in Norway, with deduction",
        "Kjøp av varer og tjenester i Norge, med fradragsrett",
    ),
    "import": ("Goods from abroad", "Kjøp av varer fra utlandet (innførsel)"),
    "foreign_services": (
        "Services from abroad, reverse charge",
        "Kjøp av tjenester fra utlandet (omvendt avgiftsplikt)",
    ),
    "reverse_charge": (
        "Emissions trading and gold, reverse charge",
        "Kjøp av klimakvoter og gull (omvendt avgiftsplikt)",
    ),
    "not_reported": ("Without VAT, not in the VAT return", "Uten mva, ikke i mva-meldingen"),
    "uncoded": ("VAT without a known VAT code", "Mva uten kjent mva-kode"),
    "settlement": (
        "Moved to the settlement account, not in the sums",
        "Ført mot oppgjørskontoen, ikke med i summene",
    ),
}
_VAT_CODES = {
    "vat_3": ("Sales, high rate", "Salg, høy sats"),
    "vat_31": ("Sales, medium rate", "Salg, middels sats"),
    "vat_32": ("Sales of raw fish", "Salg av råfisk"),
    "vat_33": ("Sales, low rate", "Salg, lav sats"),
    "vat_5": ("Exempt sales", "Salg fritatt for mva"),
    "vat_6": ("Sales outside the VAT act", "Salg utenfor mva-loven"),
    "vat_51": ("Sales with reverse charge", "Innenlands salg med omvendt avgiftsplikt"),
    "vat_52": ("Export of goods and services", "Utførsel av varer og tjenester"),
    "vat_1": ("Purchases, high rate", "Kjøp, høy sats"),
    "vat_11": ("Purchases, medium rate", "Kjøp, middels sats"),
    "vat_12": ("Purchases of raw fish", "Kjøp av råfisk"),
    "vat_13": ("Purchases, low rate", "Kjøp, lav sats"),
    "vat_14": ("Import VAT alone, high rate", "Kun innførselsmva, høy sats"),
    "vat_15": ("Import VAT alone, medium rate", "Kun innførselsmva, middels sats"),
    "vat_21": ("Import of goods, high rate", "Grunnlag ved innførsel, høy sats"),
    "vat_22": ("Import of goods, medium rate", "Grunnlag ved innførsel, middels sats"),
    "vat_23": ("Import of goods, no rate", "Grunnlag ved innførsel, ingen sats"),
    "vat_86": ("Services, high rate, deductible", "Tjenester, høy sats, med fradrag"),
    "vat_87": ("Services, high rate, not deductible", "Tjenester, høy sats, uten fradrag"),
    "vat_88": ("Services, low rate, deductible", "Tjenester, lav sats, med fradrag"),
    "vat_89": ("Services, low rate, not deductible", "Tjenester, lav sats, uten fradrag"),
    "vat_91": ("Emissions trading or gold, deductible", "Klimakvoter eller gull, med fradrag"),
    "vat_92": (
        "Emissions trading or gold, not deductible",
        "Klimakvoter eller gull, uten fradrag",
    ),
    "vat_0": ("Purchases without VAT", "Kjøp uten mva-behandling"),
    "vat_7": ("Income without VAT", "Inntekter uten mva-behandling"),
    "vat_unknown": ("Unknown VAT code", "Ukjent mva-kode"),
}
_NOTES = {
    "no_basis": ("basis not known", "grunnlag ikke kjent"),
    "not_in_sum": ("not in the sum", "ikke med i summen"),
    "unknown_amount": ("amount not known", "beløp ikke kjent"),
    "amounts_of": ("amounts of {asked}", "beløp per {asked}"),
    "amounts_not_of": (
        "The amounts are those of {asked}, as Fiken does not say those of {on}",
        "Beløpene er per {asked}, fordi Fiken ikke oppgir dem per {on}",
    ),
    "failed": ("does not agree", "stemmer ikke"),
    "against": ("against", "mot"),
    "off_by": ("off by", "avvik"),
    "passed": ("agrees", "stemmer"),
    "sum_is_zero": ("All balances sum to zero", "Alle saldoer summerer seg til null"),
    "opening_sum_is_zero": (
        "All balances before the period sum to zero",
        "Alle saldoer før perioden summerer seg til null",
    ),
    "assets_equal_funding": (
        "Assets equal equity and liabilities",
        "Eiendeler er lik egenkapital og gjeld",
    ),
    "entries_equal_balances": (
        "Journal entries equal the change of the balances",
        "Bilagene er lik endringen i saldoene",
    ),
    "documents_equal_ledger": (
        "Unpaid documents equal the balance of their accounts",
        "Ubetalte fakturaer er lik saldoen i reskontroen",
    ),
}
_MONTHS = (
    ("January", "januar"),
    ("February", "februar"),
    ("March", "mars"),
    ("April", "april"),
    ("May", "mai"),
    ("June", "juni"),
    ("July", "juli"),
    ("August", "august"),
    ("September", "september"),
    ("October", "oktober"),
    ("November", "november"),
    ("December", "desember"),
)
_TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        f"{kind}.{key}": texts
        for kind, group in (
            ("title", _TITLES),
            ("column", _COLUMNS),
            ("class", _CLASSES),
            ("section", _SECTIONS),
            ("sum", _SUMS),
            ("age", _AGES),
            ("vat", _VAT_SECTIONS | _VAT_CODES),
            ("note", _NOTES),
        )
        for key, texts in group.items()
    }
)


def as_language(value: str) -> ReportLanguage:
    """Return a language of headings.

    Raises:
        InvalidAttributeError: There are no headings in this language.
    """
    for language in LANGUAGES:
        if value == language:
            return language
    raise InvalidAttributeError("table_of", "lang", value, '"en" or "no"')


def text_of(key: str, lang: ReportLanguage) -> str:
    """Return a text, such as that of ``"column.code"``.

    Raises:
        KeyError: There is no such text.
    """
    return _TEXTS[key][LANGUAGES.index(lang)]


def has_text(key: str) -> bool:
    """Return whether there is a text with this key."""
    return key in _TEXTS


def month_of(day: date, lang: ReportLanguage, *, letters: int = 3) -> str:
    """Return the name of a month with its year, such as ``jun 2026``.

    Args:
        day: A day of the month.
        lang: The language.
        letters: The number of letters of the name.
    """
    return f"{_MONTHS[day.month - 1][LANGUAGES.index(lang)][:letters]} {day.year}"


def date_of(day: date, lang: ReportLanguage) -> str:
    """Return a day as it is written: 2026-06-15 in English, and 15.06.2026 in Norwegian."""
    return f"{day:%d.%m.%Y}" if lang == "no" else day.isoformat()
