"""Recomputes lmu-ltau.json, sharing no code with the program.

    python3 tests/reference/lmu_ltau.py          # compares; needs numpy, scipy and mpmath
    python3 tests/reference/lmu_ltau.py --write  # writes the table anew

First the amplitudes squared, helicity by helicity with what cancels at high energy cancelled by hand, are compared in 60
digits with the contraction of the Feynman rules with explicit momenta and polarisation vectors. Then sigma(s) is their
Gauss-Legendre integral over the angle, <sigma v> the single integral of Gondolo and Gelmini with panels that resolve the pole
of H1, the yield the solution of the Boltzmann equation by SciPy's Radau with constant degrees of freedom. Decays are
integrated over q^2 on panels of the same kind.
"""

import json
import math
import pathlib
import random
import sys

import mpmath
import numpy
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicSpline
from scipy.special import kve

PLANCK_MASS = 1.220890e19
CM3_PER_S = 1 / 1.167329991e-17
HBAR = 6.582119569e-25
G_STAR = 75.75
NODES, WEIGHTS = numpy.polynomial.legendre.leggauss(40)
ALPHA, M_E, M_MU, M_TAU = 1 / 137.035999084, 0.51099895e-3, 0.1056583755, 1.77693
M_B, M_K, TAU_B, QUARKS = 5.27941, 0.493677, 1.638e-12 / HBAR, 4.183 - 0.0935

BENCHMARKS = {
    "default": {"m_X": 0.7, "m_H1": 2.0, "m_Zp": 0.01, "g_X": 1e-4, "Q_X": 1, "lam": 8.427e-4, "sin_th": 6e-3},
    "three_body": {"m_X": 0.1, "m_H1": 5.0, "m_Zp": 0.01, "g_X": 1e-4, "Q_X": 1, "lam": 0.07656, "sin_th": 0.0115},
    "heavy": {"m_X": 3.0, "m_H1": 2.0, "m_Zp": 0.01, "g_X": 1e-4, "Q_X": 1, "lam": 2.0505e-3, "sin_th": 6e-3},
    "p_wave": {"m_X": 1.0, "m_H1": 1.7, "m_Zp": 0.1, "g_X": 2e-5, "Q_X": 100, "lam": 1.545e-4, "sin_th": 6e-3},
}
UNITS = {"m_X": " GeV", "m_H1": " GeV", "m_Zp": " GeV"}
HOT = 1e3  # GeV, a temperature at which longitudinal vectors would have grown by (sqrt(s)/m_Zp)^4 ~ 1e21


# The Feynman rules, contracted with explicit vectors.


def dot(a, b):
    return a[0] * b[0] - a[1] * b[1] - a[3] * b[3] - a[2] * b[2]


def minus(a, b):
    return [x - y for x, y in zip(a, b)]


def vectors(s, c, m, m1, m2):
    energy, sine = mpmath.sqrt(s) / 2, mpmath.sqrt(1 - c * c)
    p = mpmath.sqrt(energy**2 - m**2)
    k = mpmath.sqrt((s - (m1 + m2) ** 2) * (s - (m1 - m2) ** 2)) / (2 * mpmath.sqrt(s))
    one, two = mpmath.sqrt(k * k + m1 * m1), mpmath.sqrt(k * k + m2 * m2)
    return [energy, p * sine, 0, p * c], [energy, -p * sine, 0, -p * c], [one, 0, 0, k], [two, 0, 0, -k]


def polarisations(k, m):
    sign = 1 if k[3] > 0 else -1
    return [[0, 1, 0, 0], [0, 0, 1, 0], [sign * k[3] / m, 0, 0, sign * k[0] / m]]


