"""Writes tests/data/prompt/cleaning.json: prompts and what Wan's pipeline makes of them.

pip install ftfy==6.3.1, then: python make_cleaning.py ../data/prompt/cleaning.json
"""
import html
import json
import re
import sys

import ftfy

PROMPTS = [
    "", " ", "\t\r\n", "a red fox", "  two dogs &amp;   a red   ball \n", "a\u00a0b\u3000c\u2003d\u2028e\u200bf",
    "\u201ca \u2018fox\u2019\u201d it\u02bcs \u201fodd\u201b", "e\u0301cole cafe\u0301 \u212b \u1112\u1161\u11ab",
    "a\u0323\u0307 q\u0307\u0323", "\uff26\uff2f\uff38\uff0c\uff01 \uff76\uff9e\uff71 \uffe5",
    "\ufb01sh \ufb02ower \ufb03x \ufb06ar \u01c4 \u0133s \u0149", "be\u0007ep\u0000 \ufeffx\ufff9y\u206a \x7f",
    "\x1b[31mred\x1b[0m fox \x1b[m", "a \x92quote\x93 \x80 \x81", "&lt;b&gt; bold", "&amp;lt;", "&amp;amp;lt;",
    "&amp;amp;amp;amp;lt;", "a < b &amp;amp;amp; c", "x &lt;\n&amp;amp;amp; y", "a <\nb &amp;amp;amp;amp; &EACUTE;",
    "&EACUTE;cole &eacute;cole &Eacute;t&eacute", "&SZLIG; &szlig; &OMEGA; &Omega;", "&copy 2024 &copyright &notit; &not;",
    "this&not that &amp", "&hellip; &mdash; &ldquo;hi&rdquo; &nbsp; x", "&#65;&#x42;&#X43; &#68 &#x45z", "&#128512; &#x1F98A;",
    "&#0; &#1; &#11; &#128; &#129; &#150; &#x9f; &#xD83D; &#x110000; &#99999999999999999999; &#xFFFE; &#xFDD0;",
    "&#59; &#x3b; &semi &; &# &#x &#; &#x; && &&amp;", "&unknown; &a &aa;", "a & b &amp c&lt;d&gt", "&apos;&quot;&QUOT;&APOS;",
    "&#10;&#13;&#32; x &#160;", "\u72d0\u72f8\uff0c\u4e00\u53ea\u7ea2\u8272\u7684\u5c0f\u8239\u3002",
    "\U0001F98A fox \U0001F680", "x\u001cy\u001dz\u0085w", "na\u00efve r\u00e9sum\u00e9", "&ldquo; <i> &ldquo;",
    "&ThinSpace", "&thinsp;a&ensp;b&zwnj;c", "&#8217;s &#x2019;s &rsquo;s", "&amp;#8217;s &amp;#38;amp;",
    "a\r\nb\rc\n\nd", "\uff9e\uff9f \u3099a \u304b\u3099", "&lt;&#10;&amp;amp;amp;x", "\u2066rtl\u2069 \u202eabc",
    "&ac; &AC; &acE; &AFR; &NotEqualTilde; &checkmark; &CHECKMARK; &fjlig; &LTIMES; &AMPX; &ltx;", "&frac12; &sup2; &times;4 &euro;5", "&Aacute &aacutex &ampx; &ltimes; &nota;",
]


def prompt_clean(text):
    """diffusers' WanPipeline.prompt_clean"""
    text = html.unescape(html.unescape(ftfy.fix_text(text))).strip()
    return re.sub(r"\s+", " ", text).strip()


if __name__ == "__main__":
    rows = [dict(text=text, cleaned=prompt_clean(text)) for text in PROMPTS]
    with open(sys.argv[1], "w", encoding="ascii") as file:
        json.dump(rows, file, indent=0)
        file.write("\n")
