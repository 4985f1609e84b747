"""Writes vlq-scalar.json: observables and relic densities of models/vlq-scalar.yaml from the equations of
arXiv:2403.12485, corrected as the chapter on the model says. Shares no code with the program.

    python3 tests/reference/vlq_scalar.py > tests/reference/vlq-scalar.json      # needs mpmath and SciPy
"""

import cmath
import json
import math

from mpmath import mp, mpf, pi, quad, sqrt
from scipy.integrate import quad as scipy_quad
from scipy.integrate import solve_ivp
from scipy.special import kve

import b_physics as b

PI_PLUS, PI_0, ETA = 0.13957039, 0.1349768, 0.547862
PROTON, NEUTRON = 0.93827208816, 0.93956542052
PLANCK_MASS, ENTROPY_OVER_CRITICAL = 1.220890e19, 2891.2 / 1.053672e-5
M_UP = {"u": 2.16e-3, "c": 1.2730, "t": 172.57}
M_B, M_S = 4.18, 0.0934
M_DOWN = {"d": M_S / 19.5, "s": M_S, "b": M_B}
XENON = {124: 0.000952, 126: 0.00089, 128: 0.019102, 129: 0.264006, 130: 0.04071, 131: 0.212324, 132: 0.269086,
         134: 0.104357, 136: 0.088573}
DEFAULT = {
    "m_phi": 0.6, "m_Q": 3000.0, "m_D": 3000.0, "y_1": 1.0, "y_2": 1.0, "kappa": 0.0,
    "yq": {"d": 0.4, "s": 2.0, "b": 1.3e-3}, "yd": {"d": 0.4, "s": 2.0, "b": 1e-3},
    "alpha_q": {"d": math.pi, "s": 0.0, "b": 0.0}, "beta_d": {"d": 0.0, "s": 0.0, "b": 0.0},
}


def ckm():
    """The quark-mixing matrix from the Wolfenstein parameters of the PDG, to all orders."""
    lam, a, apex = 0.22501, 0.826, 0.1591 + 0.3523j
    s12, s23 = lam, a * lam**2
    k = math.sqrt(1 - a**2 * lam**4)
    ub = (a * lam**3 * apex * k / (math.sqrt(1 - lam**2) * (1 - a**2 * lam**4 * apex))).conjugate()
    s13, phase = abs(ub), ub / abs(ub)
    c12, c23, c13 = (math.sqrt(1 - s * s) for s in (s12, s23, s13))
    up = phase.conjugate()
    return {
        "u": {"d": c12 * c13, "s": s12 * c13, "b": s13 * phase},
        "c": {"d": -s12 * c23 - c12 * s23 * s13 * up, "s": c12 * c23 - s12 * s23 * s13 * up, "b": s23 * c13},
        "t": {"d": s12 * s23 - c12 * c23 * s13 * up, "s": -c12 * s23 - s12 * c23 * s13 * up, "b": c23 * c13},
    }


class Couplings:
    """Equation 10, term by term."""

    def __init__(self, p):
        self.p = p
        self.q = {i: p["yq"][i] * cmath.exp(-1j * p["alpha_q"][i]) for i in "dsb"}
        self.d = {i: p["yd"][i] * cmath.exp(-1j * p["beta_d"][i]) for i in "dsb"}
        mixing = ckm()
        self.up = {u: sum(mixing[u][i] * self.q[i] for i in "dsb") for u in "uct"}

    def down(self, i, j, sign):
        p, q, d = self.p, self.q, self.d
        first = q[i] * d[j] * p["y_1"] + sign * (q[j] * d[i] * p["y_1"]).conjugate()
        first *= float(b.V_HIGGS) / (math.sqrt(2) * p["m_Q"] * p["m_D"])
        from_q = q[i] * q[j].conjugate() / (2 * p["m_Q"] ** 2)
        from_d = d[i].conjugate() * d[j] / (2 * p["m_D"] ** 2)
        if sign > 0:
            return first + (from_q + from_d) * (M_DOWN[i] + M_DOWN[j])
        return (first - (from_q - from_d) * (M_DOWN[i] - M_DOWN[j])) / 1j

    def up_type(self, i, j, sign):
        pair = self.up[i] * self.up[j].conjugate() / (2 * self.p["m_Q"] ** 2)
        return pair * (M_UP[i] + M_UP[j]) if sign > 0 else -pair * (M_UP[i] - M_UP[j]) / 1j

    def scalar(self, i, j):
        return self.down(i, j, 1)

    def pseudoscalar(self, i, j):
        return self.down(i, j, -1)