def contracted(channel, s, c, q, width):
    """Sum over polarisations of |M|^2, with its Mandelstam t and u."""
    m, mz, mh, lam, coupling, vev = (mpmath.mpf(q[n]) for n in ("m_X", "m_Zp", "m_H1", "lam", "charge", "vev"))
    products = {"ZZ": (mz, mz), "HH": (mh, mh), "ZH": (mz, mh)}[channel]
    p1, p2, k1, k2 = vectors(s, c, m, *products)
    t, u = dot(minus(p1, k1), minus(p1, k1)), dot(minus(p1, k2), minus(p1, k2))
    pole = 1 / (s - mh**2 + 1j * mh * width)
    if channel == "HH":
        # Vertices: -i lam, -i lam v, -3 i m_H1^2/v.
        total = -lam - 3 * lam * mh**2 * pole - (lam * vev) ** 2 * (1 / (t - m**2) + 1 / (u - m**2))
        return abs(total) ** 2, t, u
    if channel == "ZH":
        total = 0
        for e in polarisations(k1, mz):
            exchange = -2 * coupling * mz**2 / (vev * (s - mz**2)) * dot(minus(p1, p2), e)
            exchange += 2 * coupling * lam * vev * (dot(p2, e) / (u - m**2) - dot(p1, e) / (t - m**2))
            total += exchange**2
        return total, t, u
    total = 0
    for e in polarisations(k1, mz):
        for f in polarisations(k2, mz):
            seagull = (2 * coupling**2 + 2 * lam * mz**2 * pole) * dot(e, f)
            first = dot(p1, e) * dot(p2, f) / (t - m**2)
            second = dot(p1, f) * dot(p2, e) / (u - m**2)
            total += abs(seagull + 4 * coupling**2 * (first + second)) ** 2
    return total, t, u


def switch(s, scale, hot, cold):
    """The square of the momentum of X across the products: written as `hot` it loses digits near threshold, as `cold` at
    small angles at high energy."""
    if isinstance(s, mpmath.mpf):
        return hot
    return numpy.where(s > 2 * scale**2, hot, cold)


def by_helicity(channel, s, t, u, q, width):
    m, mz, mh, lam, coupling, vev = (q[n] for n in ("m_X", "m_Zp", "m_H1", "lam", "charge", "vev"))
    square = coupling**2
    product = (m**2 - t) * (m**2 - u)
    pole = 1 / (s - mh**2 + 1j * mh * width)
    if channel == "HH":
        contact = -lam + (lam * vev) ** 2 * (s - 2 * mh**2) / product
        return abs(contact - 3 * lam * mh**2 * pole) ** 2
    if channel == "ZH":
        kallen = (s - (mz + mh) ** 2) * (s - (mz - mh) ** 2)
        along = s * (t - u) ** 2 / (4 * kallen)
        across = switch(s, 2 * m + mz + mh, s * (product - (mz * mh) ** 2) / kallen - m**2, s / 4 - m**2 - along)
        transverse = lam * vev * (s - mz**2 - mh**2) / (2 * product) - mz**2 / (vev * (s - mz**2))
        longitudinal = (s + mz**2 - mh**2) / (vev * (s - mz**2)) - lam * vev * (s - mz**2 + mh**2) / product
        return 16 * square * (across * transverse**2 + along * mz**2 / (4 * s) * longitudinal**2)
    along = (t - u) ** 2 / (4 * (s - 4 * mz**2))
    across = switch(s, 2 * (m + mz), (product - mz**4) / (s - 4 * mz**2) - m**2, s / 4 - m**2 - along)
    size = s / 2 - mz**2
    scalar = 2 * square + 2 * lam * mz**2 * pole
    result = abs(scalar) ** 2 + abs(8 * square * across * size / product - scalar) ** 2
    result = result + abs(2 * square * mz**2 * (size - 4 * along) / product + 2 * lam * size * pole) ** 2
    return result + 32 * square**2 * mz**2 * s * across * along / product**2


def compare_amplitudes():
    """The largest relative difference at random points, with energies up to 1e4 times the masses."""
    mpmath.mp.dps = 60
    generator, worst = random.Random(1), 0
    for channel in ("ZZ", "HH", "ZH"):
        for _ in range(40):
            uniform = lambda low, high: mpmath.mpf(generator.uniform(low, high))
            q = {"m_X": uniform(0.5, 2), "m_Zp": uniform(0.01, 0.9), "m_H1": uniform(0.1, 1.5), "lam": uniform(0.01, 1)}
            g = uniform(0.01, 1)
            q.update(charge=g * uniform(0.5, 3), vev=q["m_Zp"] / g)
            least = 2 * max(q["m_X"], q["m_Zp"], q["m_H1"], (q["m_Zp"] + q["m_H1"]) / 2)
            s, c, width = (least * mpmath.mpf(10) ** uniform(0.01, 4)) ** 2, uniform(-1, 1), uniform(1e-3, 0.1)
            wanted, t, u = contracted(channel, s, c, q, width)
            worst = max(worst, abs(by_helicity(channel, s, t, u, q, width) / wanted - 1))
    return float(worst)


