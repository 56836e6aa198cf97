"""What a supplier would send from the offer form, and files they would upload."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

HEADER = "역량,이름,설명,최저가격,보통가격,최고가격,가격단위,기간(주),표준,지역,출동(시간),분기당 건수"
GOOD = 'MES,가온 MES,작업지시부터 실적까지,3천만,"5,000만원",90000000,건,12,OPC UA; MQTT,전국,24,3'
OTHER = "협동로봇,가온 로봇,,2천만,3천만,4천만,대,8,,서울; 경기,,"


def offer_data(**fields: Any) -> dict[str, Any]:
    return {
        "capability": "SOL-MES",
        "title": "가온 MES",
        "description": "작업지시부터 실적까지 관리합니다.",
        "price_low": "3천만",
        "price_typical": "5,000만원",
        "price_high": "90000000",
        "price_unit": "project",
        "weeks": "12",
        "nationwide": "on",
        "capacity_per_quarter": "2",
        "effort": "configure",
    } | fields


def upload(*lines: str, encoding: str = "utf-8", name: str = "offers.csv") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, "\n".join([HEADER, *lines]).encode(encoding))}