def speed(m, q2):
    return sqrt(max(1 - 4 * m * m / q2, mpf(0)))


def rate_k(m, meson, kaon):
    """The rate of B -> K phi phi over |C|^2, from |M| = f_0 (m_B^2 - m_K^2)/(m_b - m_s) and identical phi."""

    def spectrum(q2):
        amplitude = b.form_factor("f_0", q2) * (meson**2 - kaon**2) / (mpf(M_B) - mpf(M_S))
        momenta = sqrt(max(b.kallen(meson**2, kaon**2, q2), mpf(0))) * speed(m, q2)
        return amplitude**2 * momenta / (2 * 256 * pi**3 * meson**3)

    return spectrum, 4 * m * m, (meson - kaon) ** 2


def rate_kst(m, meson, kaon):
    def spectrum(q2):
        squared = b.form_factor("A_0", q2) ** 2 * b.kallen(meson**2, kaon**2, q2) / (mpf(M_B) + mpf(M_S)) ** 2
        momenta = sqrt(max(b.kallen(meson**2, kaon**2, q2), mpf(0))) * speed(m, q2)
        return squared * momenta / (2 * 256 * pi**3 * meson**3)

    return spectrum, 4 * m * m, (meson - kaon) ** 2


def standard(q2):
    return b.form_factor("f_plus", q2) ** 2 * max(b.kallen(b.B_PLUS**2, b.K_PLUS**2, q2), mpf(0)) ** mpf(1.5)


def eta(x, z):
    """Equation 22 with eps = eps_0 + r^2, which takes the square root away."""
    x, z = mpf(x), mpf(z)
    low = max(mpf(0), z - 1)

    def f(r):
        e = low + r * r
        return 2 * r * sqrt(e * (1 + e - z) / (1 + e)) * mp.besselk(1, 2 * x * sqrt(1 + e))

    return 4 * x / mp.besselk(2, x) ** 2 * quad(f, [0, 0.3, 1, 2, 4, 8])