# Cross sections, averages, yields.


def widths(q, m):
    vector = 0.0
    if m > 2 * q["m_Zp"]:
        r = q["m_Zp"] ** 2 / m**2
        vector = m**3 / (32 * math.pi * q["vev"] ** 2) * (1 - 4 * r + 12 * r * r) * math.sqrt(1 - 4 * r)
    scalar = 0.0
    if m > 2 * q["m_X"]:
        scalar = (q["lam"] * q["vev"]) ** 2 / (16 * math.pi * m) * math.sqrt(1 - 4 * q["m_X"] ** 2 / m**2)
    return vector, scalar


def total_width(q):
    return (1 - q["sin_th"] ** 2) * sum(widths(q, q["m_H1"]))


def cross_section(channel, s, q, width):
    mz, mh = q["m_Zp"], q["m_H1"]
    m1, m2 = {"ZZ": (mz, mz), "HH": (mh, mh), "ZH": (mz, mh)}[channel]
    root = numpy.sqrt(s)
    # Not below 1e-9 of the masses, where rounding takes over; the averages have another factor of p^2.
    p = numpy.sqrt(numpy.maximum((root - 2 * q["m_X"]) * (root + 2 * q["m_X"]), 1e-18 * s)) / 2
    k = numpy.sqrt(numpy.maximum((root - m1 - m2) * (root + m1 + m2), 0.0) * (s - (m1 - m2) ** 2)) / (2 * root)
    total = 0.0
    # m^2 - t = D - 2pkc and m^2 - u = D + 2pkc, D/2pk = 1 + excess; c = (1 + excess) tanh(w) takes both peaks away.
    middle = (s - m1 * m1 - m2 * m2) / 2
    excess = (q["m_X"] ** 2 * (s - (m1 + m2) ** 2) * (s - (m1 - m2) ** 2) / s + (m1 * m2) ** 2)
    excess = excess / (middle + 2 * p * k) / numpy.maximum(2 * p * k, 1e-300)
    reach = numpy.arctanh(1 / (1 + excess))
    for node, weight in zip(*panels(numpy.linspace(-1, 1, 6))):
        w = reach * node
        scaled = middle * numpy.tanh(w)
        t, u = q["m_X"] ** 2 - middle + scaled, q["m_X"] ** 2 - middle - scaled
        jacobian = weight * reach * (1 + excess) / numpy.cosh(w) ** 2
        total = total + jacobian * by_helicity(channel, s, t, u, q, width)
    identical = 0.5 if m1 == m2 else 1.0
    return identical * total / 2 * k / p / (16 * math.pi * s)


def fermions(s, q):
    """Both neutrinos (of one helicity), muons and taus, through Z'."""
    total = 0.0
    p2 = numpy.maximum(s / 4 - q["m_X"] ** 2, 1e-18 * s) / s
    for mass, share in ((0.0, 1.0), (M_MU, 1.0), (M_TAU, 1.0)):
        beta2 = numpy.maximum(1 - 4 * mass**2 / s, 0.0)
        # The average over the angle of s(s - 4m^2) - (t - u)^2 with (t - u)^2 = 16 p^2 k^2 c^2, times 2.
        total = total + share * 2 * (4 * p2 * s**2 - 4 * p2 * s**2 * beta2 / 3) * numpy.sqrt(beta2)
    charges = (q["g_X"] ** 2 * q["Q_X"]) ** 2
    return charges * total / (s - q["m_Zp"] ** 2) ** 2 / (16 * math.pi * s) / (2 * numpy.sqrt(p2))


def panels(edges):
    nodes = numpy.concatenate([(a + b) / 2 + (b - a) / 2 * NODES for a, b in zip(edges, edges[1:])])
    return nodes, numpy.concatenate([(b - a) / 2 * WEIGHTS for a, b in zip(edges, edges[1:])])


