# SPDX-License-Identifier: MIT
"""A plot of lines over a logarithmic x axis, as SVG, with nothing but text."""
import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 90, 150, 40, 50
COLOURS = ("#0b5fa5", "#d1495b", "#3a7d44", "#8a5a9e", "#c77d0a")


def nice_step(most):
    """a step of 1, 2 or 5 times a power of ten, about five to `most`"""
    raw = most / 5 or 1
    power = 10 ** math.floor(math.log10(raw))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= raw)


def short(v):
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if v >= size:
            return f"{v / size:g}{letter}"
    return f"{v:g}"


def svg(path, title, x_name, y_name, lines):
    """lines: {name: [(x, y), ...]}; nothing is written when there is none"""
    points = [p for line in lines.values() for p in line]
    if not points:
        return
    x0 = math.log10(min(x for x, _ in points))
    x1 = max(math.log10(max(x for x, _ in points)), x0 + 0.1)
    step = nice_step(max(y for _, y in points))
    top = step * math.ceil(max(y for _, y in points) / step)

    def at(x, y):
        return (LEFT + (math.log10(x) - x0) / (x1 - x0)
                * (WIDTH - LEFT - RIGHT),
                HEIGHT - BOTTOM - y / top * (HEIGHT - TOP - BOTTOM))

    def text(x, y, what, how="middle", more=""):
        return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{how}"{more}>'
                f"{what}</text>")
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
           f'height="{HEIGHT}" font-family="sans-serif" font-size="12">',
           '<rect width="100%" height="100%" fill="white"/>',
           text(WIDTH / 2, 22, title, more=' font-size="15"'),
           text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, x_name),
           text(18, HEIGHT / 2, y_name,
                more=f' transform="rotate(-90 18 {HEIGHT / 2})"')]
    for n in range(round(top / step) + 1):
        y = at(10 ** x0, n * step)[1]
        out.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        out.append(text(LEFT - 6, y + 4, short(n * step), "end"))
    for x in sorted({x for x, _ in points}):
        out.append(text(at(x, 0)[0], HEIGHT - BOTTOM + 18, short(x)))
    for n, (name, line) in enumerate((k, v) for k, v in lines.items() if v):
        colour = COLOURS[n % len(COLOURS)]
        place = [at(x, y) for x, y in sorted(line)]
        out.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" '
                   'points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in place)
                   + '"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
                for x, y in place]
        out.append(text(WIDTH - RIGHT + 12, TOP + 14 + 18 * n, name, "start",
                        f' fill="{colour}"'))
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join([*out, "</svg>\n"]))