def observables(p):
    c, m = Couplings(p), mpf(str(p["m_phi"]))
    s_sb, p_sb = abs(c.scalar("s", "b")), abs(c.pseudoscalar("s", "b"))
    charged = rate_k(m, b.B_PLUS, b.K_PLUS)
    efficient = b.mean_efficiency(standard, mpf(0), charged[2]) / b.mean_efficiency(*charged)
    nucleon = (PROTON + NEUTRON) / 2
    m_phi = p["m_phi"]
    # c_1 of equation 24 for each nucleon, and sigma = mu^2 c^2/(16 pi m_phi^2 m_N^2).
    ss, dd = c.scalar("s", "s").real, c.scalar("d", "d").real
    coefficient = lambda f_d: 2 * nucleon**2 * (0.044 / M_S * ss + f_d / M_DOWN["d"] * dd)
    reduced = m_phi * nucleon / (m_phi + nucleon)
    sigma = lambda z, a: (
        reduced**2 / (16 * math.pi * m_phi**2 * nucleon**2)
        * ((z * coefficient(0.038) + (a - z) * coefficient(0.056)) / a) ** 2
    )
    photon = float(b.ALPHA) / (36 * math.pi) * (
        5 * sum(v * v for v in p["yq"].values()) / p["m_Q"] ** 2 + sum(v * v for v in p["yd"].values()) / p["m_D"] ** 2
    )
    t = (mpf(p["m_Q"]) / mpf(p["m_D"])) ** 2
    loop = mpf(3.5) if t == 1 else (5 - 7 * t + 2 * t**2 + 3 * t * mp.log(t)) / (1 - t) ** 2
    dipole = c.q["s"] * c.d["b"] * p["y_1"] * float(b.V_HIGGS) / (math.sqrt(2) * p["m_Q"] * p["m_D"])
    left, right = c.q["s"] * c.q["b"].conjugate() / p["m_Q"] ** 2, c.d["s"].conjugate() * c.d["b"] / p["m_D"] ** 2
    f_bs = 0.2253
    to_pair = sqrt(1 - 4 * m * m / b.B_S**2) if 2 * m < b.B_S else 0
    width_h = p["kappa"] ** 2 * float(b.V_HIGGS) ** 2 / (32 * math.pi * 125.2) * math.sqrt(1 - 4 * m_phi**2 / 125.2**2)
    return {
        "C_ss": abs(c.scalar("s", "s")),
        "C_sb": s_sb,
        "C_sb_P": p_sb,
        "R_ds": dd / ss,
        "C_uc": abs(c.up_type("u", "c", 1)) / M_UP["c"],
        "C_uc_P": abs(c.up_type("u", "c", -1)) / M_UP["c"],
        "BR_BK": b.TAU_BPLUS * s_sb**2 * b.integral(*charged),
        "BR_B0K0": b.TAU_B0 * s_sb**2 * b.integral(*rate_k(m, b.B_0, b.K_0)),
        "BR_BKst": b.TAU_BPLUS * p_sb**2 * b.integral(*rate_kst(m, b.B_PLUS, b.KST_PLUS)),
        "BR_B0Kst0": b.TAU_B0 * p_sb**2 * b.integral(*rate_kst(m, b.B_0, b.KST_0)),
        "omega": efficient,
        "eta_K": eta(20, (b.K_PLUS / m) ** 2),
        "eta_eta": eta(20, (mpf(str(ETA)) / m) ** 2),
        "sigma_Xe": sum(share * sigma(54, a) for a, share in XENON.items()),
        "sigma_Ar": sigma(18, 40),
        "C_photon": photon,
        "sigma_v_photons": 8 / math.pi * m_phi**2 * photon**2,
        "C_dipole": abs(dipole * complex(loop) + 5 * M_B * left / 6 + M_S * right / 3),
        "C_dipole_gluon": abs(dipole + M_B * left / 6 + M_S * right / 6),
        "BR_Bs": p_sb**2 * b.TAU_BS * f_bs**2 * b.B_S**3 / (32 * pi * (M_B + M_S) ** 2) * to_pair,
        "C_mixing": p["y_1"] ** 2 * float(b.V_HIGGS) ** 2 / (256 * math.pi**2 * (p["m_Q"] * p["m_D"]) ** 2)
        / float(b.G_F) * max((p["yq"]["s"] * p["yd"]["b"]) ** 2, (p["yd"]["s"] * p["yq"]["b"]) ** 2,
                             p["yq"]["s"] * p["yd"]["s"] * p["yq"]["b"] * p["yd"]["b"]),
        "BR_h_inv": width_h / (width_h + 4.07e-3),
    }


def channels(c):
    """Equation 18: coupling squared over B^2, with the 1/2 of identical mesons, and their masses."""
    uu = c.up_type("u", "u", 1).real
    ss, dd, ds = c.scalar("s", "s").real, c.scalar("d", "d").real, abs(c.scalar("d", "s")) ** 2
    k_plus, k_0 = float(b.K_PLUS), float(b.K_0)
    return [
        ((uu + ss) ** 2, k_plus, k_plus), ((dd + ss) ** 2, k_0, k_0), ((uu + dd + 4 * ss) ** 2 / 18, ETA, ETA),
        ((uu + dd) ** 2, PI_PLUS, PI_PLUS), ((uu + dd) ** 2 / 2, PI_0, PI_0), ((uu - dd) ** 2 / 3, PI_0, ETA),
        # With their conjugates.
        (2 * ds, PI_PLUS, k_plus), (ds, PI_0, k_0), (ds / 3, ETA, k_0),
    ]


def mean_sigma_v(m, temperature, parts):
    """Gondolo and Gelmini, equation 3.8, in root = sqrt(s) with root = threshold + T w^2; scaled Bessel functions."""
    x = m / temperature
    total = 0.0
    for strength, m1, m2 in parts:
        if strength == 0:
            continue
        low = max(2 * m, m1 + m2)

        def f(w):
            root = low + temperature * w * w
            s = root * root
            # Both momenta are square roots at their thresholds; here sigma (s - 4 m^2) sqrt(s).
            initial = math.sqrt(max((root - 2 * m) * (root + 2 * m), 0.0))
            final = (root - m1 - m2) * (root + m1 + m2) * (s - (m1 - m2) ** 2) / s
            sigma_flux = 2.8**2 * strength / (16 * math.pi) * initial * math.sqrt(max(final, 0.0))
            # ds sqrt(s) sigma (s - 4 m^2) = 2 root^2 ... dw, 1/s from sigma cancelled.
            return sigma_flux * 2 * 2 * temperature * w * kve(1, root / temperature) * math.exp(-w * w)

        value = scipy_quad(f, 0, 7, epsabs=0, epsrel=1e-11, limit=300)[0]
        total += value * math.exp(-(low - 2 * m) / temperature)
    return total / (8 * m**4 * temperature * kve(2, x) ** 2)