def smooth(low, high):
    """Nodes and weights in s, regular at thresholds at both ends, fine near the lower one."""
    edges = numpy.concatenate([[0], numpy.logspace(-5, math.log10(0.5), 60), [0.75, 0.9, 1]])
    x, weight = panels(edges)
    return low + (high - low) * x * x * (3 - 2 * x), (high - low) * 6 * x * (1 - x) * weight


def around_pole(low, high, mass, width):
    """Nodes and weights in s from low to high; near a pole s = M^2 + M W sinh(w)."""
    if not low < mass**2 < high:
        return smooth(low, high)
    left, right = (low + mass**2) / 2, (high + mass**2) / 2
    reach = [math.asinh((end - mass**2) / (mass * width)) for end in (left, right)]
    w, weight = panels(numpy.linspace(*reach, 120))
    pole = mass**2 + mass * width * numpy.sinh(w), mass * width * numpy.cosh(w) * weight
    pieces = [smooth(low, left), pole, smooth(right, high)]
    return numpy.concatenate([p[0] for p in pieces]), numpy.concatenate([p[1] for p in pieces])


class Averages:
    """<sigma v> of some channels at any T up to `hottest`."""

    def __init__(self, q, channels, hottest):
        width = total_width(q)
        self.m, self.pieces = q["m_X"], []
        for channel in channels:
            mz, mh = q["m_Zp"], q["m_H1"]
            least = {"ZZ": 2 * mz, "HH": 2 * mh, "ZH": mz + mh, "ff": 0.0}[channel]
            kinks = [0.0, 2 * M_MU, 2 * M_TAU] if channel == "ff" else [0.0]
            start = max(2 * q["m_X"], least)
            ends = [start] + [k for k in kinks if k > start] + [max(start, 2 * q["m_X"]) + 80 * hottest]
            for low, high in zip(ends, ends[1:]):
                s, weight = around_pole(low**2, high**2, mh, width)
                sigma = fermions(s, q) if channel == "ff" else cross_section(channel, s, q, width)
                self.pieces.append((s, weight * sigma))

    def at(self, temperature):
        m, total = self.m, 0.0
        for s, weighted in self.pieces:
            root = numpy.sqrt(s)
            thermal = kve(1, root / temperature) * numpy.exp(-(root - 2 * m) / temperature)
            total += numpy.sum(weighted * (root - 2 * m) * (root + 2 * m) * root * thermal)
        return total / (8 * m**4 * temperature * kve(2, m / temperature) ** 2)


def final_yield(q):
    m = q["m_X"]
    average = Averages(q, ("ZZ", "HH", "ZH", "ff"), m)
    grid = numpy.linspace(0, math.log(1e6), 1800)
    table = CubicSpline(grid, [math.log(average.at(m / math.exp(t))) for t in grid])
    factor = 2 * math.pi**2 / 45 * G_STAR / math.sqrt(4 * math.pi**3 * G_STAR / 45) * PLANCK_MASS * m
    equilibrium = lambda x: math.log(45 * 2 / (4 * math.pi**4 * G_STAR) * x * x * kve(2, x)) - x

    def slope(t, w):
        x = math.exp(t)
        return [-factor / x * math.exp(table(t)) / 2 * math.exp(w[0]) * -math.expm1(2 * (equilibrium(x) - w[0]))]

    end = math.log(500)
    solution = solve_ivp(slope, (0, end), [equilibrium(1.0)], method="Radau", rtol=1e-10, atol=1e-12)
    y = math.exp(solution.y[0, -1])
    # Beyond x = 500 only the loss is left; from x = 1e6 on <sigma v> is that of threshold.
    t, weight = panels(numpy.linspace(end, grid[-1], 20))
    tail = numpy.sum(weight * factor / numpy.exp(t) * numpy.exp(table(t)) / 2)
    tail += factor / 1e6 * math.exp(table(grid[-1])) / 2
    return y / (1 + y * tail)


# Observables.


def form_factor(q2):
    """f_0 of B -> K, arXiv:2312.00982 eqs A6, A7 and table II, with the masses of the neutral mesons."""
    b, k = 5.27972, 0.497611
    top, bottom = (b + k) ** 2, (b - k) ** 2
    middle = top * (1 - math.sqrt(1 - bottom / top))
    z = lambda t: (numpy.sqrt(top - t) - math.sqrt(top - middle)) / (numpy.sqrt(top - t) + math.sqrt(top - middle))
    d = z(q2) - z(0.0)
    return (0.332 + 0.335 * d + 3.72e-3 * d * d) / (1 - q2 / 5.630**2)


