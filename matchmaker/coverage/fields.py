"""The fields of smart manufacturing in which growth is told: each capability stands in exactly one."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext_lazy as _

from matchmaker.engine.types import Floats, Ints

NAMES = {
    "mes": _("생산관리(MES)"),
    "erp": _("경영·영업(ERP)"),
    "scm": _("공급망·물류"),
    "plm": _("설계(PLM·CAD)"),
    "quality": _("품질·설비관리"),
    "energy": _("에너지·탄소"),
    "cloud_data": _("클라우드·빅데이터·AI"),
    "cps": _("디지털트윈·AR/VR"),
    "security": _("보안"),
    "sensor_vision": _("스마트센서·머신비전"),
    "robot": _("로봇·자율이송"),
    "machine": _("자동화설비"),
    "control": _("제어·통신"),
    "service": _("컨설팅·교육·유지보수"),
}
FIELDS = tuple(NAMES)
_CODES = {
    "mes": "SOL-POP SOL-MES SOL-TRACE SOL-APS SOL-BATCH SOL-SCADA",
    "erp": "SOL-ERP SOL-CRM SOL-OMS SOL-FSM SOL-GW",
    "scm": "SOL-SCM SOL-SRM SOL-WMS SOL-TMS",
    "plm": "SOL-PLM SOL-PDM SOL-CAD EQP-3DP SVC-PROTO",
    "quality": "SOL-QMS SOL-HACCP SOL-CMMS SOL-EHS",
    "energy": "SOL-FEMS SOL-CARBON EQP-METER",
    "cloud_data": "SOL-IIOT SOL-BI SOL-AI SOL-CLOUD SOL-PHM SVC-DATA EQP-SERVER",
    "cps": "SOL-TWIN SOL-SIM EQP-ARVR",
    "security": "SOL-SEC",
    "sensor_vision": "EQP-SENSOR EQP-VISION EQP-METRO EQP-DETECT SOL-VISIONAI EQP-ID",
    "robot": "EQP-ROBOT EQP-COBOT EQP-WELD SVC-ROBOTSI EQP-AGV EQP-AMR",
    "machine": "EQP-CNC EQP-PALLET EQP-CONV EQP-ASRS EQP-SPM EQP-SAFE",
    "control": "EQP-PLC EQP-GATEWAY EQP-NET EQP-HMI SVC-RETROFIT",
}
FIELD_OF = {code: field for field, codes in _CODES.items() for code in codes.split()}


def field_of(code: str) -> str:
    """What no list names is service, so a new capability is counted from its first day."""
    return FIELD_OF.get(code, "service")


def field_rows(codes: tuple[str, ...]) -> Ints:
    """(C,) the row in ``FIELDS`` of each capability."""
    return np.array([FIELDS.index(field_of(code)) for code in codes], dtype=np.int64)


def summed(codes: tuple[str, ...], table: Floats) -> Floats:
    """(F, ...) sums over the capabilities of a field from (C, ...)."""
    total = np.zeros((len(FIELDS), *table.shape[1:]))
    np.add.at(total, field_rows(codes), table)
    return total
