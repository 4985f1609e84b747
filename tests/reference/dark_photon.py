"""The dark photon portal of arXiv:2502.04900 from its Lagrangian, sharing no code and no formula with the program.

    python3 tests/reference/dark_photon.py > tests/reference/dark-photon.json        # needs numpy and scipy

Annihilation, direct detection and self-interaction come from spinors and Dirac matrices, B decays from form factors
evaluated here, the relic density from SciPy's Radau. Constants are those of PDG 2024, natural units in GeV.
"""

import itertools
import json
import math

import numpy as np
from scipy.integrate import quad, solve_ivp
from scipy.special import kve

ABOUT = (
    "Dark photon portal, arXiv:2502.04900 section III, by dark_photon.py: decays and cross sections by summing spinors and "
    "polarisations, thermal averages and yields (constant degrees of freedom) by SciPy. Cross sections with nuclei "
    "and electrons are exact at the velocity given, the model's are the leading order, v^2 = 5e-7. With "
    "ideal-gas: the coupling for 0.12 to four digits."
)
PLANCK_MASS = 1.220890e19
SECOND = 1 / 6.582119569e-25
ALPHA = 1 / 137.035999084
S2 = 0.23129
M_B, TAU_BP, M_K = 5.27941, 1.638e-12 * SECOND, 0.493677
M_B0, TAU_B0, M_K0, M_KST = 5.27972, 1.517e-12 * SECOND, 0.497611, 0.89555
LEPTONS = [0.51099895e-3, 0.1056583755, 1.77693]
# Perturbative QCD of three flavours; the strong coupling is that of src/standard_model/strong_coupling/reference.py.
A_S = 0.3015068649461312 / math.pi
R_2GEV = 2 * (1 + A_S + 1.6401 * A_S**2 - 10.28395 * A_S**3)

# Dirac matrices in the Dirac representation.
PAULI = [np.array(m, complex) for m in ([[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]])]
ZERO, ONE = np.zeros((2, 2)), np.eye(4)
GAMMA = [np.diag([1, 1, -1, -1]).astype(complex)] + [np.block([[ZERO, p], [-p, ZERO]]) for p in PAULI]
GAMMA_5 = 1j * GAMMA[0] @ GAMMA[1] @ GAMMA[2] @ GAMMA[3]
METRIC = np.array([1, -1, -1, -1.0])


def slash(p):
    return sum(METRIC[i] * p[i] * GAMMA[i] for i in range(4))


def square(p):
    return (METRIC * p) @ p


def spinors(p, m):
    boost = sum(p[i + 1] * PAULI[i] for i in range(3)) / math.sqrt(p[0] + m)
    return [np.concatenate([math.sqrt(p[0] + m) * xi, boost @ xi]) for xi in np.eye(2)]


def bar(u):
    return u.conj() @ GAMMA[0]


def conjugate(u):
    """The spinor v of an antiparticle, u of which is the particle's."""
    return 1j * GAMMA[2] @ GAMMA[0] @ bar(u)


def pair(m, momentum, cosine=1.0):
    energy, sine = math.hypot(m, momentum), math.sqrt(1 - cosine**2)
    direction = momentum * np.array([sine, 0, cosine])
    return np.array([energy, *direction]), np.array([energy, *-direction])


def annihilation(s, c, m, m_phi, cubic=0.0):
    """Sum over spins of |M|^2 of psi psi -> phi phi at scattering angle cosine c, for unit Yukawa coupling."""
    p1, p2 = pair(m, math.sqrt(s / 4 - m * m))
    k1, k2 = pair(m_phi, math.sqrt(s / 4 - m_phi**2), c)
    matrix = 3 * cubic * m_phi**2 / (m * (s - m_phi**2)) * ONE
    for k in (k1, k2):
        matrix = matrix + (slash(p1 - k) + m * ONE) / (square(p1 - k) - m * m)
    return sum(abs(bar(conjugate(v)) @ matrix @ u) ** 2 for u in spinors(p1, m) for v in spinors(p2, m))


NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)


