"""Observables of models/alp-portal.yaml (arXiv:2502.04900, section II), sharing no code with the program.

    python3 tests/reference/alp_portal.py        # needs numpy and scipy

Prints the two cases with observables of alp-portal.json. The cross sections of eqs 22 and 23, in their closed form, are
compared with sums over spinors and polarisations first. The yields in that file are from elsewhere, see there.
"""

import itertools
import json
import math

import numpy as np
from dark_photon import GAMMA, GAMMA_5, METRIC, NODES, ONE, WEIGHTS, bar, conjugate, form_factor, slash, spinors, square
from formulas import ALPHA, GEV_METRE, QUARKS, alp
from scipy.integrate import quad
from scipy.special import kve

SECOND = 1 / 6.582119569e-25
M_BP, TAU_BP, M_KP = 5.27941, 1.638e-12 * SECOND, 0.493677
M_B0, TAU_B0, M_K0, M_KST = 5.27972, 1.517e-12 * SECOND, 0.497611, 0.89555
M_A, M_B, PLANCK_MASS = 2.0, QUARKS["b"][0], 1.220890e19


def momenta(s, m1, m2, cosine=1.0):
    """Two particles back to back with the invariant mass squared s."""
    e1 = (s + m1 * m1 - m2 * m2) / (2 * math.sqrt(s))
    p = math.sqrt(e1 * e1 - m1 * m1)
    direction = p * np.array([math.sqrt(1 - cosine**2), 0, cosine])
    return np.array([e1, *direction]), np.array([math.sqrt(s) - e1, *-direction]), p


def polarisations(k):
    """Two transverse vectors of a massless particle in the plane y = 0."""
    x, z = k[1] / k[0], k[3] / k[0]
    return [np.array([0, z, 0, -x]), np.array([0, 0, 1.0, 0])]


def fermion_line(p_in, q_in, k_boson, k_alp):
    """Both orders of a vector (momentum k_boson, incoming) and a pseudoscalar (k_alp, outgoing) along a quark line."""
    after_boson, after_alp = p_in + k_boson, p_in - k_alp
    first = GAMMA_5 @ (slash(after_boson) + M_B * ONE) / (square(after_boson) - M_B**2)
    second = (slash(after_alp) + M_B * ONE) @ GAMMA_5 / (square(after_alp) - M_B**2)
    return lambda e: first @ slash(e) + slash(e) @ second


def by_spinors(s, annihilation):
    """Cross section of b b~ -> V a or b V -> b a, with unit couplings to the vector V and to a (m_b a b gamma_5 b), no colour."""
    total = 0.0
    for c, w in zip(NODES, WEIGHTS):
        if annihilation:
            p1, p2, p = momenta(s, M_B, M_B)
            boson, a, k = momenta(s, 0, M_A, c)
            line = fermion_line(p1, p2, -boson, a)
            ends = itertools.product(spinors(p1, M_B), [conjugate(v) for v in spinors(p2, M_B)])
        else:
            p1, boson, p = momenta(s, M_B, 0)
            p2, a, k = momenta(s, M_B, M_A, c)
            line = fermion_line(p1, p2, boson, a)
            ends = itertools.product(spinors(p1, M_B), spinors(p2, M_B))
        for u, last in ends:
            total += w * sum(abs(bar(last) @ line(e) @ u) ** 2 for e in polarisations(boson))
    return M_B**2 * total / 4 * k / p / (32 * math.pi * s)


def eq_22(s):
    """Over 4 alpha_s |C|^2/9f^2."""
    x_a, x_b = M_A**2 / s, M_B**2 / s
    v = math.sqrt(1 - 4 * x_b)
    return x_b / (v * v * (1 - x_a)) * ((1 + x_a**2 - 4 * x_a * x_b) * math.atanh(v) - x_a * v)


def eq_23(s):
    """Over alpha_s |C|^2/6f^2."""
    x_a, x_b = M_A**2 / s, M_B**2 / s
    root = math.sqrt((1 - x_a - x_b) ** 2 - 4 * x_a * x_b)
    logarithm = math.atanh(root / (1 + x_b - x_a))
    rest = 7 * x_a + 2 * x_a * x_b - x_a * x_b**2 - (3 - x_b) * (1 - x_b) ** 2
    return x_b / (8 * (1 - x_b) ** 3) * (root * rest + 4 * (root**2 + x_a**2) * logarithm)


def check_cross_sections():
    for s in (75.0, 100.0, 500.0):
        # Vector coupling squared 4 pi, one gluon colour: 4/9 of the closed form belongs to colour 4/(3 x 3).
        one = by_spinors(s, True) * 4 * math.pi / eq_22(s)
        # Colour of b g -> b a: 4/(3 x 8) = 1/6.
        two = by_spinors(s, False) * 4 * math.pi / eq_23(s)
        assert abs(one - 1) < 1e-6 and abs(two - 1) < 1e-6, (s, one, two)


