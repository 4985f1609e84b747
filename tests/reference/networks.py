"""Recomputes the references of networks.json that are marked with this file, sharing no code with the program.

    python3 tests/reference/networks.py        # needs scipy

Constant degrees of freedom g, t = ln x, natural units in GeV, M_Pl = 1.220890e19 GeV. Each system is written out by hand
in yields Y = n/s with the factors of two that identical particles and antiparticles make, and is integrated twice: by
SciPy's Radau, and by an extrapolated linearly implicit Euler method, which share neither formulas nor code. Yields that start in equilibrium are
integrated as logarithms, those that start at zero as they are. The worst disagreement is printed and bounded.
"""

import json
import math
import pathlib

import numpy as np
from scipy.integrate import solve_ivp
from scipy.special import kve

PLANCK_MASS = 1.220890e19
CM3_PER_S = 1 / 1.167329991e-17


def entropy(T, g):
    return 2 * math.pi**2 / 45 * g * T**3


def hubble(T, g):
    return math.sqrt(4 * math.pi**3 * g / 45) * T**2 / PLANCK_MASS


def density(m, T, dof):
    """Equilibrium density; of all degrees of freedom together."""
    if m == 0:
        return dof * T**3 / math.pi**2
    return dof * m**2 * T / (2 * math.pi**2) * kve(2, m / T) * math.exp(-m / T)


def ln_density(m, T, dof):
    return math.log(dof * m**2 * T / (2 * math.pi**2) * kve(2, m / T)) - m / T


def dilated(width, m, T):
    return width * kve(1, m / T) / kve(2, m / T)


def extrapolated(rate, span, start, steps=1500, levels=9):
    """The linearly implicit Euler method, extrapolated in the number of its substeps."""
    y, n = np.array(start, dtype=float), len(start)
    length = (span[1] - span[0]) / steps
    for k in range(steps):
        t = span[0] + k * length
        f = np.array(rate(t, y))
        jacobian = np.empty((n, n))
        for j in range(n):
            moved = y.copy()
            by = 1e-7 * max(1e-3, abs(y[j]))
            moved[j] += by
            jacobian[:, j] = (np.array(rate(t, moved)) - f) / by
        table = []
        for level in range(levels):
            substeps = level + 1
            h = length / substeps
            inverse = np.linalg.inv(np.eye(n) - h * jacobian)
            z = y.copy()
            for i in range(substeps):
                z = z + inverse @ (h * np.array(rate(t + (i + 1) * h, z)))
            row = [z]
            for i in range(level):
                row.append(row[i] + (row[i] - table[level - 1][i]) / (substeps / (level - i) - 1))
            table.append(row)
        y = table[-1][-1]
    return y


def integrate(rate, span, start, atol, steps=1500):
    """Final values by both methods."""
    solution = solve_ivp(rate, span, start, method="Radau", rtol=1e-12, atol=atol)
    assert solution.success, solution.message
    return [solution.y[:, -1], extrapolated(rate, span, start, steps)]


def chemical_equilibrium(g=86.25, m1=500.0, delta=0.05, x_end=1e8):
    """Two species that share the total yield exp(w)."""
    s11, s12, s22 = (c * CM3_PER_S for c in (1e-27, 1e-26, 3e-25))
    m2 = m1 * (1 + delta)

    def rate(t, w):
        T = m1 * math.exp(-t)
        l1, l2 = ln_density(m1, T, 2), ln_density(m2, T, 4)
        ln_sum = l1 + math.log1p(math.exp(l2 - l1))
        f1, f2 = math.exp(l1 - ln_sum), math.exp(l2 - ln_sum)
        sv = s11 * f1**2 + 2 * s12 * f1 * f2 + s22 * f2**2
        ln_eq = ln_sum - math.log(entropy(T, g))
        return [entropy(T, g) / hubble(T, g) * sv * math.exp(w[0]) * math.expm1(2 * (ln_eq - w[0]))]

    l1, l2 = ln_density(m1, m1, 2), ln_density(m2, m1, 4)
    start = l1 + math.log1p(math.exp(l2 - l1)) - math.log(entropy(m1, g))
    return [[math.exp(w[0])] for w in integrate(rate, (0.0, math.log(x_end)), [start], 1e-12)]