def sigma(s, m, m_phi, y, cubic=0.0):
    """Cross section: a half for the identical products, a quarter for the spins."""
    p, k = math.sqrt(s / 4 - m * m), math.sqrt(s / 4 - m_phi**2)
    total = sum(w * annihilation(s, c, m, m_phi, cubic) for c, w in zip(NODES, WEIGHTS))
    return y**4 * total / 8 * k / (32 * math.pi * s * p)


def check_leading_order(m=0.5, v=1e-3):
    """sigma v = b v^2 with <v^2> = 6/x is eq 47."""
    for m_phi in (4e-3, 0.3):
        r = (m_phi / m) ** 2
        eq_47 = 64 * math.pi * m**2 * (9 - 8 * r + 2 * r * r) * math.sqrt(1 - r) / (2 - r) ** 4
        b = eq_47 / 6 / (16 * math.pi * m**2) ** 2  # per y^4 = (16 pi alpha m^2/m_X^2)^2
        found = sigma(4 * m * m * (1 + v * v / 4), m, m_phi, 1.0) / v
        assert abs(found / b - 1) < v * v, (found, b)


def thermal_average(m, m_phi, y, cubic=0.0):
    """<sigma v>(x), Gondolo and Gelmini, with sqrt(s) = 2m + T v^2; x <sigma v> is interpolated in 1/x."""

    def at(x):
        def integrand(v):
            energy, temperature = 2 * m + m / x * v * v, m / x
            weight = kve(1, energy / temperature) / kve(2, x) ** 2 * math.exp(-v * v)
            measure = 2 * energy * 2 * v * temperature
            s = energy**2
            return measure * sigma(s, m, m_phi, y, cubic) * (s - 4 * m * m) * energy * weight

        return quad(integrand, 0, 6.5, epsabs=0, epsrel=1e-11, limit=200)[0] / (8 * m**5 / x)

    fit = np.polynomial.chebyshev.Chebyshev.interpolate(np.vectorize(lambda u: at(1 / u) / u), 24, [1e-6, 1])
    return lambda x: float(fit(max(1 / x, 1e-6))) / x


def relic_yield(m, average, g=86.25):
    """Yield of a Majorana fermion today, with constant degrees of freedom."""

    def factor(t):
        temperature = m / math.exp(t)
        hubble = math.sqrt(4 * math.pi**3 * g / 45) * temperature**2 / PLANCK_MASS
        return 2 * math.pi**2 / 45 * g * temperature**3 / hubble

    def ln_eq(x):
        return math.log(45 * 2 / (4 * math.pi**4 * g) * x**2 * kve(2, x)) - x

    def rate(t, w):
        x = math.exp(t)
        return [factor(t) * math.exp(w[0]) * average(x) * math.expm1(2 * (ln_eq(x) - w[0]))]

    end = math.log(1e3)
    solution = solve_ivp(rate, (0, end), [ln_eq(1.0)], method="Radau", rtol=1e-10, atol=1e-10)
    y = math.exp(solution.y[0, -1])
    tail = quad(lambda t: factor(t) * average(math.exp(t)), end, math.log(1e9), epsabs=0, epsrel=1e-9, limit=200)[0]
    return y / (1 + y * tail)


def form_factor(q2, daughter, pole, a):
    plus, minus = (M_B0 + daughter) ** 2, (M_B0 - daughter) ** 2
    t0 = plus * (1 - math.sqrt(1 - minus / plus))
    z = lambda t: (math.sqrt(plus - t) - math.sqrt(plus - t0)) / (math.sqrt(plus - t) + math.sqrt(plus - t0))
    return sum(c * (z(q2) - z(0)) ** k for k, c in enumerate(a)) / (1 - q2 / pole**2)


def f_plus(q2):
    return form_factor(q2, M_K0, 5.415, [0.33196382, -0.96403506, -0.30273752])


def kallen(a, b, c):
    return a * a + b * b + c * c - 2 * (a * b + b * c + c * a)


def width_bk(q2, g):
    """|M|^2 = g^2 f_+^2 sum |eps.p_B|^2 = g^2 f_+^2 (m_B p)^2/q^2."""
    p = math.sqrt(kallen(M_B**2, M_K**2, q2)) / (2 * M_B)
    return p / (8 * math.pi * M_B**2) * (g * f_plus(q2) * M_B * p) ** 2 / q2


