"""What the words around a mention say: wanted, nice to have, there already, or not wanted."""

from __future__ import annotations

import re

PARTICLE = r"\s?(?:시스템|프로그램|솔루션|장비|설비|기능)?(?:은|는|이|가|도|를|을|야|만)?\s?"
OWNED_AFTER = re.compile(
    PARTICLE
    + r"(?:둘\s?다\s?|다\s?|모두\s?)?(?:이미|현재|지금|벌써|전부터|작년에|재작년에|예전에|\d{1,2}년\s?전에?)?\s?"
    r"(?:\d{1,3}\s?(?:대|개|식|세트)(?:이|가)?\s?)?"
    r"(?:있음|있고|있습니다|있어(?!야)|있는데|있으니|있으며|있지만|있구요|있는\s?상태|있다|쓰던\s?(?:거|것|대로)|그대로|보유|쓰고(?!\s?싶)|본사\s?(?:거|것)\s?(?:쓰|사용)|"
    r"갖추|갖고\s?있|가지고\s?있|사용\s?중|사용하고|쓰고\s?있|쓰는\s?중|쓰는데|씁니다|써요|쓰거든|쓰지만|"
    r"운영\s?중|운영하고|가동\s?중|도입\s?완료|도입되어|도입돼|도입했|도입한\s?상태|설치돼|설치되어|설치했|설치됨|구축돼|구축되어|구축했|구축\s?완료|깔려|깔았)"
)
OWNED_AFTER_FAR = re.compile(
    PARTICLE + r"[^.,!?\n]{0,12}?(?:사용\s?중|운영\s?중|쓰고\s?있|쓰는\s?중|보유\s?중|이미\s?있)"
)
OWNED_DATA = re.compile(r"\s?(?:에|에는|안에)\s?(?:다\s?)?(?:있음|있어요|있습니다|있는|쌓여|쌓인|들어)")
OWNED_BEFORE = re.compile(
    r"(?:기존(?:에)?(?:\s?쓰던|\s?사용하던)?|현재\s?(?:사용중인|쓰는|운영중인)?|쓰던|쓰고\s?있는|사용\s?중인|사용하는|운영\s?중인|보유(?:한|중인)|"
    r"깔아놓은|깔아준|설치된|구축된|우리가\s?쓰는|원래\s?있던)\s?(?:의\s)?(?:[가-힣a-z0-9]{1,8}\s)?$"
)
EN_OWNED_BEFORE = re.compile(
    r"(?:\bexisting|\bcurrent|\balready (?:have|has|use|run|own)(?: an?| our)?|\bwe (?:have|use|run|"
    r"own)(?: already)?(?: an?| our)?|\bhave got(?: an?)?|\bour|\bin-house|"
    r"\bhave(?: an?)?(?= \w+ already))\s(?:\w+\s){0,2}$"
)
EN_OWNED_AFTER = re.compile(r"\s(?:system\s|software\s)?(?:is |are )?(?:already|in place|installed|in use|running)")
WANTED_ANYWAY = re.compile(
    r"\s?(?:시스템\s?)?(?:을|를|은|는)?\s?(?:교체|새로|바꾸|바꿔|업그레이드|고도화|추가|확장|replac|upgrad)"
)
UNWANTED_AFTER = re.compile(
    PARTICLE + r"(?:둘\s?다\s?|다\s|모두\s?|전부\s?)?"
    r"(?:말고|아니고|아니라|아닌|빼고|제외|필요\s?없|필요는?\s?없|안\s?필요|불필요|싫|관심\s?없|말구|"
    r"안\s?(?:쓸|할|해도|써도|살)|두기\s?싫|쓰기\s?싫|하기\s?싫|까지는?\s?(?:필요|안)|없이|됐고|됐습니다)"
)
PRODUCT_AFTER = re.compile(
    r"[^.,!?\n]{0,6}?(?:을|를)?\s?(?:만드는|만들고|제조하는|제조|생산하는|조립하는|인쇄하는|수출하는|판매하는)\s?"
    r"(?:저희|회사|업체|공장|기업|곳(?:입|인)|중소기업|있는)(?!\s?(?:찾|구하|구함|소개|추천|있|를|을|견적|문의))"
)
EN_PRODUCT_BEFORE = re.compile(r"\bwe (?:make|manufacture|produce|build|assemble) (?:\w+ ){0,2}$")
EN_PRODUCT_AFTER = re.compile(r"\s(?:maker|manufacturer|producer|parts maker)\b")
INSTEAD_AFTER = re.compile(r"\s?(?:을|를)?\s?대신(?!\s?해)")
EN_UNWANTED_BEFORE = re.compile(
    r"(?:\bnot (?:an? |the |looking for an? |looking for )?|\bno (?:need for )?(?:an? |more )?|"
    r"\bwithout (?:an? |any |our |own )?|\bdon'?t (?:need|want) (?:an? |any )?|\bdo not (?:need|"
    r"want) (?:an? |any )?|\binstead of (?:an? )?|\brather than (?:an? )?|\bexcept (?:an? |the )?|"
    r"\breplac(?:e|ing) (?:an? |the |our )?)(?:\w+ )?$"
)
NICE_AFTER = re.compile(
    r"[^.,!?\n]{0,10}?(?:있으면\s?좋|되면\s?좋|하면\s?좋|추후|옵션|"
    r"여유\s?되면|가능하면\s?(?:추가|같이|함께)|if possible|optional|"
    r"later on|nice to have|would be nice|as a bonus)"
)
NICE_BEFORE = re.compile(
    r"(?:가능하면|가능하다면|여유되면|여유가 되면|나중에|추후에?|향후|옵션으로|nice to have:?|ideally(?: with)?|"
    r"optionally(?: with)?|if possible|later)\s?(?:an? )?$"
)


def strength_of(norm: str, start: int, end: int, stop: int | None = None) -> str:
    """What norm[start:end] is: "owned", "unwanted", "nice", "must", or the firm's own "product".

    Words behind ``stop`` speak of something else.
    """
    if PRODUCT_AFTER.match(norm, end) or EN_PRODUCT_AFTER.match(norm, end):
        return "product"
    before, after = norm[max(0, start - 32) : start], norm[end : min(end + 28, len(norm) if stop is None else stop)]
    if EN_PRODUCT_BEFORE.search(before):
        return "product"
    if UNWANTED_AFTER.match(after) or INSTEAD_AFTER.match(after) or EN_UNWANTED_BEFORE.search(before):
        return "unwanted"
    if _owned(before, after):
        return "owned"
    if NICE_AFTER.match(after) or NICE_BEFORE.search(before):
        return "nice"
    return "must"


def _owned(before: str, after: str) -> bool:
    if (
        OWNED_AFTER.match(after)
        or OWNED_AFTER_FAR.match(after)
        or OWNED_DATA.match(after)
        or EN_OWNED_AFTER.match(after)
    ):
        return True
    if WANTED_ANYWAY.match(after):
        return False
    return bool(OWNED_BEFORE.search(before) or EN_OWNED_BEFORE.search(before))