def group_of_three(g=100.0, m=200.0, leak=1e-17, x_end=1e6):
    """N1, N2 and eta share exp(w[0]); N2 leaks into X, whose yield is w[1]."""
    masses, dof = (m, 1.02 * m, 1.08 * m), (2, 2, 2)
    sv = {name: c * CM3_PER_S for name, c in zip(("11", "12", "1e", "ee", "semi"), (2e-27, 1e-26, 3e-26, 2e-25, 5e-26))}

    def shares(T):
        logs = np.array([ln_density(a, T, d) for a, d in zip(masses, dof)])
        ln_sum = logs[0] + math.log(sum(np.exp(logs - logs[0])))
        return np.exp(logs - ln_sum), ln_sum - math.log(entropy(T, g))

    def rate(t, w):
        T = m * math.exp(-t)
        (f1, f2, fe), ln_eq = shares(T)
        back = math.exp(ln_eq - w[0])
        y = math.exp(w[0])
        # Lost per particle and density: N1 N1 -(2/2!) , N1 N2 -2, N1 eta with its conjugate -4 n1 (ne/2),
        # eta eta~ -2 (ne/2)^2, and half a particle net in N2 N2 -> N1.
        loss = (sv["11"] * f1**2 + 2 * sv["12"] * f1 * f2 + 2 * sv["1e"] * f1 * fe + 0.5 * sv["ee"] * fe**2) * (1 - back**2)
        loss += 0.5 * sv["semi"] * f2**2 * (1 - back)
        decay = dilated(leak, masses[1], T) / hubble(T, g) * f2
        return [-entropy(T, g) / hubble(T, g) * y * loss - decay, decay * y]

    found = integrate(rate, (0.0, math.log(x_end)), [shares(m)[1], 0.0], [1e-12, 1e-30])
    return [[math.exp(w[0]), w[1]] for w in found]


def simp(three, four, g=10.75, m=0.04, x_end=1e5):
    """3 -> 2 loses one particle in 1/3! of the ordered triples, 4 -> 2 two in 1/4! of the quadruples."""

    def rate(t, w):
        T = m * math.exp(-t)
        ln_eq = ln_density(m, T, 1) - math.log(entropy(T, g))
        n = entropy(T, g) * math.exp(w[0])
        loss = three / 6 * n**2 * -math.expm1(ln_eq - w[0]) + four / 12 * n**3 * -math.expm1(2 * (ln_eq - w[0]))
        return [-loss / hubble(T, g)]

    start = ln_density(m, m, 1) - math.log(entropy(m, g))
    return [[math.exp(w[0])] for w in integrate(rate, (0.0, math.log(x_end)), [start], 1e-12)]


def conversion_driven(width, g=100.0):
    """chi and the pair B, g = 6, whose logarithms are w."""
    m_chi, m_b, sv, co = 500.0, 510.0, 3e-25 * CM3_PER_S, 1e-37 * CM3_PER_S

    def equilibria(T):
        ln_s = math.log(entropy(T, g))
        return ln_density(m_chi, T, 2) - ln_s, ln_density(m_b, T, 6) - ln_s

    def rate(t, w):
        T = m_chi * math.exp(-t)
        eq = equilibria(T)
        # Per B of either kind: half of the others are partners, two are lost; a quark to scatter on is one of six.
        annihilation = 0.5 * sv * entropy(T, g) * math.exp(w[1]) * -math.expm1(2 * (eq[1] - w[1]))
        conversion = dilated(width, m_b, T) + co * density(0, T, 6)
        ln_ratio = (w[0] - eq[0]) - (w[1] - eq[1])
        # B -> chi minus chi -> B, per B and per chi.
        of_b = conversion * -math.expm1(ln_ratio)
        of_chi = of_b * math.exp(w[1] - w[0])
        return [of_chi / hubble(T, g), -(annihilation + of_b) / hubble(T, g)]

    # Beyond x = 3000 the inverse decays have ended: each B that is left makes one chi.
    found = integrate(rate, (0.0, math.log(3000.0)), list(equilibria(m_chi)), 1e-12)
    return [[math.exp(w[0]) + math.exp(w[1])] for w in found]


def sequential(share, g=106.75, x_end=1e6):
    m_b, m_a, m_chi = 100.0, 30.0, 10.0
    production, fusion, width = 1e-19, 1e-27 * CM3_PER_S, 1e-21
    scale = 1e-12

    def rate(t, y):
        T = m_b * math.exp(-t)
        s, h = entropy(T, g), hubble(T, g)
        ya, yc = y[0] * scale, y[1] * scale
        ra = ya * s / density(m_a, T, 3) if m_a / T < 600 else 0.0
        eq_a = density(m_a, T, 3) / s if m_a / T < 600 else 0.0
        made = dilated(production, m_b, T) * density(m_b, T, 1) / (s * h) * (1 - ra) if m_b / T < 600 else 0.0
        # chi and chi~ share yc, g = 4 together.
        back = (yc * density(m_a, T, 3) / density(m_chi, T, 4)) ** 2 if m_a / T < 600 else 0.0
        fused = 0.5 * fusion * s / h * (ya**2 - back)
        gone = dilated(width, m_a, T) / h
        invisible = gone * (1 - share) * (ya - eq_a)
        # The inverse of A -> chi chi~ is of order yc^2 beside ya.
        rc2 = (yc * s / density(m_chi, T, 4)) ** 2 if m_a / T < 600 else 0.0
        dark = gone * share * (ya - eq_a * rc2)
        return [(made - 2 * fused - invisible - dark) / scale, (2 * fused + 2 * dark) / scale]

    return [[y[1] * scale] for y in integrate(rate, (math.log(1e-4), math.log(x_end)), [0.0, 0.0], 1e-25)]