def width_bkst(q2, g):
    """From the hadronic tensor of V, A_1 and A_2 contracted with polarisation vectors, not from helicity amplitudes."""
    p = math.sqrt(kallen(M_B0**2, M_KST**2, q2)) / (2 * M_B0)
    e_kst, e_x, mass = math.hypot(p, M_KST), math.sqrt(p * p + q2), math.sqrt(q2)
    p_b = np.array([M_B0, 0, 0, 0.0])
    p_kst, q = np.array([e_kst, 0, 0, p]), np.array([e_x, 0, 0, -p])
    a_0 = 0.34213768 * (M_B0**2 - M_KST**2) / (8 * M_B0 * M_KST)
    a_1 = form_factor(q2, M_KST, 5.829, [0.28926565, 0.45994786, 1.22417351])
    a_12 = form_factor(q2, M_KST, 5.829, [a_0, 0.5511594, 0.57813167])
    v = form_factor(q2, M_KST, 5.415, [0.36280141, -1.08931588, 2.80292123])
    total = M_B0 + M_KST
    a_2 = total**2 * (M_B0**2 - M_KST**2 - q2) * a_1 - 16 * M_B0 * M_KST**2 * total * a_12
    a_2 /= kallen(M_B0**2, M_KST**2, q2)
    epsilon = np.zeros((4, 4, 4, 4))
    for order in itertools.permutations(range(4)):
        epsilon[order] = round(np.linalg.det(np.eye(4)[list(order)]))
    lower = lambda a: METRIC * a
    # <K*|s gamma^mu (1 - gamma_5) b|B> without terms along q, which the polarisations of X do not see.
    transverse = [np.array([0, 1, 1j, 0]) / math.sqrt(2), np.array([0, 1, -1j, 0]) / math.sqrt(2)]
    of_kst = transverse + [np.array([p, 0, 0, e_kst]) / M_KST]
    of_x = transverse + [np.array([-p, 0, 0, e_x]) / mass]
    result = 0
    for e in of_kst:
        e = e.conj()
        vector = 2j * v / total * np.einsum("abcd,b,c,d", epsilon, lower(e), lower(p_b), lower(p_kst))
        axial = total * a_1 * e - a_2 * (lower(e) @ q) / total * (p_b + p_kst)
        for e_x_ in of_x:
            result += abs(lower(e_x_.conj()) @ (vector - axial)) ** 2
    return (g / 2) ** 2 * result * p / (8 * math.pi * M_B0**2)


def widths(m_x, eps, kappa=1.0):
    """Into muons and, with neutrinos, into everything of the Standard Model, by summing helicities of massive fermions."""

    def fermion(mass, charge, t3):
        vector = charge + kappa * (t3 - 2 * charge * S2) / (2 * (1 - S2))
        axial = kappa * t3 / (2 * (1 - S2))
        r = (mass / m_x) ** 2
        if r >= 0.25:
            return 0.0
        speed = math.sqrt(1 - 4 * r)
        p1, p2 = pair(mass, m_x * speed / 2)
        total = 0.0
        for mu in range(1, 4):
            matrix = GAMMA[mu] @ (vector * ONE + axial * GAMMA_5)
            total += sum(abs(bar(u) @ matrix @ conjugate(w)) ** 2 for u in spinors(p1, mass) for w in spinors(p2, mass))
        return 4 * math.pi * ALPHA * eps**2 * total / 3 * speed / (16 * math.pi * m_x)

    leptons = [fermion(m, -1, -0.5) for m in LEPTONS]
    hadrons = fermion(0.0, -1, -0.5) * R_2GEV
    return leptons[1], sum(leptons) + hadrons + 3 * fermion(0.0, 0, 0.5)