def kallen(a, b, c):
    return a * a + b * b + c * c - 2 * (a * b + b * c + c * a)


def two_body(q2):
    """Branching ratio into a scalar of squared mass q2 at sin(theta) = 1; clipped by rounding at the end."""
    flux = numpy.sqrt(numpy.maximum(kallen(M_B**2, M_K**2, q2), 0.0))
    return TAU_B * 6.7e-6**2 / (64 * math.pi * M_B**3) * form_factor(q2) ** 2 * ((M_B**2 - M_K**2) / QUARKS) ** 2 * flux


def three_body(q, which):
    least = (2 * (q["m_X"] if which else q["m_Zp"])) ** 2
    highest = (M_B - M_K) ** 2
    if least >= highest:
        return 0.0
    mass, width = q["m_H1"], total_width(q)
    s, weight = around_pole(least, highest, mass, width)
    partial = numpy.array([widths(q, math.sqrt(x))[which] for x in s])
    exchange = abs(1 / (s - mass**2 + 1j * mass * width) - 1 / (s - 125.0**2)) ** 2
    mixing = q["sin_th"] ** 2 * (1 - q["sin_th"] ** 2)
    return mixing * numpy.sum(weight * two_body(s) * numpy.sqrt(s) / math.pi * partial * exchange)


def into_vector(m):
    """Branching ratio of B0 -> K*0 and a scalar at sin(theta) = 1, arXiv:2312.00982 eqs 14 and A6."""
    b, k = 5.27972, 0.89555
    if m > b - k:
        return 0.0
    top, bottom = (b + k) ** 2, (b - k) ** 2
    middle = top * (1 - math.sqrt(1 - bottom / top))
    z = lambda t: (math.sqrt(top - t) - math.sqrt(top - middle)) / (math.sqrt(top - t) + math.sqrt(top - middle))
    d = z(m * m) - z(0.0)
    form = (0.342 - 1.147 * d + 2.372 * d * d) / (1 - m * m / 5.336**2)
    flux = kallen(b * b, k * k, m * m) ** 1.5
    return 1.517e-12 / HBAR * 6.7e-6**2 / (64 * math.pi * b**3) * (form / (4.183 + 0.0935)) ** 2 * flux


def heats(m):
    y = mpmath.mpf(m) / mpmath.mpf("2.3e-3")
    f = lambda z: (4 * z * z - y * y) * mpmath.sqrt(z * z - y * y) / mpmath.expm1(z)
    return 15 / (7 * mpmath.pi**4) * mpmath.quad(f, [y, y + 1, y + 5, y + 20, y + 100])