def relic_density(p, g):
    """Omega h^2 with g degrees of freedom at all times, from equilibrium at x = 1."""
    m, parts = p["m_phi"], channels(Couplings(p))
    scale = math.sqrt(math.pi / 45 * g) * PLANCK_MASS * m  # s/H at x = 1, in GeV^2

    def equilibrium(x):
        return math.log(45 / (4 * math.pi**4 * g) * x * x * kve(2, x)) - x

    def rate(t, w):
        x = math.exp(t)
        loss = -math.expm1(2 * (equilibrium(x) - w[0]))
        return [-scale / x * mean_sigma_v(m, m / x, parts) * math.exp(w[0]) * loss]

    stop = math.log(500.0)
    w = solve_ivp(rate, (0, stop), [equilibrium(1.0)], method="Radau", rtol=1e-10, atol=1e-10).y[0, -1]
    # Beyond x = 1e8 the cross section is constant, and 1/x is left.
    loss_at = lambda x: scale / x * mean_sigma_v(m, m / x, parts)
    tail = scipy_quad(lambda t: loss_at(math.exp(t)), stop, math.log(1e8), epsabs=0, epsrel=1e-9, limit=500)[0]
    tail += loss_at(1e8)
    y = math.exp(w)
    return ENTROPY_OVER_CRITICAL * m * y / (1 + y * tail)


def settings(changes):
    p = json.loads(json.dumps(DEFAULT))
    words = []
    for name, value in changes.items():
        unit = " GeV" if name.startswith("m_") else ""
        words.append(f"{name}={value!r}{unit}")
        if "[" in name:
            group, key = name[:-1].split("[")
            p[group][key] = value
        else:
            p[name] = value
    return p, words


STRANGE = {"yq[d]": 0.0, "yd[d]": 0.0, "yq[b]": 0.0, "yd[b]": 0.0}


def main():
    cases = []
    points = [
        {},
        {"m_phi": 1.0, "yq[b]": 2e-3, "yd[b]": -5e-4, "alpha_q[b]": 0.7, "beta_d[s]": 0.3, "m_D": 2000.0, "kappa": 0.01},
        {"m_phi": 0.05, "alpha_q[d]": 0.4, "beta_d[d]": -1.1, "m_Q": 3010.0, "y_1": 0.4},
        {"m_phi": 2.1, "yd[b]": 5e-3},
    ]
    for changes in points:
        p, words = settings(changes)
        expect = {f"observable.{k}": float(v) for k, v in observables(p).items() if v}
        if p["m_phi"] < 0.3:  # far below threshold, where eta is 1e-150
            expect = {k: v for k, v in expect.items() if "eta" not in k}
        cases.append({"model": "vlq-scalar", "set": words, "expect": expect, "rtol": 3e-9})
    g = 20.0
    for changes in [
        {"m_phi": 0.6},
        {"m_phi": 0.45, "y_1": 1.7, **STRANGE},
        {"m_phi": 0.4, "y_1": 30.0, **STRANGE},
        {"m_phi": 0.35, "alpha_q[d]": 0.4, "beta_d[d]": -1.1},
    ]:
        p, words = settings(changes)
        omega = relic_density(p, g)
        cases.append({"model": "vlq-scalar", "set": [*words, f"cosmology.g_star={g}"], "expect": {"omega_h2": omega},
                      "rtol": 1e-7})
    about = (
        "Written by vlq_scalar.py. Observables of arXiv:2403.12485 with 30 digits where there are integrals: the program's "
        "integrals are good to 1e-9. Relic densities with 20 degrees of freedom by SciPy's Radau, with its own thermal average "
        "of every channel of equation 18, open and forbidden."
    )
    print("{")
    print(f'  "about": {json.dumps(about)},')
    print('  "cases": [')
    print(",\n".join("    " + json.dumps(case) for case in cases))
    print("  ]\n}")


if __name__ == "__main__":
    main()
