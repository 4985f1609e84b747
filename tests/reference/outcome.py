"""Recomputes what tests/models/neutrino-modes.yaml and efficiency.yaml promise, sharing no code with the program.

    python3 tests/reference/outcome.py      # needs nothing but Python

Ratios: equations 7 and 8 of the Corfu 2024 proceedings "New physics in B -> K(*) + invisible", with complex matrices.
Efficiency: equation 12 of arXiv:2403.12485; the integrals by Gauss-Legendre quadrature after q2 = lo + (hi - lo) t^2 (3 - 2 t),
which makes square roots at both ends harmless.
"""

import cmath
import math


def ratios():
    phase = cmath.exp(0.7j)
    left = [[-1.0, 0.2, 0.0], [0.3, -2.0, 0.1], [0.0, -0.4, -5.0]]
    right = [[phase * r for r in row] for row in [[0.5, 0.0, -0.1], [0.2, 1.0, 0.0], [0.0, 0.3, 6.0]]]
    primed_left, primed_right = 0.5, -0.25 * phase
    pairs = [(i, j) for i in range(3) for j in range(3)]
    kaon = 1 - 0.1 * sum((left[i][i] + right[i][i]).real for i in range(3))
    kaon += 0.008 * sum(abs(left[i][j] + right[i][j]) ** 2 + abs(primed_left + primed_right) ** 2 for i, j in pairs)
    vector = 1 + sum((-0.1 * left[i][i] + 0.07 * right[i][i]).real for i in range(3))
    for i, j in pairs:
        l, r = left[i][j], right[i][j]
        squares = abs(l) ** 2 + abs(r) ** 2 + abs(primed_left) ** 2 + abs(primed_right) ** 2
        cross = (l * r.conjugate() + primed_left * primed_right.conjugate()).real
        vector += 0.008 * squares - 0.01 * cross
    # Equations 3 and 4: the average 3.0 +- 1.0 of the kaon mode, at most 2.7 in the other.
    return kaon, vector, ((kaon - 3.0) / 1.0) ** 2


def legendre(n):
    """Nodes and weights on [0, 1]."""
    nodes = []
    for k in range(n):
        x = math.cos(math.pi * (k + 0.75) / (n + 0.5))
        for _ in range(50):
            p, q = 1.0, x
            for m in range(2, n + 1):
                p, q = q, ((2 * m - 1) * x * q - (m - 1) * p) / m
            slope = n * (x * q - p) / (x * x - 1)
            x -= q / slope
        nodes.append(((1 + x) / 2, 1 / ((1 - x * x) * slope * slope)))
    return nodes


NODES = legendre(60)


def integral(f, lo, hi):
    point = lambda t: lo + (hi - lo) * t * t * (3 - 2 * t)
    return (hi - lo) * sum(w * 6 * t * (1 - t) * f(point(t)) for t, w in NODES)


def efficiency():
    b, k, m = 5.279, 0.494, 0.8
    edges = [0.0, 4.0, 8.0, 12.0, 16.0, (b - k) ** 2]
    values = [0.080, 0.065, 0.045, 0.025, 0.010]
    kallen = lambda q2: max((b * b - k * k - q2) ** 2 - 4 * k * k * q2, 0.0)
    pole = lambda q2, mass: 1 / (1 - q2 / mass**2)
    standard = lambda q2: pole(q2, 5.415) ** 2 * kallen(q2) ** 1.5
    scalar = lambda q2: pole(q2, 5.711) ** 2 * math.sqrt(kallen(q2)) * math.sqrt(max(1 - 4 * m * m / q2, 0.0))

    def weighted(spectrum, threshold):
        bins = [integral(spectrum, max(lo, threshold), hi) for lo, hi in zip(edges, edges[1:])]
        return sum(e * part for e, part in zip(values, bins)) / sum(bins)

    new, old = weighted(scalar, 4 * m * m), weighted(standard, 0.0)
    return new, old, old / new


if __name__ == "__main__":
    for name, value in zip(["R_K", "R_Kst", "chi2"], ratios()):
        print(f"{name} = {value:.12f}")
    for name, value in zip(["eff_NP", "eff_SM", "omega"], efficiency()):
        print(f"{name} = {value:.12f}")
