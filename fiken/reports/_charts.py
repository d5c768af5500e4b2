"""Charts of reports: income by month, and unpaid amounts by age."""

import io
from importlib import import_module
from typing import Any, Literal

from fiken import format_kroner
from fiken.errors import ConfigurationError, InvalidAttributeError
from fiken.reports._income import IncomeStatement
from fiken.reports._overdue import Age, OverdueReport
from fiken.reports._texts import ReportLanguage, date_of, month_of, text_of

#: Colours that people with any colour vision can tell apart (by Okabe and Ito).
_BLUE, _ORANGE, _BLACK, _GREY = "#0072B2", "#E69F00", "#1A1A1A", "#6B6B6B"
#: From not due to the oldest: one colour that gets darker, so that it also works in print.
_AGES = ("#9CC9E3", "#F6D58A", "#E69F00", "#C9611A", "#8C2D04")
#: Points without lines between them: nothing is between two months.
_POINTS: Any = {
    "linestyle": "none",
    "marker": "D",
    "markersize": 8,
    "markerfacecolor": _BLACK,
    "markeredgecolor": "white",
}
#: The same drawing has the same bytes: names in SVG follow from this salt, and have no date.
_STYLE = {
    "text.parse_math": False,
    "svg.hashsalt": "fiken",
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.spines.bottom": False,
    "axes.edgecolor": _GREY,
    "text.color": _BLACK,
    "xtick.color": _BLACK,
    "ytick.color": _BLACK,
}


def chart_of(report: object, format: Literal["svg", "png"], lang: ReportLanguage) -> bytes:
    """Return the chart of a report as an image.

    Args:
        report: An income statement, which is drawn by month, or an `OverdueReport`, which is drawn
            by age.
        format: "svg" or "png".
        lang: The language of its texts.

    Raises:
        InvalidAttributeError: The report has no chart.
        ConfigurationError: The package matplotlib is not installed.
    """
    if not isinstance(report, IncomeStatement | OverdueReport):
        rule = "an income statement or the unpaid documents, since other reports have no chart"
        raise InvalidAttributeError("write_report", "report", type(report).__name__, rule)
    try:
        drawing: Any = import_module("matplotlib")  # it is optional, and slow to import
        figure: Any = import_module("matplotlib.figure").Figure
    except ModuleNotFoundError as error:
        if error.name != "matplotlib":
            raise
        raise ConfigurationError(
            "charts need the package matplotlib: run pip install 'fiken[charts]'"
        ) from None
    with drawing.rc_context(_STYLE):
        drawn = figure(figsize=(10, 5.6), layout="constrained")
        axes = drawn.subplots()
        if isinstance(report, IncomeStatement):
            _draw_months(axes, report, lang)
        else:
            _draw_ages(axes, report, lang)
        content = io.BytesIO()
        metadata = {"Date": None} if format == "svg" else {"Software": None}
        drawn.savefig(content, format=format, dpi=150, metadata=metadata)
    return content.getvalue()


def _draw_months(axes: Any, report: IncomeStatement, lang: ReportLanguage) -> None:
    """Draw income and costs of each month as bars beside each other, and the result as points."""
    places = range(len(report.months))
    width = 0.38
    income, costs, result = (
        [sign * getattr(month, name) / 100 for month in report.months]
        for name, sign in (("income", 1), ("costs", -1), ("result", 1))
    )
    bars = (-1, income, _BLUE, "sum.income_chart"), (1, costs, _ORANGE, "sum.costs_chart")
    for side, heights, colour, label in bars:
        x = [place + side * width / 2 for place in places]
        axes.bar(x, heights, width, color=colour, label=text_of(label, lang), zorder=2)
    label = text_of("sum.result", lang)
    axes.plot(places, result, **_POINTS, label=label, zorder=3)
    axes.set_xticks(list(places), [_month_label(report, place, lang) for place in places])
    aside = max(0.6, 2 - len(places) / 2)  # so that a single month is no wide block
    axes.set_xlim(-aside, len(places) - 1 + aside)
    axes.axhline(0, color=_BLACK, linewidth=1, zorder=1)
    total = f"{text_of('sum.result', lang)}: {format_kroner(report.result)} kr"
    _finish(axes, text_of("title.income", lang), f"{report.company}, {_span(report, lang)}", total)
    _add_legend(axes)
    axes.margins(y=0.16)


