"""Writes HtmlEntityTable.inc from Python's html.entities: NAME, `+` where HTML 5 knows the name
without a semicolon too, else `=`, then its code points.

python3 make_html_entities.py HtmlEntityTable.inc
"""
import html.entities
import sys
import textwrap

names = html.entities.html5
words = []
for name in sorted(name[:-1] for name in names if name.endswith(";")):
    points = "_".join(f"{ord(character):X}" for character in names[name + ";"])
    words.append(name + ("+" if name in names else "=") + points)
with open(sys.argv[1], "w", encoding="ascii") as file:
    file.write("// Sorted by name; made by make_html_entities.py.\n")
    for line in textwrap.wrap(" ".join(words), 96, break_on_hyphens=False):
        file.write(f'"{line} "\n')
