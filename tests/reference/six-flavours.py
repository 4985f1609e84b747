#!/usr/bin/env python3
"""Independent numbers for tests/models/six-flavours.yaml; needs nothing but Python.

The quark-mixing matrix is built from the Wolfenstein parameters by PDG 2024, review 12, eqs. 12.3 to 12.5, written in
angles and phase; the decays are those of a scalar into a fermion pair, |y|^2 m/(8 pi) beta^3 for each colour.
"""
import cmath
import math

LAMBDA, A, RHO, ETA = 0.22501, 0.826, 0.1591, 0.3523
MASS = {"u": 2.16e-3, "c": 1.2730, "t": 172.57, "d": 4.70e-3, "s": 93.5e-3, "b": 4.183}
M_H, M_CHI, Y_CHI = 500.0, 10.0, 1e-12
Y = {"d": 4e-4, "s": 2e-3, "b": 0.02}
PHASE = {"d": 0.0, "s": 0.5, "b": -1.0}


def matrix():
    s12, s23 = LAMBDA, A * LAMBDA**2
    apex = complex(RHO, ETA)
    s13_phase = A * LAMBDA**3 * apex * math.sqrt(1 - s23**2) / (math.sqrt(1 - s12**2) * (1 - s23**2 * apex))
    s13, delta = abs(s13_phase), cmath.phase(s13_phase)
    c12, c23, c13 = (math.cos(math.asin(s)) for s in (s12, s23, s13))
    e = cmath.exp(1j * delta)
    return {
        "u": {"d": c12 * c13, "s": s12 * c13, "b": s13 / e},
        "c": {"d": -s12 * c23 - c12 * s23 * s13 * e, "s": c12 * c23 - s12 * s23 * s13 * e, "b": s23 * c13},
        "t": {"d": s12 * s23 - c12 * c23 * s13 * e, "s": -c12 * s23 - s12 * c23 * s13 * e, "b": c23 * c13},
    }


def into(mass, y2):
    return y2 * M_H / (8 * math.pi) * (1 - 4 * mass**2 / M_H**2) ** 1.5


def efficiency(x):
    return 0.9 if x < 0.1 else 0.5 if x < 0.5 else 0.2


V = matrix()
up = {u: sum(V[u][k] * cmath.rect(Y[k], PHASE[k]) for k in Y) for u in V}
widths = {u: 3 * into(MASS[u], abs(up[u]) ** 2) for u in up} | {k: 3 * into(MASS[k], Y[k] ** 2) for k in Y}
total = sum(widths.values()) + into(M_CHI, Y_CHI**2)
share = {u: widths[u] / total for u in up}
print(f"total/GeV {total!r}")
for u in up:
    print(f"share[{u}] {share[u]!r}")
print("seen", repr(sum(efficiency(share[u]) * share[u] for u in up)))
