"""For each kind of import: who uploads it, rows that are good, a row that is not, and how to count what was written."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from demand.models import Need
from suppliers.models import Offer, PastProject, RegisterEntry


@dataclass(frozen=True)
class Sample:
    kind: str
    who: str
    header: str
    rows: tuple[str, ...]
    bad: str
    changed: str  # the first row with another value
    count: Callable[[], int]

    @property
    def page(self) -> str:
        return f"/import/{self.kind}/"

    def text(self, *rows: str) -> str:
        return "\n".join([self.header, *(rows or self.rows)]) + "\n"

    def upload(self, *rows: str, encoding: str = "utf-8") -> dict[str, SimpleUploadedFile]:
        return {"file": SimpleUploadedFile("표.csv", self.text(*rows).encode(encoding))}


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


SAMPLES = {
    sample.kind: sample
    for sample in (
        Sample(
            "offers",
            "supplier",
            "역량,이름,보통가격,기간(주),지역,표준,포함역량",
            ("MES,가온 MES,5천만원,12,전국,OPC UA,교육", "협동로봇,가온 로봇,3천만원,8,서울;경기,,"),
            "없는것,,글쎄,0,화성,,",
            "MES,가온 MES,6천만원,12,전국,OPC UA,",
            Offer.objects.count,
        ),
        Sample(
            "projects",
            "supplier",
            "사업이름,끝난날,맡은역량,금액,고객업종,고객지역,함께한기업",
            ("사출 MES,2025-06-30,MES,8천만원,,경남,", "조립 로봇,2024.03.02,협동로봇;MES,,,,다온테크"),
            ",내일,없는것,글쎄,없는업종,화성,모르는회사",
            "사출 MES,2025-06-30,MES,9천만원,,경남,",
            PastProject.objects.count,
        ),
        Sample(
            "register",
            "administrator",
            "부여번호,기업명,주소",
            ("101,동우,강원도 원주시", "102,비스캣,서울시 성동구"),
            "=1+1,,도쿄도",
            "101,동우,강원도 춘천시",
            RegisterEntry.objects.count,
        ),
        Sample(
            "needs",
            "sme",
            "불편한점,꼭필요,예산,기한,직원수,지역",
            ("생산실적을 손으로 적습니다,MES,1억 5천,6개월,32,경남", "불량이 어디서 나는지 모릅니다,,,,,"),
            ",없는것,글쎄,언젠가,-3,화성",
            "생산실적을 손으로 적습니다,MES,2억,6개월,32,경남",
            Need.objects.count,
        ),
    )
}