def reannihilation(g=106.75, x_end=1e8):
    m_b, m_chi, m_a = 1000.0, 100.0, 10.0
    production, sv, width = 1e-15, 3e-25 * CM3_PER_S, 1e-6
    scale = 1e-12

    def rate(t, y):
        T = m_b * math.exp(-t)
        s, h = entropy(T, g), hubble(T, g)
        yc, ya = y[0] * scale, y[1] * scale
        made = 0.0
        if m_b / T < 600:
            made = dilated(production, m_b, T) * density(m_b, T, 1) / (s * h) * (1 - (yc * s / density(m_chi, T, 4)) ** 2)
        # The weight of A A -> chi chi~ is that of the equilibrium densities.
        back = (0.5 * ya * density(m_chi, T, 4) / density(m_a, T, 3)) ** 2 if m_a / T < 600 else 0.0
        gone = sv * s / h * ((0.5 * yc) ** 2 - back)
        decays = dilated(width, m_a, T) / h * ya
        return [2 * (made - gone) / scale, (2 * gone - decays) / scale]

    return [[y[0] * scale] for y in integrate(rate, (math.log(1e-5), math.log(x_end)), [0.0, 0.0], 1e-25)]


def many_bodies(g=90.0, x_end=1e7):
    m_s, m, width, sv = 50.0, 10.0, 1e-17, 1e-27 * CM3_PER_S
    scale = 1e-12

    def rate(t, y):
        T = m * math.exp(-t)
        s, h = entropy(T, g), hubble(T, g)
        eq = math.exp(ln_density(m, T, 1) - math.log(s))
        ys, ya = y[0] * scale, math.exp(y[1])
        back = math.exp(ln_density(m_s, T, 1) - 3 * ln_density(m, T, 1) + 3 * (y[1] + math.log(s))) / s
        decays = dilated(width, m_s, T) / h * (ys - back)
        return [-decays / scale, 3 * decays / ya - s / h * sv * (ya - eq**2 / ya)]

    start = [0.0, ln_density(m, m / 1e-3, 1) - math.log(entropy(m / 1e-3, g))]
    found = integrate(rate, (math.log(1e-3), math.log(x_end)), start, [1e-20, 1e-13])
    return [[math.exp(y[1])] for y in found]


def main():
    m = 0.04
    cases = [
        ("chemical-equilibrium", [], ["one"], chemical_equilibrium()),
        ("group-of-three", [], ["N1", "X"], group_of_three()),
        ("simp", [], ["pi"], simp(1e3 / m**5, 0.0)),
        ("simp", ["alpha=0", "four=1e12"], ["pi"], simp(0.0, 1e12 / m**8)),
        ("conversion-driven", [], ["chi"], conversion_driven(2e-15)),
        ("conversion-driven", ["Gamma=2e-14 GeV"], ["chi"], conversion_driven(2e-14)),
        ("sequential-freeze-in", [], ["chi"], sequential(0.0)),
        ("sequential-freeze-in", ["share=0.3"], ["chi"], sequential(0.3)),
        ("reannihilation", [], ["chi"], reannihilation()),
        ("many-bodies", [], ["a"], many_bodies()),
    ]
    table = json.loads((pathlib.Path(__file__).parent / "networks.json").read_text())
    for model, settings, species, (radau, euler) in cases:
        for name, one, other in zip(species, radau, euler):
            apart = one / other - 1
            print(f"{model:22} {' '.join(settings):22} yield.{name:4} {one:.10e}, methods apart by {apart:+.1e}", end="")
            for case in table["cases"]:
                if case["model"] == model and [s for s in case["set"] if "evolution" not in s] == settings:
                    print(f", table {case['expect'][f'yield.{name}'] / one - 1:+.1e}", end="")
            print()
            assert abs(apart) < 2e-8, model


if __name__ == "__main__":
    main()