def observables(q):
    mpmath.mp.dps = 20
    m, mh, s_th = q["m_X"], q["m_H1"], q["sin_th"]
    vector, scalar = widths(q, 125.0)
    pair = 0.0 if mh > 62.5 else (125.0**2 + 2 * mh**2) ** 2 / (32 * math.pi * 125 * q["vev"] ** 2)
    pair *= math.sqrt(1 - 4 * mh**2 / 125.0**2)
    invisible = s_th**2 * (vector + scalar + pair)
    nucleon = 0.93827208816
    reduced = m * nucleon / (m + nucleon)
    exchange = q["lam"] * q["vev"] * s_th * math.sqrt(1 - s_th**2) * 0.3 * nucleon / 246 * (1 / mh**2 - 1 / 125.0**2)
    mixing = q["g_X"] * math.sqrt(4 * math.pi * ALPHA) / (6 * math.pi**2) * math.log(M_TAU / M_MU)
    r2 = (q["m_Zp"] / M_MU) ** 2
    moment = mpmath.quad(lambda z: z * z * (1 - z) / (z * z + (1 - z) * r2), [0, 0.01, 0.1, 1])
    neff = 3.044 * ((1 + (3 * heats(q["m_Zp"]) + 2 * heats(m) + heats(mh)) / 3.044) ** (mpmath.mpf(4) / 3) - 1)
    result = {
        "BR_BKXX": three_body(q, 1),
        "BR_BKZZ": three_body(q, 0),
        "BR_BKstH1": s_th**2 * into_vector(mh),
        "BR_hinv": invisible / (4.1e-3 + invisible),
        "sigma_N": exchange**2 * reduced**2 / (4 * math.pi * m**2),
        "sigma_p": (q["g_X"] * q["Q_X"] * mixing) ** 2 * 4 * ALPHA * reduced**2 / q["m_Zp"] ** 4,
        "delta_a_mu": q["g_X"] ** 2 / (4 * math.pi**2) * float(moment),
        "delta_N_eff": float(neff),
    }
    for channel, least in (("ZZ", q["m_Zp"]), ("HH", mh), ("ZH", (mh + q["m_Zp"]) / 2)):
        # Far below a threshold the average is e^(-(threshold - 2m)/T) of a number that nobody needs.
        if least < 1.5 * m:
            result[f"sv20_{channel}"] = Averages(q, (channel,), m / 20).at(m / 20)
    # At threshold, physics in closed form.
    for channel, least in (("ZZ", q["m_Zp"]), ("HH", mh)):
        if least < m:
            result[f"sv_{channel}"] = Averages(q, (channel,), m * 1e-7).at(m * 1e-7)
    if q["m_Zp"] + mh < 2 * m:
        # A p-wave: proportional to T.
        cold = [Averages(q, ("ZH",), m * 1e-7).at(m * t) for t in (5e-8, 1e-7)]
        assert abs(cold[1] / cold[0] - 2) < 1e-5, cold
    # What would be the rounding of 1 + tiny is left out.
    return {name: float(value) for name, value in result.items() if value > 1e-50 and (name, value < 1e-6) != ("delta_N_eff", True)}


def main():
    worst = compare_amplitudes()
    print(f"amplitudes by helicity and contracted: {worst:.1e} apart")
    assert worst < 1e-35
    file = pathlib.Path(__file__).parent / "lmu-ltau.json"
    cases, hot = [], {}
    for name, values in BENCHMARKS.items():
        q = dict(values, vev=values["m_Zp"] / values["g_X"], charge=values["g_X"] * values["Q_X"])
        settings = [f"{key}={value}{UNITS.get(key, '')}" for key, value in values.items()]
        expect = {f"observable.{n}": v for n, v in observables(q).items()}
        threshold = {n: expect.pop(n) for n in ("observable.sv_ZZ", "observable.sv_HH") if n in expect}
        cases.append({"model": "lmu-ltau", "set": settings, "expect": expect, "rtol": 1e-7})
        # <v^2> of 6e-7 is left in what should be at threshold.
        cases.append({"model": "lmu-ltau", "set": settings, "expect": threshold, "rtol": 1e-5})
        settings = [*settings, f"cosmology.g_star={G_STAR}"]
        cases.append({"model": "lmu-ltau", "set": settings, "expect": {"yield.X": final_yield(q)}, "rtol": 2e-7})
        hot[name] = {channel: Averages(q, (channel,), HOT).at(HOT) for channel in ("ZZ", "HH", "ZH")}
    about = (
        "L_mu - L_tau with a charged scalar, recomputed by lmu_ltau.py in this folder. Cross sections from the Feynman "
        "rules in unitary gauge. hot: <sigma v> in GeV^-2 at T = 1 TeV, where longitudinal vectors have to cancel."
    )
    if "--write" in sys.argv:
        lines = ",\n".join("    " + json.dumps(case) for case in cases)
        hot = json.dumps(hot)
        file.write_text(f'{{\n  "about": "{about}",\n  "hot": {hot},\n  "cases": [\n{lines}\n  ]\n}}\n')
        return
    table = json.loads(file.read_text())
    for case, old in zip(cases, table["cases"], strict=True):
        for name, value in case["expect"].items():
            error = value / old["expect"][name] - 1
            print(f"{name:25} {value:.9e} {error:+.1e}")
            assert abs(error) < 1e-8, name
    for name, channels in hot.items():
        for channel, value in channels.items():
            assert abs(value / table["hot"][name][channel] - 1) < 1e-8, (name, channel)


if __name__ == "__main__":
    main()