def hubble(t, g):
    return math.sqrt(4 * math.pi**3 * g / 45) * t * t / PLANCK_MASS


def density(g, m, t):
    """Of Maxwell and Boltzmann."""
    return g * m * m * t / (2 * math.pi**2) * kve(2, m / t) * math.exp(-m / t) if m > 0 else g * t**3 / math.pi**2


def scattering_density(t, g1, m1, g2, m2, threshold, cross_section):
    def integrand(v):
        root = threshold + t * v * v
        s = root * root
        kallen = (s - (m1 + m2) ** 2) * (s - (m1 - m2) ** 2)
        return 4 * t * v * kallen * kve(1, root / t) * math.exp(-root / t) * cross_section(s)

    return g1 * g2 * t / (32 * math.pi**4) * quad(integrand, 0, 7, epsabs=0, epsrel=1e-10, limit=200)[0]


def thermalisation(t, c, g, alpha_s=0.22):
    """Production of a by b quarks over the expansion, per a in equilibrium."""
    decay = 2 * density(6, M_B, t) * 2 * c * c * M_B**3 / (64 * math.pi) * (1 - (M_A / M_B) ** 2) ** 2
    decay *= kve(1, M_B / t) / kve(2, M_B / t)
    annihilation = scattering_density(t, 6, M_B, 6, M_B, 2 * M_B, eq_22) * c * c * (4 * alpha_s / 9 + ALPHA / 27)
    gluons = scattering_density(t, 6, M_B, 16, 0, M_A + M_B, eq_23) * c * c * alpha_s / 6
    photons = scattering_density(t, 6, M_B, 2, 0, M_A + M_B, eq_23) * c * c * ALPHA / 9
    return (decay + annihilation + 2 * gluons + 2 * photons) / (density(1, M_A, t) * hubble(t, g))


def observables(c, c_chi, m_chi, alpha_s, g):
    widths = alp(M_A, 1 / c, 1.0, alpha_s)
    visible = 1 / widths["c_tau"]
    dark = c_chi**2 * M_A * m_chi**2 / (8 * math.pi) * math.sqrt(1 - (2 * m_chi / M_A) ** 2)
    total = visible + dark

    def two_body(m, m_k):
        return math.sqrt((m * m - (m_k + M_A) ** 2) * (m * m - (m_k - M_A) ** 2)) / (2 * m)

    p, p_star = two_body(M_BP, M_KP), two_body(M_B0, M_KST)
    f_0 = form_factor(M_A**2, M_K0, 5.630, [0.33196382, 0.33478906, 0.00372445])
    a_0 = form_factor(M_A**2, M_KST, 5.366, [0.34213768, -1.14740932, 2.37275841])
    # <K|s gamma q b|B> = (m_B^2 - m_K^2) f_0, <K*|s gamma gamma_5 q b|B> = 2 m_K* A_0 (eps.q), vertex C q/2.
    to_k = (c / 2 * (M_BP**2 - M_KP**2) * f_0) ** 2 * p / (8 * math.pi * M_BP**2) * TAU_BP
    to_kst = (c / 2 * 2 * M_KST * a_0 * M_B0 * p_star / M_KST) ** 2 * p_star / (8 * math.pi * M_B0**2) * TAU_B0

    def invisible(momentum):
        decayed = -math.expm1(-3.5 / GEV_METRE * total * M_A / momentum)
        return 1 - decayed * visible / total

    return {
        "BR_BKa": to_k,
        "BR_BKsta": to_kst,
        "BR_BKinv": to_k * invisible(p),
        "BR_BKstinv": to_kst * invisible(p_star),
        "BR_gg": widths["BR_gg"] * visible / total,
        "BR_ss": widths["BR_ss"] * visible / total,
        "BR_gamma": widths["BR_photons"] * visible / total,
        "BR_chi": dark / total,
        "c_tau": 1 / total,
        "thermalisation": thermalisation(M_B, c, g),
    }


def main():
    check_cross_sections()
    for c, c_chi, m_chi, alpha_s in [(6e-9, 6e-9, 3e-3, 0.3), (1e-7, 1e-8, 1e-3, 0.371)]:
        settings = [f"C_q={c} GeV^-1", f"C_chi={c_chi} GeV^-1", f"m_chi={m_chi} GeV", f"alpha_s_decay={alpha_s}"]
        found = observables(c, c_chi, m_chi, alpha_s, 86.25)
        expect = {f"observable.{name}": float(f"{value:.10e}") for name, value in found.items()}
        case = {"model": "alp-portal", "set": settings + ["cosmology.g_star=86.25"], "expect": expect, "rtol": 1e-8}
        print("    " + json.dumps(case))


if __name__ == "__main__":
    main()