def width_psi(m, m_x, alpha_x):
    """Identical products; current g gamma gamma_5."""
    if m_x <= 2 * m:
        return 0.0
    speed = math.sqrt(1 - 4 * (m / m_x) ** 2)
    p1, p2 = pair(m, m_x * speed / 2)
    total = 0.0
    for mu in range(1, 4):
        matrix = GAMMA[mu] @ GAMMA_5
        total += sum(abs(bar(u) @ matrix @ conjugate(w)) ** 2 for u in spinors(p1, m) for w in spinors(p2, m))
    return 4 * math.pi * alpha_x * total / 3 * speed / (16 * math.pi * m_x) / 2


def invisible(decay, end, m, m_x, alpha_x, total):
    """Eq 40; within 100 widths of the pole over phi, q^2 = m_X^2 + m_X Gamma tan(phi)."""
    scale = m_x * total

    def without_pole(q2):
        return decay(q2) * math.sqrt(q2) * width_psi(m, math.sqrt(q2), alpha_x) / math.pi

    def tail(low, high):
        return quad(lambda q2: without_pole(q2) / ((q2 - m_x**2) ** 2 + scale**2), low, high, epsabs=0, epsrel=1e-9)[0]

    edge = math.atan(100)
    peak = quad(lambda phi: without_pole(m_x**2 + scale * math.tan(phi)) / scale, -edge, edge, epsabs=0, epsrel=1e-11)[0]
    below, above = m_x**2 - 100 * scale, m_x**2 + 100 * scale
    return peak + tail(4 * m * m * (1 + 1e-12), below) + tail(above, end * (1 - 1e-12))


def scattering(m, m_n, b, m_x, alpha_x, v):
    """Psi on a fermion of mass m_n with the vector coupling b, spins averaged, angles integrated."""
    p, g = m * m_n / (m + m_n) * v, math.sqrt(4 * math.pi * alpha_x)
    total = 0.0
    for c, w in zip(NODES, WEIGHTS):
        incoming = pair(m, p)[0], pair(m_n, p)[1]
        outgoing = pair(m, p, c)[0], pair(m_n, p, c)[1]
        propagator = g * b / (square(incoming[0] - outgoing[0]) - m_x**2)
        psi_in, psi_out = spinors(incoming[0], m), spinors(outgoing[0], m)
        n_in, n_out = spinors(incoming[1], m_n), spinors(outgoing[1], m_n)
        for u1, u2, n1, n2 in itertools.product(psi_in, psi_out, n_in, n_out):
            axial = np.array([bar(u2) @ matrix @ GAMMA_5 @ u1 for matrix in GAMMA])
            vector = np.array([bar(n2) @ matrix @ n1 for matrix in GAMMA])
            total += w * abs(propagator * ((METRIC * axial) @ vector)) ** 2
    return total / 8 / (16 * math.pi * (m + m_n) ** 2)


def self_scattering(m, m_x, m_phi, alpha_x, v=1e-6):
    """Psi psi -> psi psi through X and the dark Higgs boson in all three channels, unitary gauge.

    The signs of the contractions are those of permutations of the four fields: t plus, u minus, s plus.
    """
    g, y = math.sqrt(4 * math.pi * alpha_x), 4 * math.sqrt(math.pi * alpha_x) * m / m_x
    axial = [matrix @ GAMMA_5 for matrix in GAMMA]

    def exchange(q, line_1, line_2):
        along = METRIC * q
        current_1, current_2 = [np.array([bar(a) @ k @ b for k in axial]) for a, b in (line_1, line_2)]
        vector = current_1 @ (np.outer(along, along) / m_x**2 - np.diag(METRIC)) @ current_2 / (square(q) - m_x**2)
        scalar = (bar(line_1[0]) @ line_1[1]) * (bar(line_2[0]) @ line_2[1]) / (square(q) - m_phi**2)
        return g**2 * vector + y**2 * scalar

    p1, p2 = pair(m, m * v / 2)
    total = 0.0
    for c, w in zip(NODES, WEIGHTS):
        p3, p4 = pair(m, m * v / 2, c)
        for u1, u2, u3, u4 in itertools.product(*(spinors(p, m) for p in (p1, p2, p3, p4))):
            amplitude = exchange(p1 - p3, (u3, u1), (u4, u2)) - exchange(p1 - p4, (u4, u1), (u3, u2))
            amplitude += exchange(p1 + p2, (conjugate(u2), u1), (u3, conjugate(u4)))
            total += w * abs(amplitude) ** 2
    return total / 16 / (16 * math.pi * 4 * m * m)


