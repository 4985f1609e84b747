"""Fermi and Bose gases in equilibrium: densities, decays and collisions.

    python3 tests/reference/quantum.py > tests/reference/quantum.json        # needs mpmath; takes some minutes

Shares no method with the program. Everything is at T = 1. A particle is (statistics, mass), "B", "F" or "M" for Bose,
Fermi, Maxwell-Boltzmann.

- densities: b = e^m int dp p^2 f, and <m/E>, integrated over the momentum
- decays: means over the decaying gas of m/E times 1, or times 1 + eta f of products, from the sum over images k, l of
  K_1(M_kl)/M_kl with M_kl^2 = k^2 m1^2 + l^2 m2^2 + k l (m1^2 + m2^2 - m3^2), f being a geometric series; "catalysed"
  is <(m/E) f2>/n2 of one degree of freedom times e^(M_11 - m1 - m2)
- decays_direct: the same means by integration over the momentum of the decaying particle and the angle of its decay,
  for light particles, for which the series converges slowly
- collisions: int f1 f2 sigma v over both momenta and the angle between them in the frame of the plasma, over the
  product of the densities, for sigma = s^n above a threshold of sqrt(s), and e^(threshold - m1 - m2) times that
"""

import json

from mpmath import besselk, cosh, exp, mp, mpf, pi, quad, sinh, sqrt

ETA = {"B": 1, "F": -1, "M": 0}


def occupation(kind, energy):
    return 1 / (exp(energy) - ETA[kind]) if energy < 1e4 else mpf(0)


def momenta(mass):
    mass = mpf(mass)
    width, end = sqrt(mass + 1), sqrt((mass + 90) ** 2 - mass**2)
    points = {mass / 10, mass, width / 10, width / 2, width, 2 * width, 4 * width, 7 * width, 12 * width}
    return [mpf(0), *sorted(p for p in points if 0 < p < end), end]


def density(kind, mass):
    """b = e^m int dp p^2 f."""
    mass = mpf(mass)
    energy = lambda p: sqrt(p * p + mass * mass)
    return exp(mass) * quad(lambda p: p * p * occupation(kind, energy(p)), momenta(mass))


def lorentz(kind, mass):
    mass = mpf(mass)
    energy = lambda p: sqrt(p * p + mass * mass)
    slowed = quad(lambda p: p * p * occupation(kind, energy(p)) * mass / energy(p), momenta(mass))
    return exp(mass) * slowed / density(kind, mass)


def images(first, second, third):
    """int dzeta sinh^2 f1 <f2>, and M_11."""
    (kind1, m1), (kind2, m2), m3 = first, second, mpf(third[1])
    m1, m2 = mpf(m1), mpf(m2)
    invariant = lambda k, l: sqrt(k * k * m1 * m1 + l * l * m2 * m2 + k * l * (m1 * m1 + m2 * m2 - m3 * m3))
    total, k = mpf(0), 1
    while True:
        row, l = mpf(0), 1
        while True:
            term = ETA[kind1] ** (k - 1) * ETA[kind2] ** (l - 1) * besselk(1, invariant(k, l)) / invariant(k, l)
            row += term
            if abs(term) < mpf(10) ** -20 * abs(total + row):
                break
            l += 1
        total += row
        if abs(row) < mpf(10) ** -20 * abs(total):
            return total, invariant(1, 1)
        k += 1


def decay(first, second, third):
    kind1, m1 = first[0], mpf(first[1])
    gas = density(kind1, m1) * exp(-m1) / m1**3
    free = lorentz(kind1, m1)
    two, meeting = images(first, second, third)
    three, _ = images(first, third, second)
    density2 = density(*second) * exp(-mpf(second[1])) / (2 * pi**2)
    return {
        "particles": [first, second, third],
        "free": free,
        "stimulated by the first": free + ETA[second[0]] * two / gas,
        "stimulated by both": free + (ETA[second[0]] * two + ETA[third[0]] * three) / gas,
        "catalysed": two / gas / density2 * exp(meeting - m1 - mpf(second[1])),
    }


def decay_direct(first, second, third):
    (kind1, m1), (kind2, m2), (kind3, m3) = [(kind, mpf(mass)) for kind, mass in (first, second, third)]
    energy2 = (m1 * m1 + m2 * m2 - m3 * m3) / (2 * m1)
    momentum = sqrt(energy2 * energy2 - m2 * m2)

    def mean(energy, p):
        def at(cosine):
            lab = (energy * energy2 + p * momentum * cosine) / m1
            return 1 + ETA[kind2] * occupation(kind2, lab) + ETA[kind3] * occupation(kind3, energy - lab)

        # Massless bosons of little energy are many.
        return quad(at, [-1, -1 + mpf(10) ** -6, -1 + mpf(10) ** -3, 0, 1 - mpf(10) ** -3, 1 - mpf(10) ** -6, 1]) / 2

    def integrand(p):
        energy = sqrt(p * p + m1 * m1)
        return p * p * m1 / energy * occupation(kind1, energy) * mean(energy, p)

    stimulated = exp(m1) * quad(integrand, momenta(m1)) / density(kind1, m1)
    return {"particles": [first, second, third], "stimulated by both": stimulated}