def _add_legend(axes: Any) -> None:
    """Name the bars, then the points, above the drawing."""
    handles, labels = axes.get_legend_handles_labels()
    order = sorted(range(len(labels)), key=lambda place: labels[place] == labels[0])
    axes.legend(
        [handles[place] for place in order],
        [labels[place] for place in order],
        edgecolor="none",
        framealpha=1,
        ncols=3,
        loc="upper left",
        bbox_to_anchor=(0, 1.02),
    )


def _month_label(report: IncomeStatement, place: int, lang: ReportLanguage) -> str:
    """Return the name of a month, with the year where it is the first one of a year.

    Of more than 15 months, every third one has a name, and of more than 60, one per year: otherwise
    the names would overlap.
    """
    month, several = report.months[place].month, len(report.months)
    step = 1 if several <= 15 else 3 if several <= 60 else 12  # noqa: PLR2004
    if place % step:
        return ""
    name, year = month_of(month, lang).split()
    return f"{name}\n{year}" if place == 0 or month.month <= step else f"{name}\n "


def _draw_ages(axes: Any, report: OverdueReport, lang: ReportLanguage) -> None:
    """Draw the unpaid amount of each age as a bar with its amount above it."""
    ages = list(Age)
    totals = [report.total(age) for age in ages]
    heights = [total / 100 for total in totals]
    axes.bar(range(len(ages)), heights, 0.62, color=_AGES, zorder=2)
    for place, total in enumerate(totals):
        axes.annotate(
            format_kroner(total),
            (place, total / 100),
            (0, 5 if total >= 0 else -16),
            bbox={
                "facecolor": "white",
                "edgecolor": "none",
                "pad": 1,
            },  # over the lines of the scale
            textcoords="offset points",
            ha="center",
        )
    axes.set_xticks(range(len(ages)), [text_of(f"age.{age}", lang) for age in ages])
    axes.axhline(0, color=_BLACK, linewidth=1, zorder=1)
    title = "title.overdue_purchases" if report.purchases else "title.overdue_sales"
    overdue = f"{text_of('sum.sum_overdue', lang)}: {format_kroner(report.overdue)} kr"
    _finish(axes, text_of(title, lang), f"{report.company}, {_day(report, lang)}", overdue)


def _day(report: OverdueReport, lang: ReportLanguage) -> str:
    """Return the day of the ages, and that of the amounts in brackets if it is another one."""
    on, asked = date_of(report.on, lang), date_of(report.asked, lang)
    amounts = text_of("note.amounts_of", lang).format(asked=asked)
    return on if report.on == report.asked else f"{on} ({amounts})"


def _span(report: IncomeStatement, lang: ReportLanguage) -> str:
    days = report.period.start, report.period.end
    return " \N{EN DASH} ".join(date_of(day, lang) for day in days)


def _finish(axes: Any, title: str, about: str, total: str) -> None:
    """Draw the titles and the scale in whole kroner."""
    axes.set_title(f"{title}\n", loc="left", fontsize=16, fontweight="bold")
    axes.text(0, 1.03, f"{about}. {total}", transform=axes.transAxes, color=_GREY)
    whole = import_module("matplotlib.ticker").MaxNLocator(
        steps=[1, 2, 5, 10], integer=True, min_n_ticks=1
    )
    axes.yaxis.set_major_locator(whole)  # otherwise 2.50 would be labelled 2 kr
    axes.yaxis.set_major_formatter(_whole_kroner)
    axes.yaxis.grid(visible=True, color="#E2E2E2", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.margins(y=0.12)


def _whole_kroner(kroner: float, _place: object) -> str:
    return f"{round(kroner):,} kr".replace(",", "\u00a0")