def main():
    check_leading_order()
    m, m_x, m_phi, alpha_x, eps = 0.5, 2.0, 4e-3, 3.25e-4, 5.011872e-5
    y, g_bs = 4 * math.sqrt(math.pi * alpha_x) * m / m_x, 2.44e-4 * eps
    muons, visible = widths(m_x, eps)
    total = visible + width_psi(m, m_x, alpha_x)
    r = (0.51099895e-3 / m_phi) ** 2
    electrons = math.sqrt(2) * 1.1663788e-5 * 0.51099895e-3**2 * m_phi * 1.3e-4**2 / (8 * math.pi) * (1 - 4 * r) ** 1.5
    weak = 1 / (2 * (1 - S2))
    e = math.sqrt(4 * math.pi * ALPHA) * eps
    up, down = e * (2 / 3 + weak * (0.5 - 4 / 3 * S2)), e * (-1 / 3 + weak * (-0.5 + 2 / 3 * S2))
    nucleus = 54 * (2 * up + down) + (131 - 54) * (up + 2 * down)
    m_n, v = 131 * 0.931494, 220 / 299792.458
    branchings = {
        "BR_BKX": width_bk(m_x**2, g_bs) * TAU_BP,
        "BR_BKstX": width_bkst(m_x**2, g_bs) * TAU_B0,
        "BR_BKinv": invisible(lambda q2: width_bk(q2, g_bs), (M_B - M_K) ** 2, m, m_x, alpha_x, total) * TAU_BP,
        "BR_BKstinv": invisible(lambda q2: width_bkst(q2, g_bs), (M_B0 - M_KST) ** 2, m, m_x, alpha_x, total) * TAU_B0,
        "BR_psi": 1 - visible / total,
        "BR_BKmumu": width_bk(m_x**2, g_bs) * TAU_BP * muons / total,
        "c_tau_SM": 1 / visible,
        "c_tau": 1 / total,
        "tau_varphi": 1 / electrons,
    }
    scatterings = {
        "sigma_N": scattering(m, m_n, nucleus, m_x, alpha_x, v),
        "sigma_e": scattering(m, 0.51099895e-3, e, m_x, alpha_x, v),
        "sigma_self": self_scattering(m, m_x, m_phi, alpha_x) / m,
    }
    settings = ["alpha_X=3.25e-4", "epsilon=5.011872e-5"]

    def case(rtol, numbers, *more):
        expect = {name: float(f"{value:.10e}") for name, value in numbers.items()}
        return {"model": "dark-photon", "set": settings + list(more), "expect": expect, "rtol": rtol}

    def observed(numbers):
        return {f"observable.{name}": value for name, value in numbers.items()}

    cases = [case(1e-8, observed(branchings)), case(5e-6, observed(scatterings))]
    g = "cosmology.g_star=86.25"
    for m_phi, cubic in [(4e-3, 0), (0.4, 0), (0.4, 1)]:
        found = relic_yield(m, thermal_average(m, m_phi, y, cubic))
        cases.append(case(1e-7, {"yield.psi": found}, f"m_varphi={m_phi} GeV", f"cubic={cubic}", g))
    # With the varying degrees of freedom of `ideal-gas`; an independent program, to four digits of the coupling.
    for model, coupling in [("dark-photon-p-wave", "2.932e-4"), ("dark-photon", "3.211e-4")]:
        settings_2 = [f"alpha_X={coupling}", "cosmology.g_star=ideal-gas"]
        cases.append({"model": model, "set": settings_2, "expect": {"omega_h2": 0.12}, "rtol": 4e-4})
    print('{\n  "about": ' + json.dumps(ABOUT) + ',\n  "cases": [')
    print(",\n".join("    " + json.dumps(one) for one in cases) + "\n  ]\n}")


if __name__ == "__main__":
    main()