def double_exponential(step, reach):
    """Nodes and weights of (0, inf) with p = e^(pi/2 sinh t)."""
    count = int(reach / step)
    nodes = [float(exp(pi / 2 * sinh(k * step))) for k in range(-count, count + 1)]
    return [(p, p * float(pi / 2 * cosh(k * step)) * step) for p, k in zip(nodes, range(-count, count + 1))]


def legendre():
    from mpmath.calculus.quadrature import GaussLegendre

    return [(float(x), float(w)) for x, w in GaussLegendre(mp).calc_nodes(5, 80)]


def collision(first, second, power, threshold):
    """In doubles: three nested rules of 100 to 200 nodes."""
    import math

    (kind1, m1), (kind2, m2) = first, second
    grid, angles = double_exponential(0.04, 2.6), legendre()
    occupied = lambda kind, energy, mass: math.exp(mass - energy) / (1 - ETA[kind] * math.exp(-energy))

    def gas(kind, mass, start=0.0):
        energies = [(start + p, weight, math.hypot(start + p, mass)) for p, weight in grid]
        return [(p, e, weight * p * p * occupied(kind, e, mass)) for p, weight, e in energies if e - mass < 100]

    # With rapidities, s = m1^2 + m2^2 + 2 m1 m2 cosh(y1 + y2) of a head-on collision.
    sum_of_rapidities = 0.0
    if threshold > m1 + m2:
        sum_of_rapidities = math.acosh((threshold**2 - m1 * m1 - m2 * m2) / (2 * m1 * m2))

    def slowest(p1):
        return m2 * math.sinh(max(0.0, sum_of_rapidities - math.asinh(p1 / m1))) if sum_of_rapidities else 0.0

    least = max(threshold, m1 + m2) ** 2
    total = 0.0
    for p1, e1, weight1 in gas(kind1, m1):
        for p2, e2, weight2 in gas(kind2, m2, slowest(p1)):
            # s = sum - 2 p1 p2 c, from its least value to that of a head-on collision.
            top = m1 * m1 + m2 * m2 + 2 * (e1 * e2 + p1 * p2)
            # E1 E2 - p1 p2 without its cancellation.
            aligned = (m1 * m1 * m2 * m2 + m1 * m1 * p2 * p2 + m2 * m2 * p1 * p1) / (e1 * e2 + p1 * p2)
            bottom = max(least, m1 * m1 + m2 * m2 + 2 * aligned)
            if top <= bottom:
                continue
            inner = 0.0
            for x, weight in angles:
                # The Moeller flux has a root at s = (m1 + m2)^2.
                u = 0.5 * (1 + x)
                s = bottom + (top - bottom) * u * u
                flux = math.sqrt(max(0.0, (s - (m1 + m2) ** 2) * (s - (m1 - m2) ** 2)))
                inner += weight * u * (top - bottom) * flux * s**power
            total += weight1 * weight2 * inner / (2 * p1 * p2) / (2 * e1 * e2)
    total *= 0.5 * math.exp(threshold - m1 - m2 if threshold > m1 + m2 else 0.0)
    return total / float(density(kind1, m1) * density(kind2, m2))


def text(value):
    if isinstance(value, dict):
        return {key: text(item) for key, item in value.items()}
    return float(mp.nstr(value, 17)) if isinstance(value, mpf) else value


mp.dps = 25
GASES = [(kind, mass) for kind in "BF" for mass in (1e-6, 1e-3, 0.03, 0.3, 1.0, 5.0, 20.0, 35.9, 36.1, 200.0)]
DECAYS = [
    (("B", 6.0), ("B", 2.0), ("B", 3.0)),
    (("B", 8.0), ("F", 4.0), ("F", 1.0)),
    (("F", 6.0), ("B", 2.9999), ("F", 3.0)),
    (("F", 50.0), ("F", 20.0), ("B", 25.0)),
    (("B", 60.0), ("B", 59.0), ("B", 0.5)),
]
DIRECT = [
    (("B", 1.0), ("F", 0.0), ("F", 0.0)),
    (("F", 0.3), ("F", 0.1), ("B", 0.05)),
    (("B", 0.1), ("B", 0.03), ("B", 0.04)),
]
COLLISIONS = [
    (("B", 2.0), ("F", 3.0), -1, 0.0),
    (("F", 0.5), ("F", 0.2), 0, 0.0),
    (("B", 0.3), ("B", 0.3), -1, 4.0),
    (("B", 0.0), ("F", 1.0), 1, 0.0),
    (("B", 10.0), ("B", 0.1), 0, 0.0),
]

if __name__ == "__main__":
    gases = [{"particle": gas, "b": density(*gas), "lorentz": lorentz(*gas)} for gas in GASES]
    decays = [decay(*particles) for particles in DECAYS]
    mp.dps = 15
    direct = [decay_direct(*particles) for particles in DIRECT]
    collisions = [
        {"particles": [a, b], "power": n, "threshold": threshold, "sigma_v": collision(a, b, n, threshold)}
        for a, b, n, threshold in COLLISIONS
    ]
    about = "Fermi and Bose gases, by quantum.py, which says what the tables are."
    tables = {"densities": gases, "decays": decays, "decays_direct": direct, "collisions": collisions}
    print("{\n  " + json.dumps("about") + ": " + json.dumps(about) + ",")
    for number, (name, rows) in enumerate(tables.items()):
        lines = ",\n    ".join(json.dumps(text(row)) for row in rows)
        print(f'  "{name}": [\n    {lines}\n  ]' + ("," if number + 1 < len(tables) else ""))
    print("}")
